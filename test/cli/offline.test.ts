import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.js'
import { tempFolder } from '../support/temp-folder.js'

/** A DAG repository of two SQL revisions and one in code; no database is named anywhere. */
async function dagFolder() {
  const folder = await tempFolder()
  const versions = join(folder.path, 'migrations/versions')
  mkdirSync(versions, { recursive: true })
  const sql = (id: string, parent: string, up: string, down: string) =>
    writeFileSync(
      join(versions, `${id}_step.sql`),
      `-- create ${id}\n-- revision: ${id}\n-- down revision: ${parent}\n\n-- migrate:up\n${up}\n-- migrate:down\n${down}\n`,
    )
  sql('a1', '', 'CREATE TABLE a1 (id INTEGER PRIMARY KEY, name VARCHAR(20));', 'DROP TABLE a1;')
  sql('b2', 'a1', 'ALTER TABLE a1 ADD COLUMN n INTEGER;', 'DELETE FROM a1 WHERE n > 1;\nALTER TABLE a1 DROP COLUMN n;')
  const write = (text: string) =>
    writeFileSync(
      join(versions, 'c3_code.mjs'),
      `export const revision = 'c3'\nexport const downRevision = 'b2'\nexport async function upgrade(op) {\n  ${text}\n}\nexport async function downgrade(op) {\n  await op.execute('DELETE FROM a1')\n}\n`,
    )
  write('await op.execute`INSERT INTO a1 (id, name) VALUES (${1}, ${"it\'s"})`')
  return {
    path: folder.path,
    write,
    run: (words: string) => runCli(words, folder.path),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

/** Without what mig adds: the journal's rows and the tables. */
const steps = (script: string): string => {
  const lines = script.slice(script.indexOf('COMMIT;\n') + 8).split('\n')
  return lines.filter((line) => !line.startsWith('INSERT INTO "mig_journal"')).join('\n')
}

describe('--sql', () => {
  it('prints a script that needs no database to be written', async () => {
    await using folder = await dagFolder()
    const { stdout, stderr, exitCode } = await folder.run('upgrade a1:c3 --sql --dialect sqlite --tag OPS-17')
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      expect.stringMatching(/^-- upgrade from a1 to c3 on SQLite: 2 steps, written by mig /),
      '-- tag: OPS-17',
      '-- Run it with: sqlite3 -bail DATABASE < SCRIPT',
      '',
    ])
    expect(stdout).toContain("'b2 -> c3; offline script; tag: OPS-17'")
    expect(steps(stdout)).toBe(`
-- upgrade b2: create b2 [atomic], step 1 of 2
-- versions/b2_step.sql
BEGIN IMMEDIATE;
ALTER TABLE a1 ADD COLUMN n INTEGER;
UPDATE "mig_version" SET "version_num" = 'b2' WHERE "version_num" = 'a1';
COMMIT;

-- upgrade c3 [atomic], step 2 of 2
-- versions/c3_code.mjs
BEGIN IMMEDIATE;
INSERT INTO a1 (id, name) VALUES (1, 'it''s');
UPDATE "mig_version" SET "version_num" = 'c3' WHERE "version_num" = 'b2';
COMMIT;
`)
    // the same change is the same text: it can be reviewed, stored and compared
    expect((await folder.run('upgrade a1:c3 --sql --dialect sqlite --tag OPS-17')).stdout).toBe(stdout)
  })

  it('takes the dialect from the URL, whose server need not be there', async () => {
    await using folder = await dagFolder()
    const script = await folder.run('downgrade b2:base --sql --database mariadb://nobody:secret@nowhere.invalid/shop')
    expect(script).toMatchObject({ exitCode: 0, stderr: '' })
    expect(script.stdout).toContain('-- Run it with: mariadb --comments --binary-mode --default-character-set=utf8mb4 shop < SCRIPT\n')
    expect(script.stdout).toContain('-- A step that is not atomic stays half-done when one of its statements fails')
    expect(script.stdout).not.toContain('secret')
  })

  it('records with stamp, creates with ensure-version, and says when there is nothing to do', async () => {
    await using folder = await dagFolder()
    const stamp = await folder.run('stamp a1:b2 --sql --dialect postgres')
    expect(stamp.stdout).toContain(`UPDATE "mig_version" SET "version_num" = 'b2' WHERE "version_num" = 'a1';`)
    expect(stamp.stdout).not.toContain('ALTER TABLE')
    const ensure = await folder.run('ensure-version --sql --dialect postgres')
    expect(ensure.stdout.match(/CREATE TABLE IF NOT EXISTS "mig_\w+"/g)).toEqual([
      'CREATE TABLE IF NOT EXISTS "mig_version"',
      'CREATE TABLE IF NOT EXISTS "mig_journal"',
    ])
    expect((await folder.run('upgrade b2:b2 --sql --dialect postgres')).stdout).toMatch(/-- nothing to do\n$/)
  })

  it('is one object with --json', async () => {
    await using folder = await dagFolder()
    const { stdout } = await folder.run('upgrade b2 --sql --dialect postgres --json')
    const script = JSON.parse(stdout) as { readonly sql: string; readonly steps: readonly { readonly sql: string }[] }
    expect(script).toMatchObject({
      dialect: 'postgres',
      from: [],
      to: ['b2'],
      steps: [
        { step: { kind: 'upgrade', revision: 'a1' }, description: 'create a1', atomicity: 'atomic' },
        { step: { kind: 'upgrade', revision: 'b2' }, description: 'create b2', atomicity: 'atomic' },
      ],
    })
    for (const step of script.steps) expect(script.sql).toContain(step.sql)
  })

  it('names the line of a code script that asks the database', async () => {
    await using folder = await dagFolder()
    folder.write("const rows = await op.query('SELECT id FROM a1')")
    const { stdout, stderr, exitCode } = await folder.run('upgrade head --sql --dialect postgres')
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
    expect(stderr).toMatch(
      /^error: .*c3_code\.mjs:4:25: there is no database to answer: SELECT id FROM a1 \[MIG_OFFLINE_READ\]\nhint: Let the server find the answer itself/,
    )
  })

  it('refuses two statements in one call, which no server session would run', async () => {
    await using folder = await dagFolder()
    folder.write("await op.execute('DELETE FROM a1; DELETE FROM a1')")
    const { stderr, exitCode } = await folder.run('upgrade head --sql --dialect sqlite')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('2 statements were given in one call: DELETE FROM a1; DELETE FROM a1 [MIG_OPERATION_INVALID]')
  })

  const wrong: readonly (readonly [words: string, error: string, hint: string])[] = [
    [
      'upgrade head --sql',
      'neither a dialect nor a database is named [MIG_CONFIG_MISSING]',
      'Pass --dialect postgres, mysql, mariadb or sqlite.',
    ],
    [
      'upgrade head --sql --dialect oracle',
      "'oracle' is no dialect [MIG_OPTION_INVALID]",
      'It is one of postgres, mysql, mariadb, sqlite.',
    ],
    [
      'upgrade head --dialect sqlite --database sqlite:x.db',
      '--dialect belongs to --sql [MIG_OPTION_INVALID]',
      'Add --sql, or leave it out.',
    ],
    [
      'upgrade a1:b2 --database sqlite:x.db',
      "'a1:b2' is a range, and a database says itself where it starts [MIG_TARGET_INVALID]",
      'Use b2 as the target',
    ],
    [
      'downgrade a1 --sql --dialect sqlite',
      "'a1' does not say from where to where [MIG_TARGET_INVALID]",
      'Write FROM:TO, for example head:base.',
    ],
    ['downgrade current:a1 --sql --dialect sqlite', "'current' asks a database", 'Name the revision that the database has.'],
    ['upgrade b2:a1 --sql --dialect sqlite', '', ''],
    [
      'upgrade head --sql --plan --dialect sqlite',
      '--sql and --plan do not go together [MIG_OPTION_INVALID]',
      'A script shows its steps already',
    ],
    ['stamp head --sql --purge --dialect sqlite', '--sql and --purge do not go together [MIG_OPTION_INVALID]', 'mig stamp FROM:TO --sql'],
    ['stamp a1:b2 b2:c3 --sql --dialect sqlite', "the targets start from 'a1' and 'b2' [MIG_TARGET_INVALID]", 'A script has one start'],
  ]
  for (const [words, error, hint] of wrong) {
    it(`answers 'mig ${words}'`, async () => {
      await using folder = await dagFolder()
      const { stdout, stderr, exitCode } = await folder.run(words)
      if (error === '') {
        // a target that is applied already is nothing to do, as on a database
        expect({ exitCode, end: stdout.trimEnd().split('\n').at(-1) }).toEqual({ exitCode: 0, end: '-- nothing to do' })
        return
      }
      expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
      expect(stderr).toContain(`error: ${error}`)
      expect(stderr).toContain(hint)
    })
  }
})
