import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.js'
import { databases } from '../support/servers.js'
import { tempFolder } from '../support/temp-folder.js'

const sql = (id: string, parent = '') =>
  `-- ${id}\n-- revision: ${id}\n-- down revision: ${parent}\n\n-- migrate:up\nCREATE TABLE ${id} (id INTEGER);\n`
const dag = (folder: string, files: Readonly<Record<string, string>> = {}) => {
  mkdirSync(join(folder, 'migrations/versions'), { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'migrations/versions', name), text)
}

interface WrongInput {
  readonly situation: string
  readonly arrange?: (folder: string) => void
  readonly command: string
  readonly code: string
  readonly exit: number
  /** A part of the message or hint that tells what to do. */
  readonly says: RegExp
}

const database = '--database sqlite:./app.db'

/** Every mistake has a code, a fact, a next step, and leaves everything as it was. */
const table: readonly WrongInput[] = [
  { situation: 'no configuration and no repository', command: 'upgrade', code: 'MIG_CONFIG_MISSING', exit: 2, says: /mig init/ },
  {
    situation: 'no database',
    arrange: (folder) => dag(folder),
    command: 'current',
    code: 'MIG_CONFIG_MISSING',
    exit: 2,
    says: /--database URL/,
  },
  ...['--lock-wait soon', '--ddl-lock-timeout abc', '--ddl-lock-timeout=-3', '--statement-timeout 1s'].map((option) => ({
    situation: `a time that is no number of seconds: ${option}`,
    arrange: (folder: string) => dag(folder),
    command: `upgrade ${database} ${option}`,
    code: 'MIG_OPTION_INVALID',
    exit: 2,
    says: /takes a number, 0 or more/,
  })),
  {
    situation: 'an unknown mode in the configuration',
    arrange: (folder) => writeFileSync(join(folder, 'mig.config.json'), '{"mode":"cube"}'),
    command: 'current',
    code: 'MIG_CONFIG_INVALID',
    exit: 2,
    says: /'dag', 'linear'/,
  },
  { situation: 'an unknown mode on the command line', command: 'current --mode cube', code: 'MIG_OPTION_INVALID', exit: 2, says: /dag/ },
  {
    situation: 'several wrong keys',
    arrange: (folder) => writeFileSync(join(folder, 'mig.config.json'), '{"databse":"x","lockWaitMs":-1}'),
    command: 'current',
    code: 'MIG_CONFIG_INVALID',
    exit: 2,
    says: /databse.*lockWaitMs/s,
  },
  {
    situation: 'a configuration that does not parse',
    arrange: (folder) => writeFileSync(join(folder, 'mig.config.json'), '{'),
    command: 'current',
    code: 'MIG_CONFIG_INVALID',
    exit: 2,
    says: /mig\.config\.json/,
  },
  {
    situation: 'a configuration that does not exist',
    command: 'current --config nowhere.json',
    code: 'MIG_CONFIG_MISSING',
    exit: 2,
    says: /nowhere\.json/,
  },
  {
    situation: 'another version of mig wanted',
    arrange: (folder) => writeFileSync(join(folder, 'mig.config.json'), '{"engine":">=99"}'),
    command: 'heads',
    code: 'MIG_ENGINE_TOO_OLD',
    exit: 2,
    says: />=99/,
  },
  {
    situation: 'a missing folder',
    command: `current --repository ./nowhere ${database}`,
    code: 'MIG_REPOSITORY_MISSING',
    exit: 2,
    says: /nowhere/,
  },
  {
    situation: 'a file instead of a repository',
    arrange: (folder) => writeFileSync(join(folder, 'file'), ''),
    command: `heads --repository ./file --mode dag`,
    code: 'MIG_REPOSITORY_MISSING',
    exit: 2,
    says: /is a file/,
  },
  {
    situation: 'a repository of the other mode',
    arrange: (folder) => (dag(folder), writeFileSync(join(folder, 'migrations/mig.cfg.json'), '{"repositoryId":"x"}')),
    command: 'heads --mode dag',
    code: 'MIG_MODE_MISMATCH',
    exit: 2,
    says: /linear/,
  },
  {
    situation: 'a command of the other mode',
    arrange: (folder) => dag(folder),
    command: 'script x',
    code: 'MIG_MODE_UNSUPPORTED',
    exit: 2,
    says: /mig revision/,
  },
  {
    situation: 'a file without a header',
    arrange: (folder) => dag(folder, { 'a.sql': 'SELECT 1;' }),
    command: 'heads',
    code: 'MIG_SCRIPT_HEADER',
    exit: 2,
    says: /a\.sql/,
  },
  {
    situation: 'a missing parent',
    arrange: (folder) => dag(folder, { 'b1.sql': sql('b1', 'a0') }),
    command: 'heads',
    code: 'MIG_PARENT_MISSING',
    exit: 2,
    says: /'a0'.*b1\.sql/s,
  },
  {
    situation: 'two files with one id',
    arrange: (folder) => dag(folder, { 'a.sql': sql('a1'), 'b.sql': sql('a1') }),
    command: 'heads',
    code: 'MIG_REVISION_DUPLICATE',
    exit: 2,
    says: /a\.sql.*b\.sql/s,
  },
  {
    situation: 'SQL that never ends',
    arrange: (folder) => dag(folder, { 'a1.sql': `${sql('a1')}SELECT 'open;\n` }),
    command: `upgrade ${database}`,
    code: 'MIG_SQL_UNTERMINATED',
    exit: 2,
    says: /a1\.sql:7:8/,
  },
  {
    situation: 'an unknown target',
    arrange: (folder) => dag(folder, { 'a1.sql': sql('a1bc') }),
    command: `upgrade a1bd ${database}`,
    code: 'MIG_TARGET_UNKNOWN',
    exit: 2,
    says: /a1bc/,
  },
  {
    situation: 'an ambiguous target',
    arrange: (folder) => dag(folder, { 'a.sql': sql('abcd1'), 'b.sql': sql('abcd2', 'abcd1') }),
    command: `upgrade a ${database}`,
    code: 'MIG_TARGET_AMBIGUOUS',
    exit: 2,
    says: /abcd1, abcd2/,
  },
  {
    situation: 'two heads',
    arrange: (folder) => dag(folder, { 'a.sql': sql('a1'), 'b.sql': sql('b1') }),
    command: `upgrade ${database}`,
    code: 'MIG_HEADS_SEVERAL',
    exit: 2,
    says: /a1.*b1.*merge/s,
  },
  {
    situation: 'a URL without a scheme',
    arrange: (folder) => dag(folder),
    command: 'current --database app.db',
    code: 'MIG_URL_INVALID',
    exit: 2,
    says: /sqlite:/,
  },
  {
    situation: 'an unreachable server',
    arrange: (folder) => dag(folder),
    command: 'current --database postgres://u:s3cret@127.0.0.1:1/x',
    code: 'MIG_CONNECT_FAILED',
    exit: 1,
    says: /127\.0\.0\.1/,
  },
  {
    situation: 'a folder instead of a database file',
    arrange: (folder) => (dag(folder), mkdirSync(join(folder, 'app.db'))),
    command: `current ${database}`,
    code: 'MIG_CONNECT_FAILED',
    exit: 1,
    says: /app\.db/,
  },
  { situation: 'an unknown command', command: 'upgrad', code: 'MIG_OPTION_INVALID', exit: 2, says: /'upgrade'/ },
  { situation: 'an unknown option', command: 'upgrade --plann', code: 'MIG_OPTION_INVALID', exit: 2, says: /--plan/ },
  { situation: 'an argument too many', command: 'current now', code: 'MIG_OPTION_INVALID', exit: 2, says: /'now'/ },
  {
    situation: 'a repository folder that is not empty',
    arrange: (folder) => dag(folder),
    command: 'init',
    code: 'MIG_REPOSITORY_EXISTS',
    exit: 2,
    says: /not empty/,
  },
  {
    situation: 'a source that is no numbered repository',
    arrange: (folder) => dag(folder),
    command: 'convert ./migrations --to ./out',
    code: 'MIG_MODE_MISMATCH',
    exit: 2,
    says: /numbered/,
  },
]

/** Opening an SQLite file makes it, empty, and taking the lock makes the lock file: neither holds anything. */
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('app.db') || statSync(join(folder, name)).size > 0)
    .sort()

describe('wrong input', () => {
  for (const { situation, arrange, command, code, exit, says } of table) {
    it(`${situation}: ${code}`, async () => {
      await using folder = await tempFolder()
      arrange?.(folder.path)
      const before = filesIn(folder.path)
      const result = await runCli(`${command} --json`, folder.path)
      const { error } = JSON.parse(result.stdout) as {
        readonly error: { readonly code: string; readonly message: string; readonly hint?: string }
      }
      expect(error, JSON.stringify(error)).toMatchObject({ code })
      expect(result.exitCode).toBe(exit)
      expect(`${error.message}\n${error.hint}`).toMatch(says)
      expect(error.hint).toBeTruthy()
      expect(filesIn(folder.path)).toEqual(before)
      const text = await runCli(command, folder.path)
      expect(text.stderr).toContain(`[${code}]`)
      expect(text.stderr).not.toMatch(/^\s+at /m)
      expect(text.stdout + text.stderr + result.stdout).not.toContain('s3cret')
    })
  }

  it('an empty repository has nothing to do', async () => {
    await using folder = await tempFolder()
    dag(folder.path)
    expect(await runCli(`upgrade ${database}`, folder.path)).toMatchObject({ exitCode: 0, stdout: 'nothing to do: nothing is applied\n' })
  })

  for (const server of databases) {
    if (server.dialect === 'sqlite') continue
    it(`a wrong password on ${server.name} is told without the password`, async () => {
      await using folder = await tempFolder()
      dag(folder.path)
      const created = await server.create()
      try {
        const url = new URL(created.url)
        url.username = 'nobody_of_that_name'
        url.password = 's3cret'
        const result = await runCli(`current --json --database ${url.href}`, folder.path)
        expect(JSON.parse(result.stdout)).toMatchObject({ error: { code: 'MIG_ACCESS_DENIED' } })
        expect(result.exitCode).toBe(1)
        expect(result.stdout + result.stderr).not.toContain('s3cret')
      } finally {
        await created.dispose()
      }
    })
  }
})

describe('numbers, and options before the command', () => {
  it('are read as carefully', async () => {
    await using folder = await tempFolder()
    await runCli('init', folder.path)
    for (const words of ['upgrade --lock-wait abc', 'upgrade --ddl-lock-timeout foo', 'log -n abc', 'log --limit -3']) {
      const { exitCode, stderr } = await runCli(words, folder.path)
      expect([exitCode, stderr], words).toEqual([2, expect.stringContaining('takes a number, 0 or more')])
    }
    expect((await runCli('--database sqlite:./x.db curent', folder.path)).stderr).toContain("hint: Did you mean 'current'?")
    expect((await runCli('--database sqlite:./x.db accept-edit aaaa', folder.path)).stderr).toContain('hint: See mig accept-edit --help.')
    expect((await runCli('create alone', folder.path)).stderr).toContain('error: NAME is missing')
  })
})

describe('mig check', () => {
  it('reads SQL scripts as an upgrade would', async () => {
    await using folder = await tempFolder()
    await runCli('init', folder.path)
    await runCli('revision -m first --sql --rev-id aaaa00000001', folder.path)
    const file = join(folder.path, 'migrations/versions/aaaa00000001_first.sql')
    writeFileSync(file, readFileSync(file, 'utf8').replace('migrate:up', 'migrate:upp'))
    const { exitCode, stdout } = await runCli('check --offline', folder.path)
    expect(exitCode).toBe(3)
    expect(stdout).toContain('aaaa00000001_first.sql')
  })
})
