import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { transformSync } from 'esbuild'
import pg from 'pg'
import sqlite3 from 'sqlite3'
import { describe, expect, it } from 'vitest'
import { compareCatalogs, Migrator, type Catalog, type Database, type Dialect } from '@mig/core'
import { convertRepository, readSource, type ConversionReport } from '@mig/convert'
import { DagRepository } from '@mig/dag'
import { connect } from '@mig/database'
import { runCli } from '../support/run-cli.js'
import { databases, type TestServer } from '../support/servers.js'
import { tempFolder } from '../support/temp-folder.js'

/** One sample per format: where it runs, and what it is told beside the folder. */
interface Sample {
  readonly name: string
  readonly format: string
  /** Where the format has to be named: other tools have such names, too. */
  readonly from?: string
  readonly versions: readonly string[]
  readonly runsOn: readonly Dialect[]
}

const samples: readonly Sample[] = [
  { name: 'sqlalchemy-migrate', format: 'sqlalchemy-migrate', versions: ['1', '2', '3', '4'], runsOn: ['sqlite', 'postgres', 'mysql'] },
  {
    name: 'golang-migrate',
    format: 'golang-migrate',
    from: 'golang-migrate',
    versions: ['1', '2', '3', '10', '11', '12'],
    runsOn: ['sqlite'],
  },
  {
    name: 'prisma',
    format: 'prisma',
    versions: ['20240101000000_init', '20240202093000_rebuild', '20240202_seed', '20249999999999_index'],
    runsOn: ['sqlite'],
  },
  { name: 'drizzle', format: 'drizzle', versions: ['0000_calm_ada', '0002_seed', '0001_swift_bob'], runsOn: ['sqlite'] },
  {
    name: 'supabase',
    format: 'supabase',
    versions: ['00', '20210101000000', '20210230250000', '20220101000000', '20220102000000', '20220103000000'],
    runsOn: ['postgres'],
  },
  { name: 'flyway', format: 'flyway', versions: ['1', '1.2', '1.10', '2', '2.1'], runsOn: ['sqlite', 'postgres'] },
  {
    name: 'dbmate',
    format: 'dbmate',
    versions: ['20240101000000', '20240102000000', '20240103000000', '20240104000000', '20240105000000'],
    runsOn: ['sqlite', 'postgres'],
  },
  { name: 'goose', format: 'goose', versions: ['1', '2', '9', '10', '11'], runsOn: ['sqlite'] },
  { name: 'sql-migrate', format: 'sql-migrate', versions: ['1_customer', '2_orders', '2_seed', '10_trigger'], runsOn: ['sqlite'] },
  {
    name: 'diesel',
    format: 'diesel',
    versions: ['00000000000000', '20140924113530', '20170831123456', '20181345996199', '20190101000000'],
    runsOn: ['sqlite', 'postgres'],
  },
  { name: 'sqlx', format: 'sqlx', versions: ['1', '2', '10', '20240101000000'], runsOn: ['sqlite', 'postgres'] },
  { name: 'graphile-migrate', format: 'graphile-migrate', versions: ['1', '2', '3', '4'], runsOn: ['postgres'] },
  {
    name: 'popx',
    format: 'popx',
    from: 'popx',
    versions: ['20200101000000', '20200102000000', '20200103000000', '20200104000000', '20200105000000', '20200106000000'],
    runsOn: ['sqlite', 'mysql'],
  },
  {
    name: 'typeorm',
    format: 'typeorm',
    versions: ['1700000000000-Customer', '1700000000001-Orders', '1700000000002-Copy'],
    runsOn: ['sqlite', 'postgres'],
  },
  {
    name: 'knex',
    format: 'knex',
    versions: ['20240101000000_customer', '20240102000000_orders', '20240103000000_vacuum'],
    runsOn: ['sqlite', 'postgres'],
  },
  {
    name: 'knex-builder',
    format: 'knex',
    versions: ['20240101000000_customer', '20240102000000_seed', '20240103000000_alter', '20240104000000_plain'],
    runsOn: ['sqlite', 'postgres', 'mysql'],
  },
  {
    name: 'sequelize',
    format: 'sequelize',
    versions: ['20240101000000-customer', '20240102000000-orders'],
    runsOn: ['sqlite', 'postgres', 'mysql'],
  },
  {
    name: 'sequelize-builder',
    format: 'sequelize',
    versions: ['20240101000000-customer', '20240102000000-seed', '20240103000000-alter', '20240104000000-index'],
    runsOn: ['sqlite', 'postgres', 'mysql'],
  },
  {
    name: 'db-migrate',
    format: 'db-migrate',
    versions: ['20240101000000-customer', '20240102000000-orders'],
    runsOn: ['sqlite', 'postgres', 'mysql'],
  },
  {
    name: 'db-migrate-builder',
    format: 'db-migrate',
    versions: ['20240101000000-customer', '20240102000000-orders'],
    runsOn: ['sqlite', 'postgres', 'mysql'],
  },
  {
    name: 'node-pg-migrate',
    format: 'node-pg-migrate',
    versions: ['1700000000000_customer', '1700000000001_note', '1700000000002_index'],
    runsOn: ['postgres'],
  },
  {
    name: 'node-pg-migrate-builder',
    format: 'node-pg-migrate',
    versions: ['1700000000000_customer', '1700000000001_seed', '1700000000002_index', '1700000000003_done'],
    runsOn: ['postgres'],
  },
  {
    name: 'plain',
    format: 'plain',
    versions: ['1_customer', '2_orders', '2_seed', '3.9_a', '3.10_b', '10 - Copy', '100'],
    runsOn: ['sqlite', 'postgres', 'mysql'],
  },
  {
    name: 'plain-pairs',
    format: 'plain',
    from: 'plain',
    versions: ['001_customer', '002_orders', '003_seed'],
    runsOn: ['sqlite', 'postgres', 'mysql'],
  },
]

/** What their own tools make of these is compared below, and in builders.test.ts. */
const runsAsItIs: ReadonlySet<string> = new Set([
  'typeorm',
  'knex-builder',
  'sequelize-builder',
  'db-migrate-builder',
  'node-pg-migrate-builder',
])

const root = join(import.meta.dirname, '../..')
const place = (name: string) => join(import.meta.dirname, 'sources', name)
const operations = () => import('@mig/schema')

/** A folder with a copy of a sample in `source`, in which packages are found. */
async function copyOf(name: string) {
  const folder = await tempFolder()
  cpSync(place(name), join(folder.path, 'source'), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder.path, 'node_modules'))
  return {
    path: folder.path,
    source: join(folder.path, 'source'),
    target: join(folder.path, 'migrations'),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

describe('a sample of every format', () => {
  it('that mig knows is there', async () => {
    const { numberedFormats, presets } = await import('@mig/convert')
    const known = [...numberedFormats, ...presets].map(({ name }) => name).filter((name) => name !== 'mig')
    // our own is test/samples/numbered, with a test of its own
    expect(new Set(samples.map(({ format }) => format))).toEqual(new Set(known))
    expect(readdirSync(place('.')).filter((name) => !name.includes('.'))).toEqual(samples.map(({ name }) => name).sort())
  })
})

for (const sample of samples) {
  const { name, from, versions, runsOn } = sample
  const options = from === undefined ? {} : { from }

  describe(`the sample of ${name}`, () => {
    it('is read as that format, in the order of its tool', () => {
      const line = readSource(place(name), options)
      expect([line.format, line.versions.map(({ version }) => version)]).toEqual([sample.format, versions])
    })

    it('is converted as the kept transcript says', async () => {
      await using folder = await copyOf(name)
      const command = `convert source${from === undefined ? '' : ` --from ${from}`}`
      const { stdout, stderr, exitCode } = await runCli(command, folder.path)
      const text = `${stderr}${stdout}`.replaceAll(/\d+(?:\.\d+)? m?s\b/g, 'N ms').replaceAll(`${folder.path}/`, '')
      const lines = [`$ mig ${command}`, text.trimEnd(), `(exit code ${exitCode})`, '']
      for (const file of readdirSync(join(folder.target, 'versions')).sort((a, b) => byNumber(a) - byNumber(b) || (a < b ? -1 : 1))) {
        if (file === 'HEADS') continue
        lines.push(`==> migrations/versions/${file} <==`, readFileSync(join(folder.target, 'versions', file), 'utf8').replaceAll('\r', '␍'))
      }
      await expect(`${lines.join('\n').trimEnd()}\n`).toMatchFileSnapshot(join(place('.'), `${name}.transcript.txt`))
    })

    for (const server of databases) {
      it(`on ${server.name}: ${runsOn.includes(server.dialect) ? 'is proved, and gives what its own statements give' : 'does not run, which is said'}`, async () => {
        await using folder = await copyOf(name)
        await using database = await open(server)
        const report = await convertRepository({
          source: folder.source,
          target: folder.target,
          ...options,
          operations,
          proveOn: [database.it],
        })
        if (!runsOn.includes(server.dialect)) {
          expect(report.proofs.some(({ isWhole }) => isWhole)).toBe(false)
          expect(report.notes).toContainEqual(
            expect.stringMatching(
              new RegExp(`^not proved on ${server.dialect}: |^proved on ${server.dialect} up to version .*, and not from version `),
            ),
          )
          return
        }
        expect(report.proofs, report.notes.join('\n')).toMatchObject([
          { dialect: server.dialect, versions: versions.length, isWhole: true },
        ])
        expectCounted(report, versions.length)
        if (runsAsItIs.has(name) || server.dialect === 'mysql') return
        const repository = await DagRepository.open(folder.target)
        await new Migrator({ repository, database: database.it, operations }).upgrade('head')
        await using truth = await open(server)
        await send(
          server.dialect,
          truth.url,
          readFileSync(join(place('.'), `${name}.truth.sql`), 'utf8').replaceAll('%%', server.dialect === 'sqlite' ? '%%' : '%'),
        )
        expect(await sightOf(database.it)).toEqual(await sightOf(truth.it))
      })
    }
  })
}

describe('a dry run', () => {
  it('prints the report and writes nothing', async () => {
    await using folder = await copyOf('golang-migrate')
    const { stdout, exitCode } = await runCli('convert source --from golang-migrate --dry-run --json', folder.path)
    const report = JSON.parse(stdout) as ConversionReport
    expect([exitCode, report.revisions, report.counts]).toMatchObject([0, 6, { imported: 5, 'no-op': 1, 'ignored look-alikes': 1 }])
    expect(readdirSync(folder.path).sort()).toEqual(['node_modules', 'source'])
  })
})

it('a format of the configuration is found like the others', async () => {
  await using folder = await tempFolder()
  mkdirSync(join(folder.path, 'patches'))
  writeFileSync(join(folder.path, 'patches/patch-10-b.sql'), '-- @do\nCREATE TABLE b (id INTEGER);\n-- @undo\nDROP TABLE b;\n')
  writeFileSync(join(folder.path, 'patches/patch-2-a.sql'), '-- @do\nCREATE TABLE a (id INTEGER);\n')
  const format = {
    name: 'patches',
    pattern: '^patch-(?<number>\\d+)-(?<name>.*)\\.sql$',
    marks: { up: '^-- @do$', down: '^-- @undo$', needed: 'required' },
    signs: { text: '^-- @do$' },
  }
  writeFileSync(join(folder.path, 'mig.config.json'), JSON.stringify({ sourceFormats: [format] }))
  const { stdout, stderr, exitCode } = await runCli('convert patches --dry-run --json', folder.path)
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(JSON.parse(stdout)).toMatchObject({ revisions: 2, counts: { imported: 2, 'downs verified': 1 }, proofs: [{ versions: 2 }] })
  writeFileSync(join(folder.path, 'mig.config.json'), JSON.stringify({ sourceFormats: [{ ...format, order: 'date' }] }))
  const wrong = await runCli('convert patches', folder.path)
  expect([wrong.exitCode, wrong.stderr]).toEqual([
    2,
    expect.stringMatching(/source format 'patches' is not usable: 'order' must be one of/),
  ])
})

describe('wrong input', () => {
  it.each([
    ['convert source', 2, /may be of golang-migrate .*\n.*--from golang-migrate \| --from sqlx \| --from plain/],
    ['convert source --from flyway', 2, /holds no migrations of Flyway/],
    ['convert source --from flywy', 2, /there is no source format 'flywy'/],
    ['convert nowhere', 2, /there is no folder '.*nowhere'/],
    ['convert source other', 2, /2 folders are 2 histories: source, other/],
    ['convert source --from golang-migrate --dialect oracle', 2, /'oracle' is no dialect/],
    ['convert source --from golang-migrate --define x', 2, /'x' gives no value to a placeholder/],
    ['convert source --pattern "(x"', 2, /the pattern '\(x' is no regular expression/],
  ])('mig %s', async (command, exit, says) => {
    await using folder = await copyOf('golang-migrate')
    const { stderr, exitCode } = await runCli(command, folder.path)
    expect(stderr).toMatch(says)
    expect(exitCode).toBe(exit)
    expect(readdirSync(folder.path).sort()).toEqual(['node_modules', 'source'])
  })
})

/** TypeORM's own command line runs the same classes. */
it('the TypeORM sample gives what the command line of TypeORM gives', async () => {
  await using folder = await copyOf('typeorm')
  await using database = await open(databases.find(({ dialect }) => dialect === 'sqlite')!)
  await convertRepository({ source: folder.source, target: folder.target })
  await new Migrator({ repository: await DagRepository.open(folder.target), database: database.it, operations }).upgrade('head')
  const file = await runTypeorm(folder.path, folder.source)
  await using truth = await connect(`sqlite:${file}`)
  const [ours, theirs] = [await sightOf(database.it), await sightOf(truth)]
  const { migrations, ...rows } = theirs.rows
  expect(migrations).toHaveLength(3)
  const tables = theirs.catalog.tables.filter((table) => table.name !== 'migrations')
  expect(compareCatalogs(ours.catalog, { ...theirs.catalog, tables })).toEqual([])
  expect(ours.rows).toEqual(rows)
})

async function runTypeorm(folder: string, source: string): Promise<string> {
  const compiled = join(folder, 'compiled')
  mkdirSync(compiled)
  for (const name of readdirSync(join(source, 'src/migrations'))) {
    const text = readFileSync(join(source, 'src/migrations', name), 'utf8')
    writeFileSync(join(compiled, name.replace(/ts$/, 'cjs')), transformSync(text, { loader: 'ts', format: 'cjs', keepNames: true }).code)
  }
  const file = join(folder, 'truth.db')
  const settings = { type: 'sqlite', database: file, migrations: [join(compiled, '*.cjs')] }
  writeFileSync(
    join(folder, 'data-source.cjs'),
    `const { DataSource } = require('typeorm')\nmodule.exports = new DataSource(${JSON.stringify(settings)})\n`,
  )
  const cli = join(root, 'node_modules/typeorm/cli.js')
  await promisify(execFile)(process.execPath, [cli, 'migration:run', '-d', join(folder, 'data-source.cjs')], { cwd: folder })
  return file
}

const byNumber = (file: string): number => Number(/_(\d+)/.exec(file)?.[1] ?? 0)

/** Every version has exactly one outcome. */
function expectCounted({ counts }: ConversionReport, versions: number): void {
  expect(counts['imported']! + counts['no-op']! + counts['stubs']!).toBe(versions)
}

async function open(server: TestServer) {
  const created = await server.create()
  const it = await connect(created.url)
  return {
    it,
    url: created.url,
    [Symbol.asyncDispose]: async () => {
      await it[Symbol.asyncDispose]()
      await created.dispose()
    },
  }
}

/** Sends a whole text as the server's own client does: nothing of mig parts it. */
async function send(dialect: Dialect, url: string, text: string): Promise<void> {
  if (dialect === 'postgres') {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(text)
    await client.end()
    return
  }
  const database = new sqlite3.Database(url.slice('sqlite:'.length))
  await new Promise<void>((done, fail) => database.exec(text, (error) => (error ? fail(error) : done())))
  await new Promise<void>((done, fail) => database.close((error) => (error ? fail(error) : done())))
}

async function sightOf(
  database: Database,
): Promise<{ readonly catalog: Catalog; readonly rows: Readonly<Record<string, readonly unknown[]>> }> {
  const catalog = await database.inspect()
  await using session = await database.session()
  const rows: Record<string, readonly unknown[]> = {}
  for (const { name } of catalog.tables) rows[name] = await session.query(`SELECT * FROM ${session.quote(name)} ORDER BY 1`)
  return { catalog, rows }
}
