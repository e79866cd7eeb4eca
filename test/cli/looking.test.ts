import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connect } from '@mig/database'
import { databases } from '../support/servers.js'
import { project, type Project } from './project.js'

/**
 * ```
 * a1 ─ b1 (billing) ─ b2
 *  └── c1
 * d1, which depends on b2
 * ```
 */
async function branched(made: Project): Promise<void> {
  made.write(
    'a1.sql',
    '-- create a\n-- revision: a1\n-- down revision:\n\n-- migrate:up\nCREATE TABLE a (id INTEGER);\n-- migrate:down\nDROP TABLE a;\n',
  )
  made.write(
    'b1.sql',
    '-- bills\n-- revision: b1\n-- down revision: a1\n-- branch labels: billing\n\n-- migrate:up\nCREATE TABLE b (id INTEGER);\n',
  )
  made.write('b2.sql', '-- more bills\n-- revision: b2\n-- down revision: b1\n\n-- migrate:up\n')
  made.write('c1.sql', '-- create c\n-- revision: c1\n-- down revision: a1\n\n-- migrate:up\n')
  made.write('d1.sql', '-- create d\n-- revision: d1\n-- down revision:\n-- depends on: b2\n\n-- migrate:up\n')
}

/** What `mig log` cannot print twice alike. */
const steady = (text: string): string =>
  text
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/\d+(?:\.\d+)? (?:ms|s)\b/g, '1 ms')
    .replaceAll(/\S+@\S+/g, 'WHO@HOST')

describe('the questions about a graph', () => {
  it('are answered in one order, flat and drawn', async () => {
    await using made = await project('dag')
    await branched(made)
    expect((await made.run('heads')).stdout).toBe('b2 (head) more bills\nc1 (head) create c\nd1 (head) create d\n')
    expect((await made.run('heads --resolve-dependencies')).stdout).toBe('c1 (head) create c\nd1 (head) create d\n')
    expect((await made.run('heads -v')).stdout).toContain(`    depends on:     b2\n    file:           ${made.versions}/d1.sql\n`)
    expect((await made.run('branches')).stdout).toBe('a1 (branch point) create a\n    -> b1 (billing) bills\n    -> c1 (head) create c\n')
    expect((await made.run('branches -v')).stdout).toContain(
      '    -> b1 (billing) bills\n           down revision:  a1\n           next:           b2\n',
    )
    expect((await made.run('history')).stdout).toBe(
      '<base> (needs b2) -> d1 (head), create d\n' +
        'b1 -> b2 (head), more bills\n' +
        'a1 -> b1 (billing), bills\n' +
        'a1 -> c1 (head), create c\n' +
        '<base> -> a1 (branch point), create a\n',
    )
    expect((await made.run('history -r a1:b2')).stdout).toBe(
      'b1 -> b2 (head), more bills\na1 -> b1 (billing), bills\n<base> -> a1 (branch point), create a\n',
    )
    expect((await made.run('history -r b1: -v')).stdout).toContain('b1 (billing) bills\n    down revision:  a1\n')
    expect((await made.run('history --graph')).stdout).toBe(
      '● d1 (head) create d\n\n● b2 (head) more bills\n● b1 (billing) bills\n│ ● c1 (head) create c\n├─╯\n● a1 (branch point) create a\n',
    )
    expect((await made.run('show billing')).stdout).toBe(
      `b1 (billing) bills\n    down revision:  a1\n    next:           b2\n    branch:         billing\n    file:           ${made.versions}/b1.sql\n`,
    )
    expect((await made.run('show base')).stdout).toBe("'base' is no revision: it stands for what is below the first one\n")
    expect((await made.run('show current')).stdout).toBe('nothing is applied\n')
    await made.run('upgrade b2')
    expect((await made.run('history -i -r b1:b2')).stdout).toBe('b1 -> b2 (head) (current), more bills\na1 -> b1 (billing), bills\n')
    expect((await made.run('history -r :current')).stdout.split('\n')[0]).toBe('b1 -> b2 (head), more bills')
    expect((await made.run('show current')).stdout).toContain('b2 (head) more bills\n')
  })

  it('never run a file', async () => {
    await using made = await project('dag')
    made.write('a1.ts', "export const revision = 'a1'\nexport const downRevision = null\nthrow new Error('this file ran')\n")
    for (const command of ['heads', 'history', 'branches', 'show a1', 'current', 'check'])
      expect((await made.run(command)).exitCode, command).toBeLessThanOrEqual(3)
    expect((await made.run('upgrade')).stderr).toContain('this file ran')
  })

  it('are answered for an empty repository, too', async () => {
    await using made = await project('dag')
    const answers: readonly string[] = (
      await Promise.all(['heads', 'branches', 'history', 'current'].map((command) => made.run(command)))
    ).map(({ stdout }) => stdout)
    expect(answers).toEqual([
      'the repository is empty\n',
      'there is no branch point\n',
      'the repository is empty\n',
      'nothing is applied\n',
    ])
    expect(await made.run('current --check-heads')).toMatchObject({ exitCode: 0 })
  })

  it('say where an unknown id came from', async () => {
    await using made = await project('dag')
    made.write('abcd1.sql', '-- revision: abcd1\n-- down revision:\n')
    made.write('abcd2.sql', '-- revision: abcd2\n-- down revision: abcd1\n')
    await made.run('upgrade')
    expect((await made.run('upgrade abcd9')).stderr).toBe(
      "error: no revision or label 'abcd9' [MIG_TARGET_UNKNOWN]\nhint: Did you mean 'abcd1' or 'abcd2'?\n",
    )
    expect((await made.run('show abc')).stderr).toBe(
      "error: 'abc' is the beginning of 2: abcd1, abcd2 [MIG_TARGET_AMBIGUOUS]\nhint: Give more characters.\n",
    )
    made.write('e1.sql', '-- revision: e1\n-- down revision: abcd3\n')
    expect((await made.run('heads')).stderr).toBe(
      `error: revision 'e1' has the down revision 'abcd3', which does not exist (${made.versions}/e1.sql) [MIG_PARENT_MISSING]\n` +
        `hint: Did you mean 'abcd1' or 'abcd2'? Else restore the file of 'abcd3', or correct the header of ${made.versions}/e1.sql.\n`,
    )
    rmSync(join(made.versions, 'e1.sql'))
    rmSync(join(made.versions, 'abcd2.sql'))
    const row = await made.run('upgrade')
    expect(row).toMatchObject({ exitCode: 2 })
    expect(row.stderr).toContain(
      "the version table names 'abcd2', which is in no file of this repository [MIG_ROW_UNKNOWN]\nhint: Restore the file",
    )
    expect(row.stderr).toContain('mig stamp --purge REVISION')
  })
})

for (const server of databases) {
  describe(`looking at a database on ${server.name}`, () => {
    it('works in every state and changes nothing', async () => {
      await using made = await project('dag', server)
      await branched(made)
      await using database = await connect(made.url.replace('sqlite:./', `sqlite:${made.path}/`))
      const tables = async () => (await database.inspect()).tables.map(({ name }) => name)
      const looks = ['current', 'current -v', 'current --check-heads', 'status', 'log', 'history -i', 'check']
      const rows = async () => {
        await using session = await database.session()
        return await session.query('SELECT version_num FROM mig_version ORDER BY 1').catch(() => 'no table')
      }
      // no table
      for (const look of looks) expect([0, 3], look).toContain((await made.run(look)).exitCode)
      expect(await made.run('current')).toMatchObject({ stdout: 'nothing is applied\n', exitCode: 0 })
      expect(await made.run('current --check-heads')).toMatchObject({
        stdout: 'nothing is applied\nnot at the heads: c1, d1\n',
        exitCode: 3,
      })
      expect(await rows()).toBe('no table')
      // at the heads; b2 is a head that d1 depends on
      await made.run('upgrade heads')
      expect(await made.run('current -c')).toMatchObject({ stdout: 'c1 (head)\nd1 (head)\n', exitCode: 0 })
      // a row that no file declares
      rmSync(join(made.versions, 'd1.sql'))
      const before = [await rows(), await tables()]
      for (const look of looks) expect([0, 3], look).toContain((await made.run(look)).exitCode)
      expect(await made.run('current -c')).toMatchObject({
        stdout: 'c1 (head)\nd1 (in no file of this repository)\nnot at the heads: b2, c1\n',
        exitCode: 3,
      })
      expect((await made.run('status')).stdout).toContain('unknown:    d1 (in no file of this repository; see mig stamp --purge)\n')
      expect([await rows(), await tables()]).toEqual(before)
      // overlapping rows, as other tools leave them
      {
        await using session = await database.session()
        await session.execute("UPDATE mig_version SET version_num = 'a1' WHERE version_num = 'd1'")
      }
      for (const look of looks) expect([0, 3], look).toContain((await made.run(look)).exitCode)
      expect((await made.run('current')).stdout).toBe('a1 (branch point)\nc1 (head)\n')
    })

    it('masks the password', async () => {
      if (server.dialect === 'sqlite') return
      await using made = await project('dag', server)
      const url = new URL(made.url)
      url.password = 's3cret'
      const { stdout } = await made.run(`current -v --database ${url.href}`)
      expect(stdout).not.toContain('s3cret')
    })
  })

  describe(`stamp on ${server.name}`, () => {
    it('reduces what overlaps, and says so', async () => {
      await using made = await project('dag', server)
      await branched(made)
      const both = await made.run('stamp a1 b1')
      expect(both).toMatchObject({ stdout: 'recorded: b1\n', exitCode: 0 })
      expect(both.stderr).toContain("'a1' is part of 'b1': only 'b1' is recorded\n")
      await using database = await connect(made.url.replace('sqlite:./', `sqlite:${made.path}/`))
      {
        await using session = await database.session()
        await session.execute("INSERT INTO mig_version (version_num) VALUES ('a1')")
      }
      const repaired = await made.run('stamp b2')
      expect(repaired).toMatchObject({ stdout: 'recorded: b2\n', exitCode: 0 })
      expect(repaired.stderr).toContain("the row 'a1' is part of the row 'b1', and is removed\n")
      expect((await made.run('current')).stdout).toBe('b2 (head)\n')
    })

    it('names an unknown row and the way out', async () => {
      await using made = await project('dag', server)
      await branched(made)
      await made.run('stamp c1')
      rmSync(join(made.versions, 'c1.sql'))
      const refused = await made.run('stamp a1')
      expect(refused).toMatchObject({ exitCode: 2, stdout: '' })
      expect(refused.stderr).toContain("the version table names 'c1', which is in no file of this repository [MIG_ROW_UNKNOWN]")
      expect(refused.stderr).toContain('mig stamp --purge REVISION')
      expect(await made.run('stamp --purge a1')).toMatchObject({ stdout: 'recorded: a1\n', exitCode: 0 })
      expect((await made.run('current')).stdout).toBe('a1\n')
    })
  })

  describe(`the log on ${server.name}`, () => {
    it('tells what ran, when, by whom, how long, where, with what result', async () => {
      await using made = await project('linear', server)
      made.write('001_a.sql', '-- migrate:up\nCREATE TABLE a (id INTEGER);\n-- migrate:down\nDROP TABLE a;\n')
      made.write('002_b.sql', '-- migrate:up\nCREATE TABLE b (id INTEGER);\nINSERT INTO nowhere VALUES (1);\n')
      await made.run('upgrade 1')
      await made.run('upgrade')
      const all = steady((await made.run('log')).stdout).split('\n')
      expect(all[0]).toBe('TIME  upgrade 1  done  1 ms  WHO@HOST  base -> 1')
      expect(all.find((line) => line.startsWith('TIME  upgrade 2  failed'))).toMatch(
        /^TIME {2}upgrade 2 {2}failed {2}1 ms {2}WHO@HOST {2}.*nowhere/,
      )
      made.write('002_b.sql', '-- migrate:up\nCREATE TABLE b (id INTEGER);\nINSERT INTO b VALUES (1);\n-- migrate:down\nDROP TABLE b;\n')
      expect(await made.run('upgrade')).toMatchObject({ exitCode: 0 })
      await made.run('downgrade 1')
      expect(steady((await made.run('log -n 2')).stdout)).toBe(
        'TIME  upgrade 2  done  1 ms  WHO@HOST  1 -> 2\nTIME  downgrade 2  done  1 ms  WHO@HOST  2 -> 1\n',
      )
      expect(steady((await made.run('log 001')).stdout)).toBe('TIME  upgrade 1  done  1 ms  WHO@HOST  base -> 1\n')
      expect((await made.run('log 77')).stdout).toBe("the journal tells nothing of '77'\n")
      const { entries } = JSON.parse((await made.run('log 1 --json')).stdout) as { entries: { checksum: string; layoutChecksum: string }[] }
      expect(entries[0]).toMatchObject({
        checksum: expect.stringMatching(/^[\da-f]{64}$/),
        layoutChecksum: expect.stringMatching(/^[\da-f]{64}$/),
        user: expect.any(String),
      })
      const single = steady((await made.run('log 2 --statements')).stdout)
      expect(single.includes('statement 1')).toBe(server.dialect === 'mysql')
      // one line for each statement, with what became of it; the row of a step stands for the last ones that fit a transaction
      const statements = single.split('\n').filter((line) => line.includes(' statement '))
      expect(statements.map((line) => line.split(/ {2}/).slice(1, 3).join(': '))).toEqual(
        server.dialect === 'mysql' ? ['upgrade 2 statement 1: done', 'upgrade 2 statement 2: failed', 'downgrade 2 statement 1: done'] : [],
      )
    })
  })

  it(`the log on ${server.name} tells how long a step took that failed`, async () => {
    await using made = await project('linear', server)
    made.write('001_a.js', 'export async function upgrade() { await new Promise((done) => setTimeout(done, 100)); throw new Error("no") }')
    expect(await made.run('upgrade')).toMatchObject({ exitCode: 1 })
    const { entries } = JSON.parse((await made.run('log --json')).stdout) as { entries: { startedAt: string; finishedAt: string }[] }
    expect(entries).toMatchObject([{ revision: '1', direction: 'upgrade', state: 'failed' }])
    expect(Date.parse(entries[0]!.finishedAt) - Date.parse(entries[0]!.startedAt)).toBeGreaterThanOrEqual(99)
  })

  describe(`status on ${server.name}`, () => {
    it('is one screen in both modes', async () => {
      await using graph = await project('dag', server)
      await branched(graph)
      await graph.run('upgrade b1')
      const steadyLines = (text: string): readonly string[] => steady(text).trimEnd().split('\n').slice(1)
      expect(steadyLines((await graph.run('status')).stdout)).toEqual([
        `repository: ${graph.path}/migrations (dag, 5 revisions)`,
        'current:    b1',
        'heads:      b2, c1, d1',
        'branches:   billing (b2)',
        'pending:    3',
        '    c1 (head) create c',
        '    b2 (head) more bills',
        '    d1 (head) create d',
        'last:       upgrade b1 done, TIME, WHO@HOST',
      ])
      await using numbered = await project('linear', server)
      numbered.write('001_a.sql', '-- migrate:up\nCREATE TABLE a (id INTEGER);\n')
      numbered.write('002_b.sql', '-- migrate:up\nCREATE TABLE b (id INTEGER);\n')
      await numbered.run('upgrade 1')
      expect(steadyLines((await numbered.run('status')).stdout)).toEqual([
        `repository: ${numbered.path}/migrations (linear, 2 revisions)`,
        'current:    1',
        'heads:      2',
        'pending:    1',
        '    2 (head) b',
        'last:       upgrade 1 done, TIME, WHO@HOST',
      ])
    })
  })
}

describe('words of other tools', () => {
  it('are answered with ours', async () => {
    await using made = await project('dag')
    for (const [words, hint] of [
      ['upgrade --dry-run', '--plan'],
      ['upgrade --out-of-order', '--allow-late'],
      ['current --url x', '--database'],
      ['rollback', "'downgrade'"],
      ['info', "'status'"],
      ['validate', "'check'"],
      ['histroy', "'history'"],
      ['upgrade --plna', '--plan'],
    ] as const) {
      const { stderr, exitCode } = await made.run(words)
      expect(exitCode, words).toBe(2)
      expect(stderr, words).toContain(`hint: Did you mean ${hint}`)
    }
    expect(await made.run('upgrade --constructor')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("there is no option '--constructor'"),
    })
  })
})

describe('a SQLite file that is not there', () => {
  it('is not created by looking', async () => {
    await using made = await project('dag')
    await branched(made)
    for (const words of [
      'current -v',
      'status',
      'check',
      'log',
      'history -r a1:current',
      'upgrade heads --plan',
      'downgrade base --plan',
    ]) {
      expect(await made.run(`${words} --database sqlite:./absent.db`), words).not.toMatchObject({ exitCode: 1 })
      expect(existsSync(join(made.path, 'absent.db')), words).toBe(false)
    }
    expect((await made.run('upgrade heads --database sqlite:./absent.db')).exitCode).toBe(0)
    expect(existsSync(join(made.path, 'absent.db'))).toBe(true)
  })
})
