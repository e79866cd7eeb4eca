import { existsSync, mkdirSync, readFileSync, writeFileSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { compareCatalogs } from '@mig/core'
import { convertRepository, type ConvertOptions, type LegacyRecord } from '@mig/convert'
import { connect } from '@mig/database'
import { numberedSource, type NumberedSource } from '../../packages/convert/test/numbered-source.js'
import { hasHeritageTool } from '../support/heritage-tool.js'
import { failure } from '../support/failure.js'
import { runMain } from '../support/run-cli.js'
import { databases, type TestServer } from '../support/servers.js'
import { freshCatalog, withDatabase } from './with-database.js'

/** What the old program does at its versions. */
type Steps = Readonly<Record<string, readonly string[]>>

/**
 * An old tool, as a program of its own: it reads the number in `migrate_version`, runs its steps up to the one that is asked for, and writes the
 * number. `wait` and `exit` are for a tool in trouble.
 */
const program = (steps: Steps): string => `
import { writeFileSync } from 'node:fs'
import { connect } from ${JSON.stringify(join(import.meta.dirname, '../../packages/database/dist/index.js'))}
const steps = ${JSON.stringify(steps)}
const [url, target] = process.argv.slice(2)
const database = await connect(url.replace(/^sqlite:[/]{3}/, 'sqlite:').replace(/^postgresql:/, 'postgres:'))
const session = await database.session()
const [row] = await session.query("SELECT version FROM migrate_version WHERE repository_id = 'shop'")
for (let version = Number(row.version) + 1; version <= Number(target); version++) {
  for (const step of steps[version] ?? []) {
    if (step.startsWith('exit ')) { console.error('Traceback: no such thing, at ' + url); process.exit(Number(step.slice(5))) }
    if (step === 'wait') {
      writeFileSync(new URL('waiting', import.meta.url), String(process.pid))
      await new Promise((resolve) => setTimeout(resolve, 600_000))
    }
    await session.execute(step)
  }
}
await session.execute("UPDATE migrate_version SET version = " + Number(target) + " WHERE repository_id = 'shop'")
await session[Symbol.asyncDispose]()
await database[Symbol.asyncDispose]()
`

const users = 'CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(64), born DATE);'
const python = 'def upgrade(engine):\n    pass\n'

/** A repository of which versions 2, 4 and 5 are Python, and its program. */
function shop(steps: Steps): NumberedSource & { readonly command: string } {
  const source = numberedSource(
    {
      '001_users_default_upgrade.sql': users,
      '002_python.py': python,
      '003_more_default_upgrade.sql': "INSERT INTO users (id, name) VALUES (3, 'c');",
      '004_python.py': python,
      '005_nothing.py': python,
    },
    'migrate.cfg',
  )
  const tool = join(source.folder, 'tool.mjs')
  const own = { '1': [users.slice(0, -1)], '3': ["INSERT INTO users (id, name) VALUES (3, 'c')"] }
  writeFileSync(tool, program({ ...own, ...steps }))
  return Object.assign(source, { command: `node ${tool} {url} {version}` })
}

async function record(
  source: NumberedSource & { readonly command: string },
  server: TestServer | 'sqlite',
  options: Partial<ConvertOptions> = {},
) {
  const created = server === 'sqlite' ? undefined : await server.create()
  const url = created?.url ?? 'sqlite::memory:'
  try {
    await using database = await connect(url)
    const report = await convertRepository({
      source: source.source,
      target: source.target,
      proveOn: [database],
      operations: () => import('@mig/schema'),
      record: { command: source.command, servers: [{ database, url }], schema: () => import('@mig/schema') },
      ...options,
    })
    const text = (part: string) => {
      const names = readdirSync(join(source.target, 'versions'))
      return readFileSync(
        join(
          source.target,
          'versions',
          names.find((name) => name.includes(part))!,
        ),
        'utf8',
      )
    }
    return { report, text, legacy: JSON.parse(readFileSync(join(source.target, 'legacy.json'), 'utf8')) as LegacyRecord }
  } finally {
    await created?.dispose()
  }
}

const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`mig_scratch_${process.pid}_`))

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe.each(databases)('code of another language, recorded on $name', (server) => {
  const quote = server.dialect === 'mysql' ? '`' : '"'
  const steps: Steps = {
    '2': [
      "INSERT INTO users (id, name, born) VALUES (1, 'it''s; a \\\\ \"test\" ☃', '1815-12-10')",
      'INSERT INTO users (id) VALUES (2)',
      'CREATE TABLE shops (id INTEGER PRIMARY KEY, owner INTEGER NOT NULL REFERENCES users (id), rate FLOAT)',
      'INSERT INTO shops VALUES (1, 2, 0.1)',
      'CREATE INDEX shops_owner ON shops (owner)',
    ],
    '4': [
      "UPDATE users SET name = 'nobody' WHERE name IS NULL",
      'DELETE FROM users WHERE id = 3',
      server.dialect === 'postgres'
        ? 'ALTER TABLE users ADD COLUMN seen INTEGER NOT NULL DEFAULT 0'
        : 'ALTER TABLE users ADD COLUMN seen INTEGER DEFAULT 0 NOT NULL',
      'UPDATE users SET seen = id * 10',
      'ALTER TABLE users DROP COLUMN born',
    ],
  }

  it('becomes SQL that makes the same schema and the same rows', async () => {
    using source = shop(steps)
    const { report, text } = await record(source, server)
    expect(report.proofs).toMatchObject([{ versions: 5, isWhole: true }])
    expect(report.counts).toMatchObject({ recorded: 3, stubs: 0 })
    expect(text('002_python')).toContain(`INSERT INTO ${quote}shops${quote}`)
    expect(text('004_python')).toContain(`DELETE FROM ${quote}users${quote} WHERE ${quote}id${quote} = `)
    expect(report.notes.filter((note) => note.includes(': recorded: ')).map((note) => note.split(':')[0])).toEqual([
      '002_python.py',
      '004_python.py',
      '005_nothing.py',
    ])
    const fresh = await freshCatalog(server, source.target)
    expect(fresh.tables.map(({ name }) => name)).toEqual(['shops', 'users'])
    await withDatabase(server, async (live) => {
      await live.graph(source.target)
      await using session = await live.database.session()
      expect(await session.query('SELECT id, name, seen FROM users ORDER BY id')).toEqual([
        { id: 1, name: server.dialect === 'mysql' ? 'it\'s; a \\ "test" ☃' : 'it\'s; a \\\\ "test" ☃', seen: 10 },
        { id: 2, name: 'nobody', seen: 20 },
      ])
    })
  })

  it('beside SQL for another database is recorded for those that have none', async () => {
    using source = shop(steps)
    const other = server.dialect === 'sqlite' ? 'mysql' : 'sqlite'
    source.change({ [`002_python_${other}_upgrade.sql`]: 'CREATE TABLE other (id INTEGER PRIMARY KEY);' })
    const { report, text, legacy } = await record(source, server)
    expect(report.proofs).toMatchObject([{ versions: 5, isWhole: true }])
    expect(text('002_python')).toMatch(new RegExp(`-- migrate:up ${other}\\nCREATE TABLE other`))
    expect(text('002_python')).toContain(`INSERT INTO ${quote}shops${quote}`)
    expect(legacy.versions[1]).toMatchObject({ recording: { command: source.command, dialects: [server.dialect] } })
    // the third database has neither
    expect(report.notes.join('\n')).toContain('002_python.py: needs a human: Python beside SQL')
  })

  it('that changes nothing is kept as a no-op for this database alone', async () => {
    using source = shop(steps)
    const { report, text, legacy } = await record(source, server, { placeholders: 'drop' })
    expect(report.counts).toMatchObject({ 'no-op gates': 1, placeholders: 0, 'placeholders dropped': 0, 'needs a human': 0 })
    expect(report.notes).toContain(`005_nothing.py: recorded: '${source.command}' changed nothing there (${server.dialect}): a no-op`)
    expect(text('005_nothing')).toMatch(/^-- migrate:up \w+\n\n-- migrate:down \w+\n$/m)
    expect(legacy.versions[4]).toMatchObject({ recording: { dialects: [server.dialect] } })
    expect(readFileSync(join(source.target, 'CONVERSION.md'), 'utf8')).toContain(`| 005_nothing.py | recorded on ${server.dialect} |`)
  })

  it('is not recorded where it cannot be written as SQL: the revision goes on to fail, and says so', async () => {
    using source = shop({
      ...steps,
      '4': ['DELETE FROM notes', "INSERT INTO notes VALUES ('b')"],
      '2': ['CREATE TABLE notes (text VARCHAR(20))', "INSERT INTO notes VALUES ('a')"],
    })
    const { report, text } = await record(source, server)
    expect(report.proofs).toMatchObject([{ versions: 3, isWhole: false }])
    expect(report.notes.join('\n')).toContain(
      `version 4 was not recorded on ${server.dialect}, nor what follows it: rows of notes, which has no primary key, are other ones afterwards`,
    )
    expect(text('004_python')).toContain('was not converted')
  })

  it('that sets a column NOT NULL has filled it before', async () => {
    const change: Readonly<Record<string, readonly string[]>> = {
      postgres: ['ALTER TABLE users ALTER COLUMN name SET NOT NULL'],
      mysql: ['ALTER TABLE users MODIFY name VARCHAR(64) NOT NULL'],
      sqlite: [
        'CREATE TABLE other (id INTEGER PRIMARY KEY, name VARCHAR(64) NOT NULL, born DATE)',
        'INSERT INTO other SELECT * FROM users',
        'DROP TABLE users',
        'ALTER TABLE other RENAME TO users',
      ],
    }
    using source = shop({
      '2': ['INSERT INTO users (id) VALUES (2)'],
      '4': ["UPDATE users SET name = 'x' WHERE name IS NULL", ...change[server.dialect]!],
    })
    const { report } = await record(source, server)
    expect(report.proofs).toMatchObject([{ versions: 5, isWhole: true }])
  })

  it('that makes something else of a version that mig runs itself stops the conversion', async () => {
    using source = shop({ ...steps, '3': ["INSERT INTO users (id, name) VALUES (3, 'other')"] })
    const error = await failure(() => record(source, server))
    expect(error.code).toBe('MIG_PROOF_FAILED')
    expect(error.message).toContain(`after version 3 the old tool has made something else than mig on ${server.dialect}`)
    expect(readdirSync(source.folder).sort()).toEqual(['numbered', 'tool.mjs'])
  })

  it('that fails is named, with the last of what it said and no password', async () => {
    using source = shop({ ...steps, '4': ['exit 7'] })
    const error = await failure(() => record(source, server))
    expect(error).toMatchObject({ code: 'MIG_RECORD_FAILED' })
    expect(error.message).toContain(`the old tool failed at version 4 on ${server.dialect} (exit 7): ${source.command}`)
    expect(error.message).toContain('Traceback: no such thing, at {url}')
    expect(leftovers()).toEqual([])
  })
})

describe('sequences', () => {
  it('stand where the old tool left them', async () => {
    const server = databases.find(({ dialect }) => dialect === 'postgres')!
    using source = shop({ '2': ['CREATE TABLE logs (id SERIAL PRIMARY KEY, text TEXT)', "INSERT INTO logs (text) VALUES ('a'), ('b')"] })
    await record(source, server)
    await withDatabase(server, async (live) => {
      await live.graph(source.target)
      await live.run("INSERT INTO logs (text) VALUES ('c')")
      await using session = await live.database.session()
      expect(await session.query('SELECT max(id) AS last FROM logs')).toEqual([{ last: 3 }])
    })
  })
})

describe('what has come since', () => {
  const { '2': second, '4': fourth } = { '2': ['CREATE TABLE shops (id INTEGER PRIMARY KEY)'], '4': ['INSERT INTO shops VALUES (7)'] }

  it('is recorded as well, on what was there; what was converted stays, also where the tool writes another time now', async () => {
    const clock = ['CREATE TABLE clock (id INTEGER PRIMARY KEY, at TEXT)', "INSERT INTO clock VALUES (1, '2001-01-01 00:00:00')"]
    using source = shop({ '2': [...second, ...clock], '4': fourth, '6': ['UPDATE shops SET id = 8', 'CREATE INDEX shop ON shops (id)'] })
    await record(source, 'sqlite')
    const tool = join(source.folder, 'tool.mjs')
    const further = '"7":["INSERT INTO shops VALUES (9)"],'
    writeFileSync(
      tool,
      readFileSync(tool, 'utf8').replace('2001-01-01', '2002-02-02').replace('const steps = {', `const steps = {${further}`),
    )
    source.change({ '006_more.py': python, '007_sql_default_upgrade.sql': 'INSERT INTO shops VALUES (9);' })
    const { exitCode, stdout, stderr } = await runMain(['convert', 'numbered', '--follow', '--record', source.command], source.folder)
    expect(exitCode, stderr).toBe(0)
    expect(stdout).toContain('added 2 revisions to migrations: version 6, 7')
    expect(stderr).toContain('proved on sqlite: equal at all 7 versions')
    const legacy = JSON.parse(readFileSync(join(source.target, 'legacy.json'), 'utf8')) as LegacyRecord
    expect(legacy.versions.map(({ recording }) => recording?.dialects.join() ?? '-')).toEqual([
      '-',
      'sqlite',
      '-',
      'sqlite',
      'sqlite',
      'sqlite',
      '-',
    ])
  })

  it('is refused where it is code that came late', async () => {
    using source = shop({ '2': second })
    source.change({ '004_python.py': null, '005_nothing.py': null, '009_last_default_upgrade.sql': 'CREATE TABLE last (id INTEGER);' })
    await source.convert()
    source.change({ '004_python.py': python })
    const { exitCode, stderr } = await runMain(['convert', 'numbered', '--follow', '--record', source.command], source.folder)
    expect(exitCode).toBe(2)
    expect(stderr).toContain('version 4 is code that came late (004_python.py): it cannot be recorded')
  })
})

describe('mig convert --record', () => {
  it('records on an embedded SQLite and on the servers that are named', async () => {
    using source = shop({ '2': ['CREATE TABLE shops (id INTEGER PRIMARY KEY)'] })
    const { url, dispose } = await databases.find(({ dialect }) => dialect === 'mysql')!.create()
    try {
      const { exitCode, stdout, stderr } = await runMain(
        ['convert', 'numbered', '--record', source.command, '--prove', url.replace(/^mysql:/, 'mariadb:')],
        source.folder,
      )
      expect(exitCode, stderr).toBe(0)
      expect(stdout).toContain(`002_python.py: recorded: what '${source.command}' did there, in statements: 1 on sqlite, 1 on mysql`)
      const text = readFileSync(join(source.target, 'CONVERSION.md'), 'utf8')
      expect(text).toContain('| recorded | 3 |')
    } finally {
      await dispose()
    }
  })

  it('is what a conversion that leaves stubs tells of', async () => {
    using source = shop({})
    const hint = "the old tool can write the stubs: convert into a new folder with --record 'COMMAND {version}'"
    expect((await runMain(['convert', 'numbered', '--dry-run'], source.folder)).stdout).toContain(hint)
    expect((await runMain(['convert', 'numbered', '--dry-run', '--record', source.command], source.folder)).stdout).not.toContain(hint)
  })

  it('only notes that the embedded SQLite does not work', async () => {
    using source = shop({ '1': ['exit 1'] })
    const { exitCode, stdout } = await runMain(['convert', 'numbered', '--record', source.command], source.folder)
    expect(exitCode).toBe(0)
    expect(stdout).toContain('nothing was recorded on sqlite: the old tool failed at version 1')
    expect(leftovers()).toEqual([])
  })

  it('stops with the first signal, and ends what it started', async () => {
    using source = shop({ '2': ['wait'] })
    const stop = new AbortController()
    const running = runMain(['convert', 'numbered', '--record', source.command], source.folder, {}, { finishSignal: stop.signal })
    const waiting = join(source.folder, 'waiting')
    await vi.waitUntil(() => existsSync(waiting) && readFileSync(waiting, 'utf8') !== '', 60_000)
    stop.abort()
    const { exitCode, stderr } = await running
    expect(exitCode, stderr).toBe(1)
    expect(stderr).toContain('stopped by a signal while the old tool ran version 2')
    // whoever has taken it over may be slow to see that it has ended
    await vi.waitUntil(() => !isRunning(Number(readFileSync(waiting, 'utf8'))), 30_000)
    expect(leftovers()).toEqual([])
    expect(existsSync(source.target)).toBe(false)
  }, 90_000)

  it.each([
    [['--record', 'x'], '--record names no place for the version'],
    [['--record', 'x {version}', '--no-proof'], '--record has no server'],
    [['--record', 'x {version}', '--back'], '--record means nothing beside --back'],
    [['--record-timeout', '5'], '--record-timeout belongs to --record'],
    [['--record', 'x {version}', '--record-timeout', '0'], '--record-timeout 0 is no time limit'],
  ])('%j is refused', async (words, message) => {
    using source = shop({})
    const { exitCode, stderr } = await runMain(['convert', 'numbered', ...words], source.folder)
    expect(exitCode).toBe(2)
    expect(stderr).toContain(message)
  })
})

describe.skipIf(!hasHeritageTool)(
  `Python of SQLAlchemy Migrate itself${hasHeritageTool ? '' : ' (python3-migrate and python3-pymysql are not installed)'}`,
  () => {
    const shell = `
import inspect, sys
inspect.getargspec = lambda function: inspect.getfullargspec(function)[:4]
from migrate.versioning.shell import main
main(sys.argv[1:])
`
    const versions = {
      '001_users.py': `
from sqlalchemy import Column, Integer, MetaData, String, Table

def upgrade(engine):
    meta = MetaData(bind=engine)
    users = Table('users', meta, Column('id', Integer, primary_key=True), Column('name', String(64), nullable=False))
    users.create()
    engine.execute(users.insert(), [{'id': 1, 'name': "it's"}, {'id': 2, 'name': 'two'}])
`,
      '002_mail_default_upgrade.sql': 'ALTER TABLE users ADD COLUMN mail VARCHAR(100);',
      '003_fill.py': `
from sqlalchemy import MetaData, Table

def upgrade(engine):
    users = Table('users', MetaData(bind=engine), autoload=True)
    for row in list(engine.execute(users.select())):
        engine.execute(users.update().where(users.c.id == row.id).values(mail='%d@example.org' % row.id))
`,
    }

    it.each(databases.filter(({ dialect }) => dialect !== 'postgres'))('is recorded on $name', async (server) => {
      const source = Object.assign(numberedSource(versions, 'migrate.cfg'), { command: '' })
      using _folder = source
      const program = join(source.folder, 'old_tool.py')
      writeFileSync(program, shell)
      mkdirSync(source.source, { recursive: true })
      writeFileSync(join(source.source, '__init__.py'), '')
      writeFileSync(join(source.source, 'versions', '__init__.py'), '')
      const url = server.dialect === 'mysql' ? 'mysql+pymysql://{address}' : '{url}'
      const command = `/usr/bin/python3 -W ignore ${program} upgrade ${url} ${source.source} {version}`
      const { report } = await record({ ...source, command, [Symbol.dispose]: () => undefined }, server)
      expect(report.proofs).toMatchObject([{ versions: 3, isWhole: true }])
      expect(report.counts).toMatchObject({ recorded: 2 })
      await withDatabase(server, async (live) => {
        await live.graph(source.target)
        await using session = await live.database.session()
        expect(await session.query('SELECT id, name, mail FROM users ORDER BY id')).toEqual([
          { id: 1, name: "it's", mail: '1@example.org' },
          { id: 2, name: 'two', mail: '2@example.org' },
        ])
        expect(compareCatalogs(await freshCatalog(server, source.target), await live.database.inspect())).toEqual([])
      })
    })
  },
)
