import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { databases } from '../support/servers.js'
import { runCli } from '../support/run-cli.js'
import { tempFolder } from '../support/temp-folder.js'
import { project } from './project.js'

/** A numbered repository on SQLite with these files in `versions/`. */
async function numberedFolder(files: Readonly<Record<string, string>> = {}, settings: Readonly<Record<string, unknown>> = {}) {
  const folder = await tempFolder()
  mkdirSync(join(folder.path, 'migrations/versions'), { recursive: true })
  writeFileSync(join(folder.path, 'mig.config.json'), '{"repository":"migrations","database":"sqlite:./app.db"}')
  writeFileSync(join(folder.path, 'migrations/mig.cfg.json'), JSON.stringify({ repositoryId: 'shop', ...settings }))
  const write = (name: string, text: string): void => writeFileSync(join(folder.path, 'migrations/versions', name), text)
  for (const [name, text] of Object.entries(files)) write(name, text)
  const run = (words: string) => runCli(words, folder.path)
  return { path: folder.path, run, write, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() }
}

/** A table per number, up and down. */
const tables = (...numbers: readonly number[]): Record<string, string> =>
  Object.fromEntries(
    numbers.map((number) => [
      `${String(number).padStart(3, '0')}_t${number}.sql`,
      `-- migrate:up\nCREATE TABLE t${number} (id INTEGER);\n-- migrate:down\nDROP TABLE t${number};\n`,
    ]),
  )

describe('the names of SQLAlchemy Migrate', () => {
  it('are spelt with _ or with -, and print one JSON object', async () => {
    await using folder = await numberedFolder(tables(1))
    for (const command of [
      'version-control',
      'db-version',
      'dbv',
      'version',
      'v',
      'test',
      'test --here',
      'test --all',
      'upgrade',
      'script-sql sqlite two',
      'script three --js',
      'script --placeholder 2',
      'new four --sql',
      'history',
      'current',
      'status',
      'log',
      'stamp 1',
      'manage manage.mjs',
      'drop-version-control',
    ]) {
      const { stdout, stderr, exitCode } = await folder.run(`${command} --json`)
      expect([exitCode, stderr], `${command}: ${stdout}`).toEqual([0, ''])
      expect(JSON.parse(stdout), command).toBeTypeOf('object')
    }
  })

  it('have the help of --help, and an unknown one has none', async () => {
    await using folder = await numberedFolder()
    expect((await folder.run('help script_sql')).stdout).toBe((await folder.run('script-sql --help')).stdout)
    expect(await folder.run('help scirpt')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("Did you mean 'script'?") })
  })
})

describe('script', () => {
  it('writes what its options say under the next number', async () => {
    await using folder = await numberedFolder(tables(1))
    expect((await folder.run('script "Add email"')).stdout).toBe('created migrations/versions/002_Add_email.ts\n')
    expect((await folder.run('s plain --js')).stdout).toBe('created migrations/versions/003_plain.js\n')
    expect((await folder.run('script_sql mariadb "index it"')).stdout).toBe(
      'created migrations/versions/004_index_it_mysql_upgrade.sql\ncreated migrations/versions/004_index_it_mysql_downgrade.sql\n',
    )
    expect((await folder.run('script --placeholder')).stdout).toContain('005_placeholder_default_upgrade.sql')
    expect((await folder.run('script kept --placeholder 2')).stdout).toContain('007_kept_default_downgrade.sql')
    for (const [words, says] of [
      ['script', 'DESCRIPTION is missing'],
      ['script --placeholder 0', 'a number from 1 to 1000'],
      ['script --placeholder soon', 'a number from 1 to 1000'],
      ['script_sql oracle x', "'oracle' is no dialect"],
      ['script_sql sqlite', 'DESCRIPTION is missing'],
      ['script a --dialect sqlite', "there is no option '--dialect'"],
    ] as const) {
      const { exitCode, stderr } = await folder.run(words)
      expect([exitCode, stderr], words).toEqual([2, expect.stringContaining(says)])
    }
  })
})

describe('targets', () => {
  it('are numbers, latest, +N and -N; what stands behind -- is an argument', async () => {
    await using folder = await numberedFolder(tables(1, 2, 3, 4))
    const transitions = async (words: string) => [...(await folder.run(words)).stderr.matchAll(/^\d+ -> \d+/gm)].map(String)
    expect(await transitions('upgrade +2')).toEqual(['0 -> 1', '1 -> 2'])
    expect(await transitions('downgrade -1')).toEqual(['2 -> 1'])
    expect(await transitions('upgrade latest')).toEqual(['1 -> 2', '2 -> 3', '3 -> 4'])
    expect(await transitions('downgrade -- -2')).toEqual(['4 -> 3', '3 -> 2'])
    expect(await folder.run('upgrade -- -1')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('MIG_TARGET_DIRECTION') })
    expect((await folder.run('db_version')).stdout).toBe('2\n')
    expect(await folder.run('upgrade 1')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('cannot upgrade a database of version 2 to version 1'),
    })
  })
})

for (const server of databases) {
  it(`version_control and drop_version_control are in the log on ${server.name}, and stand for what is below`, async () => {
    await using made = await project('linear', server)
    for (const number of [1, 2, 3]) made.write(`00${number}_t${number}.sql`, `-- migrate:up\nCREATE TABLE t${number} (id INTEGER);\n`)
    const log = async () =>
      (await made.run('log')).stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(/^\S+ {2}/, '').replaceAll(/(?: {2}\d+ ms)? {2}\S+@\S+/g, ''))
    expect(await made.run('version_control 2')).toMatchObject({ exitCode: 0 })
    expect(await log()).toEqual(['stamp 2  done  put under version control at 2'])
    expect((await made.run('status')).stdout).toMatch(/\nlast: +stamp 2 done, \S+, \S+@\S+\n/)
    expect(await made.run('vc 1')).toMatchObject({ exitCode: 2 })
    expect(await made.run('drop_version_control')).toMatchObject({ exitCode: 0 })
    expect(await made.run('drop_version_control')).toMatchObject({ exitCode: 2 })
    expect(await made.run('version_control 0')).toMatchObject({ exitCode: 0 })
    expect(await made.run('upgrade 1')).toMatchObject({ exitCode: 0 })
    expect(await log()).toEqual([
      'stamp 2  done  put under version control at 2',
      'stamp 2  done  row removed; no longer under version control',
      'stamp 0  done  put under version control at 0',
      'upgrade 1  done  base -> 1',
    ])
    // taken over at 2 again, 1 and 2 are not late
    expect(await made.run('drop_version_control')).toMatchObject({ exitCode: 0 })
    expect(await made.run('version_control 2')).toMatchObject({ exitCode: 0 })
    expect(await made.run('upgrade')).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^2 -> 3\.\.\. done/) })
  })
}

describe('version_control', () => {
  it('takes a database as it is, and with --verify only as the scripts make it', async () => {
    await using folder = await numberedFolder(tables(1, 2, 3))
    await folder.run('upgrade 2')
    await folder.run('drop_version_control')
    const wrong = await folder.run('version_control 3 --verify')
    expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('table t3 is missing') })
    expect(wrong.stderr).toContain('MIG_ADOPT_DRIFT')
    const lower = await folder.run('vc 1 --verify')
    expect(lower.stderr).toContain('table t2 is not made by any script up to there')
    expect((await folder.run('db_version')).stderr).toContain('MIG_NOT_CONTROLLED')
    expect(await folder.run('vc 2 --verify')).toMatchObject({ exitCode: 0, stdout: 'under version control at 2, its schema verified\n' })
    expect(await folder.run('vc 2')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('MIG_ALREADY_CONTROLLED') })
    for (const number of ['4', '-- -1', 'abc', '1.5']) {
      expect(await folder.run(`vc ${number}`)).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('is no version between 0 and 3'),
      })
    }
  })
})

describe('test', () => {
  it('leaves the database alone, and tells what a downgrade leaves behind', async () => {
    await using folder = await numberedFolder({
      ...tables(1),
      '002_two.sql': '-- migrate:up\nCREATE TABLE a (id INTEGER);\nCREATE TABLE b (id INTEGER);\n-- migrate:down\nDROP TABLE a;\n',
    })
    const { stdout, exitCode } = await folder.run('test')
    expect(exitCode).toBe(3)
    expect(stdout).toContain('version 2: after its downgrade the schema is not what it was\n  table b was left behind\n1 version differs')
    expect(existsSync(join(folder.path, 'app.db'))).toBe(false)
    const all = await folder.run('test --all')
    expect(all).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("upgrade '2' failed") })
  })

  it('tests every version up, down and up, and names those that have no downgrade', async () => {
    await using folder = await numberedFolder({ ...tables(1, 3), '002_only_default_upgrade.sql': 'CREATE TABLE u (id INTEGER);\n' })
    const { stdout, exitCode, stderr } = await folder.run('test --all')
    expect([exitCode, stderr.match(/->/g)?.length]).toEqual([0, 7])
    expect(stdout).toContain('only upgraded, for they have no downgrade: 2\nSuccess: 2 versions go up and down')
  })

  it('refuses a newest version without a downgrade, an empty repository, and options that exclude one another', async () => {
    await using folder = await numberedFolder({ '001_only_default_upgrade.sql': 'CREATE TABLE u (id INTEGER);\n' })
    expect((await folder.run('test')).stderr).toContain('MIG_IRREVERSIBLE')
    expect((await folder.run('test --here --all')).exitCode).toBe(2)
    await using empty = await numberedFolder()
    expect((await empty.run('test')).stderr).toContain('MIG_TARGET_UNKNOWN')
  })

  it('on the database itself keeps the version row, and a downgrade that fails takes the upgrade back', async () => {
    await using folder = await numberedFolder(tables(1, 2))
    await folder.run('upgrade 1')
    expect(await folder.run('test --here')).toMatchObject({ exitCode: 0 })
    expect((await folder.run('db_version')).stdout).toBe('1\n')
    folder.write('002_t2.sql', '-- migrate:up\nCREATE TABLE t2 (id INTEGER);\n-- migrate:down\nDROP TABLE nope;\n')
    const failed = await folder.run('test --here')
    expect(failed).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("downgrade '2' failed") })
    expect(failed.stderr).toContain('Nothing stays applied')
    expect(await folder.run('upgrade')).toMatchObject({ exitCode: 0 })
    expect((await folder.run('test --here')).stderr).toContain('MIG_VERSION_APPLIED')
  })
})

describe('manage', () => {
  it('writes a script with the defaults in it, never over another file', async () => {
    await using folder = await numberedFolder()
    expect(await folder.run('manage manage.mjs')).toMatchObject({ exitCode: 0, stdout: 'created manage.mjs\n', stderr: '' })
    const text = readFileSync(join(folder.path, 'manage.mjs'), 'utf8')
    expect(text).toContain("MIG_REPOSITORY: join(import.meta.dirname, 'migrations')")
    expect(text).toContain("MIG_DATABASE: 'sqlite:' + join(import.meta.dirname, 'app.db')")
    expect(statSync(join(folder.path, 'manage.mjs')).mode & 0o111).not.toBe(0)
    expect((await folder.run('manage manage.mjs')).stderr).toContain('MIG_FILE_EXISTS')
    expect((await folder.run('manage manage.py')).stderr).toContain('Its name ends in .mjs, .cjs or .js')
  })

  it('warns of a password, which only its owner can read', async () => {
    await using folder = await numberedFolder()
    const { stderr } = await folder.run('manage m.cjs --database postgres://app:secret@db/shop')
    expect(stderr).toMatch(/^warning: m\.cjs holds the password of postgres:\/\/app:\*+@db\/shop/)
    expect(statSync(join(folder.path, 'm.cjs')).mode & 0o077).toBe(0)
    expect(readFileSync(join(folder.path, 'm.cjs'), 'utf8')).toContain('app:secret@db')
  })
})

describe('create', () => {
  it('makes a repository with its own table, and refuses a folder that is not empty', async () => {
    await using folder = await tempFolder()
    expect(await runCli('create deep/er "My app" --version-table vt', folder.path)).toMatchObject({ exitCode: 0 })
    expect(JSON.parse(readFileSync(join(folder.path, 'deep/er/mig.cfg.json'), 'utf8'))).toMatchObject({
      repositoryId: 'My app',
      versionTable: 'vt',
    })
    expect(readdirSync(join(folder.path, 'deep/er')).sort()).toEqual(['README.md', 'mig.cfg.json', 'versions'])
    expect(await runCli('create deep/er "My app"', folder.path)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('MIG_REPOSITORY_EXISTS'),
    })
    expect((await runCli('create alone', folder.path)).stderr).toContain('NAME is missing')
  })
})

describe('show', () => {
  it('names every file of a version', async () => {
    await using folder = await numberedFolder({ ...tables(1), '002_b_default_upgrade.sql': '', '002_b_default_downgrade.sql': '' })
    expect((await folder.run('show 2')).stdout).toBe(
      [
        '2 (head) b',
        '    down revision:  1',
        ...['down', 'up'].map((way) => `    file:           ${folder.path}/migrations/versions/002_b_default_${way}grade.sql`),
        '',
      ].join('\n'),
    )
    const { revisions } = JSON.parse((await folder.run('show 2 --json')).stdout) as { revisions: { file: string; files: string[] }[] }
    expect(revisions[0]?.file).toContain('002_b_default_upgrade.sql')
    expect(revisions[0]?.files).toHaveLength(2)
  })
})

describe('stamp', () => {
  it('says from where to where, and an option is told as it was typed', async () => {
    await using folder = await numberedFolder(tables(1, 2))
    expect(await folder.run('stamp 2')).toMatchObject({ stdout: 'recorded: 2\n', stderr: expect.stringMatching(/^record 0 -> 2 {2}/) })
    expect((await folder.run('stamp 1')).stderr).toMatch(/^record 2 -> 1 {2}/)
    expect((await folder.run('log')).stdout).toMatch(/^\S+ {2}stamp 2 {2}done {2}\S+@\S+\n\S+ {2}stamp 1 {2}done {2}\S+@\S+\n$/)
    expect((await folder.run('stamp 2 -z')).stderr).toContain("there is no option '-z'")
  })
})

describe('a gap', () => {
  it('stops an upgrade, or is skipped where the repository says so', async () => {
    await using strict = await numberedFolder(tables(1, 3))
    expect((await strict.run('upgrade')).stderr).toContain('crosses version 2, which has no script')
    await using lenient = await numberedFolder(tables(1, 3), { gaps: 'skip' })
    expect((await lenient.run('upgrade')).stderr).toMatch(/^0 -> 1\.\.\. done.*\n1 -> 3\.\.\. done/)
    expect((await lenient.run('downgrade -1')).stderr).toMatch(/^3 -> 1\.\.\. done/)
  })

  it('is none between two times', async () => {
    await using folder = await numberedFolder({}, { numbering: 'timestamp' })
    await folder.run('script one --sql')
    await folder.run('script two --sql')
    const names = readdirSync(join(folder.path, 'migrations/versions')).filter((name) => name.endsWith('.sql'))
    expect(names).toHaveLength(4)
    expect(names.every((name) => /^20\d{12}_/.test(name))).toBe(true)
    expect(await folder.run('upgrade')).toMatchObject({ exitCode: 0 })
    expect((await folder.run('db_version')).stdout).toBe((await folder.run('version')).stdout)
    expect(await folder.run('downgrade base')).toMatchObject({ exitCode: 0 })
    expect((await folder.run('db_version')).stdout).toBe('0\n')
  })
})
