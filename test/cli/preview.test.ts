import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.js'
import { tempFolder } from '../support/temp-folder.js'

/** A numbered repository on SQLite: 1 is code, 2 is SQL, 3 is a pair of SQL files. */
async function linearFolder() {
  const folder = await tempFolder()
  const run = (words: string) => runCli(words, folder.path)
  await run('init --mode linear')
  const file = (name: string) => join(folder.path, 'migrations/versions', name)
  writeFileSync(file('001_create_account.mjs'), account)
  writeFileSync(
    file('002_add_email.sql'),
    '-- migrate:up\nALTER TABLE account ADD COLUMN email TEXT;\n-- migrate:down\nDELETE FROM account WHERE email IS NOT NULL;\nALTER TABLE account DROP COLUMN email;\n',
  )
  writeFileSync(file('003_create_log_default_upgrade.sql'), "CREATE TABLE log (line TEXT DEFAULT 'a;b');\n")
  writeFileSync(file('003_create_log_default_downgrade.sql'), 'DROP TABLE log;\n')
  return { path: folder.path, run, file, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() }
}

const account = `export async function upgrade(op) {
  await op.execute('CREATE TABLE account (id INTEGER PRIMARY KEY, name TEXT)')
  await op.execute\`INSERT INTO account (name) VALUES (\${"Ann's"})\`
}
export async function downgrade(op) {
  await op.dropTable('account')
}
`

describe('--preview_sql', () => {
  it('prints what each step would send, and changes nothing', async () => {
    await using folder = await linearFolder()
    const up = await folder.run('upgrade --preview_sql')
    expect(up).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: `0 -> 1...
CREATE TABLE account (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO account (name) VALUES ('Ann''s');
1 -> 2...
ALTER TABLE account ADD COLUMN email TEXT;
2 -> 3...
CREATE TABLE log (line TEXT DEFAULT 'a;b');
`,
    })
    expect(await folder.run('upgrade --preview-sql')).toEqual(up)
    expect((await folder.run('current')).stdout).toBe('nothing is applied\n')
    await folder.run('upgrade')
    expect((await folder.run('downgrade 1 --preview_sql')).stdout).toBe(`3 -> 2...
DROP TABLE log;
2 -> 1...
DELETE FROM account WHERE email IS NOT NULL;
ALTER TABLE account DROP COLUMN email;
`)
    expect((await folder.run('upgrade --preview_sql')).stdout).toBe('nothing to do: at 3\n')
    expect((await folder.run('current')).stdout).toContain('3')
  })

  it('names the line of a code script that asks the database', async () => {
    await using folder = await linearFolder()
    writeFileSync(folder.file('001_create_account.mjs'), "export async function upgrade(op) {\n  await op.query('SELECT 1')\n}\n")
    const { stdout, stderr, exitCode } = await folder.run('upgrade --preview_sql')
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
    expect(stderr).toMatch(/001_create_account\.mjs:2:12: there is no database to answer: SELECT 1 \[MIG_OFFLINE_READ\]/)
  })

  it('is one object with --json', async () => {
    await using folder = await linearFolder()
    const { stdout } = await folder.run('upgrade 2 --preview_sql --json')
    expect(JSON.parse(stdout)).toMatchObject({
      from: [],
      to: ['2'],
      steps: [
        { step: { revision: '1' }, file: folder.file('001_create_account.mjs'), language: 'code' },
        { step: { revision: '2' }, language: 'sql', statements: ['ALTER TABLE account ADD COLUMN email TEXT;'] },
      ],
    })
  })
})

describe('--preview_py', () => {
  it('prints the text of code scripts, and refuses a way that has SQL', async () => {
    await using folder = await linearFolder()
    for (const option of ['--preview_py', '--preview-py'])
      expect(await folder.run(`upgrade 1 ${option}`)).toEqual({ exitCode: 0, stderr: '', stdout: `0 -> 1...\n${account}` })
    expect(await folder.run('upgrade 2 --preview_py')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error: '2' is SQL, not code: ${folder.file('002_add_email.sql')} [MIG_OPTION_INVALID]
hint: Use --preview-sql, which prints both kinds as the SQL that they send.
`,
    })
    expect(await folder.run('upgrade 1 --preview_py --plan')).toMatchObject({ exitCode: 2, stdout: '' })
    expect(await folder.run('upgrade 1 --preview_py --preview_sql')).toMatchObject({ exitCode: 2, stdout: '' })
    expect(await folder.run('upgrade 1 --preview_py --sql')).toMatchObject({ exitCode: 2, stdout: '' })
    expect((await folder.run('current')).stdout).toBe('nothing is applied\n')
  })
})

describe('--plan', () => {
  it('tells steps, atomicity, statements, and what a downgrade destroys', async () => {
    await using folder = await linearFolder()
    expect((await folder.run('upgrade --plan')).stdout).toBe(`upgrade 1 create account  [atomic]
upgrade 2 add email  [atomic, 1 statement]
upgrade 3 create log  [atomic, 1 statement]
base -> 3, 3 steps; nothing was run
`)
    await folder.run('upgrade')
    expect((await folder.run('downgrade 0 --plan')).stdout).toBe(`downgrade 3 create log  [atomic, 1 statement]
    loses table log
downgrade 2 add email  [atomic, 2 statements]
    loses rows of account, column account.email
downgrade 1 create account  [atomic]
    what is lost is not known: the script is code
3 -> base, 3 steps; nothing was run
`)
    const { steps } = JSON.parse((await folder.run('downgrade 1 --plan --json')).stdout) as { readonly steps: readonly unknown[] }
    expect(steps).toMatchObject([
      { atomicity: 'atomic', statements: 1, loses: [{ kind: 'table', name: 'log' }], files: [{}, {}].map(() => expect.any(String)) },
      {
        statements: 2,
        loses: [
          { kind: 'rows', table: 'account' },
          { kind: 'column', table: 'account', name: 'email' },
        ],
      },
    ])
    expect((await folder.run('downgrade 2 --plan --verbose')).stdout).toContain(
      '    migrations/versions/003_create_log_default_downgrade.sql\n',
    )
  })

  it('of a stamp names the rows, and records nothing', async () => {
    await using folder = await linearFolder()
    expect((await folder.run('stamp 2 --plan')).stdout).toBe('record +2 record only  [atomic]\nbase -> 2, 1 step; nothing was run\n')
    await folder.run('stamp 3')
    expect((await folder.run('stamp --purge 1 --plan')).stdout).toBe(
      'record -3 +1 record only  [atomic]\n3 -> 1, 1 step; nothing was run\n',
    )
    expect((await folder.run('current')).stdout).toContain('3')
  })
})

describe('--tag', () => {
  it('is noted with each step and shown by log', async () => {
    await using folder = await linearFolder()
    await folder.run('upgrade 2 --tag OPS-17')
    await folder.run('downgrade 1 --tag "rolled back; see OPS-18"')
    await folder.run('stamp 2 --tag by-hand')
    await folder.run('upgrade')
    const { entries } = JSON.parse((await folder.run('log --json')).stdout) as { readonly entries: readonly { readonly detail?: string }[] }
    expect(entries.map(({ detail }) => detail)).toEqual([
      'base -> 1; tag: OPS-17',
      '1 -> 2; tag: OPS-17',
      '2 -> 1; tag: rolled back; see OPS-18',
      'tag: by-hand',
      '2 -> 3',
    ])
    expect((await folder.run('log 1')).stdout).toMatch(/ {2}upgrade 1 {2}done .*tag: OPS-17\n/)
  })
})

describe('source', () => {
  it('prints the files of a version', async () => {
    await using folder = await linearFolder()
    expect(await folder.run('source 1')).toEqual({ exitCode: 0, stderr: '', stdout: account })
    expect((await folder.run('source latest')).stdout).toBe(`==> 003_create_log_default_downgrade.sql <==
DROP TABLE log;

==> 003_create_log_default_upgrade.sql <==
CREATE TABLE log (line TEXT DEFAULT 'a;b');
`)
    await folder.run('upgrade 1')
    expect((await folder.run('source current')).stdout).toBe(account)
    const { files } = JSON.parse((await folder.run('source 1 --json')).stdout) as { readonly files: readonly unknown[] }
    expect(files).toEqual([{ revision: '1', path: folder.file('001_create_account.mjs'), text: account }])
  })

  it('writes them where nothing is overwritten', async () => {
    await using folder = await linearFolder()
    expect(await folder.run('source 1 copy.mjs')).toMatchObject({ exitCode: 0, stdout: 'written copy.mjs\n' })
    expect(readFileSync(join(folder.path, 'copy.mjs'), 'utf8')).toBe(account)
    expect(await folder.run('source 3 out')).toMatchObject({
      exitCode: 0,
      stdout: 'written out/003_create_log_default_downgrade.sql\nwritten out/003_create_log_default_upgrade.sql\n',
    })
    expect((await folder.run('source 2 out')).stdout).toBe('written out/002_add_email.sql\n')
    for (const words of ['source 1 copy.mjs', 'source 3 out', 'source 3 copy.mjs']) {
      const again = await folder.run(words)
      expect(again).toMatchObject({ exitCode: 2, stdout: '' })
      expect(again.stderr).toMatch(/already exists \[MIG_FILE_EXISTS\]/)
    }
    expect(await folder.run('source 1 nowhere/copy.mjs')).toMatchObject({ exitCode: 2, stdout: '' })
  })

  it('works on a graph, for any target', async () => {
    await using folder = await tempFolder()
    mkdirSync(join(folder.path, 'migrations/versions'), { recursive: true })
    const text = '-- one\n-- revision: ae10\n-- down revision:\n\n-- migrate:up\nSELECT 1;\n'
    writeFileSync(join(folder.path, 'migrations/versions/ae10_one.sql'), text)
    expect((await runCli('source ae', folder.path)).stdout).toBe(text)
    expect((await runCli('source heads', folder.path)).stdout).toBe(text)
    const missing = await runCli('source base', folder.path)
    expect(missing).toMatchObject({ exitCode: 2, stdout: '' })
    expect(missing.stderr).toContain("'base' names no version that has a script [MIG_TARGET_INVALID]")
  })
})
