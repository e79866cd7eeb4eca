import { cpSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareCatalogs, type Dialect } from '@mig/core'
import { convertRepository, readSource } from '@mig/convert'
import { databases, type TestServer } from '../support/servers.js'
import { tempFolder, type TempFolder } from '../support/temp-folder.js'
import { freshCatalog, withDatabase, type LiveTest } from './with-database.js'

/** The table of a tool as the tool makes it, and a row as it writes it. */
interface Tool {
  readonly sample: string
  readonly from?: string
  readonly dialects: readonly Dialect[]
  /** Statements that make the table, where a database has its own words. */
  readonly create: (dialect: Dialect) => readonly string[]
  readonly table: (dialect: Dialect) => string
  /** The row of the version at a place of the line; single-number tools write one row. */
  readonly row: (version: { readonly version: string; readonly recorded: string; readonly at: number }) => string
  readonly keeps: 'set' | 'number'
}

const serial: Readonly<Record<Dialect, string>> = {
  sqlite: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  postgres: 'SERIAL PRIMARY KEY',
  mysql: 'INTEGER AUTO_INCREMENT PRIMARY KEY',
}
const time = (dialect: Dialect) => (dialect === 'sqlite' ? 'TIMESTAMP' : dialect === 'postgres' ? 'TIMESTAMPTZ' : 'DATETIME')
const now = "'2024-01-01 00:00:00'"

const tools: readonly Tool[] = [
  {
    sample: 'golang-migrate',
    from: 'golang-migrate',
    dialects: ['sqlite'],
    table: () => 'schema_migrations',
    create: () => ['CREATE TABLE schema_migrations (version BIGINT NOT NULL PRIMARY KEY, dirty BOOLEAN NOT NULL)'],
    row: ({ version }) => `INSERT INTO schema_migrations VALUES (${version}, FALSE)`,
    keeps: 'number',
  },
  {
    sample: 'dbmate',
    dialects: ['sqlite', 'postgres'],
    table: () => 'schema_migrations',
    create: () => ['CREATE TABLE schema_migrations (version VARCHAR(128) PRIMARY KEY)'],
    row: ({ recorded }) => `INSERT INTO schema_migrations VALUES ('${recorded}')`,
    keeps: 'set',
  },
  {
    sample: 'flyway',
    dialects: ['sqlite', 'postgres'],
    table: () => 'flyway_schema_history',
    create: (dialect) => [
      `CREATE TABLE flyway_schema_history (installed_rank INT NOT NULL PRIMARY KEY, version VARCHAR(50), description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL, script VARCHAR(1000) NOT NULL, checksum INT, installed_by VARCHAR(100) NOT NULL, installed_on ${time(dialect)}, execution_time INT NOT NULL, success BOOLEAN NOT NULL)`,
      `INSERT INTO flyway_schema_history VALUES (0, NULL, 'views', 'SQL', 'R__open_orders.sql', 1, 'me', ${now}, 1, TRUE)`,
    ],
    row: ({ version, at }) =>
      `INSERT INTO flyway_schema_history VALUES (${at + 1}, '${version}', 'x', 'SQL', 'V${version}__x.sql', 1, 'me', ${now}, 1, TRUE)`,
    keeps: 'set',
  },
  {
    sample: 'goose',
    dialects: ['sqlite'],
    table: () => 'goose_db_version',
    create: (dialect) => [
      `CREATE TABLE goose_db_version (id ${serial[dialect]}, version_id BIGINT NOT NULL, is_applied BOOLEAN NOT NULL, tstamp ${time(dialect)})`,
      'INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, TRUE)',
      'INSERT INTO goose_db_version (version_id, is_applied) VALUES (11, TRUE)',
      'INSERT INTO goose_db_version (version_id, is_applied) VALUES (11, FALSE)',
    ],
    row: ({ version }) => `INSERT INTO goose_db_version (version_id, is_applied) VALUES (${version}, TRUE)`,
    keeps: 'set',
  },
  {
    sample: 'typeorm',
    dialects: ['sqlite', 'postgres'],
    table: () => 'migrations',
    create: (dialect) => [`CREATE TABLE migrations (id ${serial[dialect]}, timestamp BIGINT NOT NULL, name VARCHAR(255) NOT NULL)`],
    row: ({ recorded, at }) => `INSERT INTO migrations (timestamp, name) VALUES (${1_700_000_000_000 + at}, '${recorded}')`,
    keeps: 'set',
  },
  {
    sample: 'node-pg-migrate',
    dialects: ['postgres'],
    table: () => 'pgmigrations',
    create: (dialect) => [
      `CREATE TABLE pgmigrations (id ${serial[dialect]}, name VARCHAR(255) NOT NULL, run_on ${time(dialect)} NOT NULL)`,
    ],
    row: ({ recorded }) => `INSERT INTO pgmigrations (name, run_on) VALUES ('${recorded}', ${now})`,
    keeps: 'set',
  },
  {
    sample: 'knex',
    dialects: ['sqlite', 'postgres'],
    table: () => 'knex_migrations',
    create: (dialect) => [
      `CREATE TABLE knex_migrations (id ${serial[dialect]}, name VARCHAR(255), batch INTEGER, migration_time ${time(dialect)})`,
      `CREATE TABLE knex_migrations_lock ("index" ${serial[dialect]}, is_locked INTEGER)`,
    ],
    row: ({ recorded }) => `INSERT INTO knex_migrations (name, batch, migration_time) VALUES ('${recorded}', 1, ${now})`,
    keeps: 'set',
  },
  {
    sample: 'sequelize',
    dialects: ['sqlite', 'postgres'],
    table: () => '"SequelizeMeta"',
    create: () => ['CREATE TABLE "SequelizeMeta" (name VARCHAR(255) NOT NULL UNIQUE PRIMARY KEY)'],
    row: ({ recorded }) => `INSERT INTO "SequelizeMeta" VALUES ('${recorded}')`,
    keeps: 'set',
  },
  {
    sample: 'db-migrate',
    dialects: ['sqlite', 'postgres', 'mysql'],
    table: () => 'migrations',
    create: (dialect) => [`CREATE TABLE migrations (id ${serial[dialect]}, name VARCHAR(255) NOT NULL, run_on ${time(dialect)} NOT NULL)`],
    row: ({ recorded }) => `INSERT INTO migrations (name, run_on) VALUES ('${recorded}', ${now})`,
    keeps: 'set',
  },
  {
    sample: 'prisma',
    dialects: ['sqlite'],
    table: () => '_prisma_migrations',
    create: (dialect) => [
      `CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at ${time(dialect)}, migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at ${time(dialect)}, started_at ${time(dialect)} NOT NULL DEFAULT CURRENT_TIMESTAMP, applied_steps_count INTEGER NOT NULL DEFAULT 0)`,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, rolled_back_at) VALUES ('old', 'x', '20249999999999_index', ${now})`,
    ],
    row: ({ recorded, at }) =>
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('${at}', 'x', '${recorded}', ${now})`,
    keeps: 'set',
  },
  {
    sample: 'drizzle',
    dialects: ['sqlite'],
    table: () => '__drizzle_migrations',
    create: (dialect) => [`CREATE TABLE __drizzle_migrations (id ${serial[dialect]}, hash TEXT NOT NULL, created_at NUMERIC)`],
    row: ({ recorded }) => `INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('x', ${recorded})`,
    keeps: 'set',
  },
  {
    sample: 'supabase',
    dialects: ['postgres'],
    table: () => 'supabase_migrations.schema_migrations',
    create: () => [
      'CREATE SCHEMA supabase_migrations',
      'CREATE TABLE supabase_migrations.schema_migrations (version TEXT NOT NULL PRIMARY KEY, statements TEXT[], name TEXT)',
    ],
    row: ({ recorded }) => `INSERT INTO supabase_migrations.schema_migrations (version) VALUES ('${recorded}')`,
    keeps: 'set',
  },
  {
    sample: 'sql-migrate',
    dialects: ['sqlite'],
    table: () => 'gorp_migrations',
    create: (dialect) => [`CREATE TABLE gorp_migrations (id VARCHAR(255) NOT NULL PRIMARY KEY, applied_at ${time(dialect)})`],
    row: ({ recorded }) => `INSERT INTO gorp_migrations VALUES ('${recorded}', ${now})`,
    keeps: 'set',
  },
  {
    sample: 'diesel',
    dialects: ['sqlite', 'postgres'],
    table: () => '__diesel_schema_migrations',
    create: () => [
      'CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)',
    ],
    row: ({ version }) => `INSERT INTO __diesel_schema_migrations (version) VALUES ('${version}')`,
    keeps: 'set',
  },
  {
    sample: 'sqlx',
    dialects: ['sqlite', 'postgres'],
    table: () => '_sqlx_migrations',
    create: () => [
      'CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, success BOOLEAN NOT NULL, execution_time BIGINT NOT NULL)',
    ],
    row: ({ version }) => `INSERT INTO _sqlx_migrations (version, description, success, execution_time) VALUES (${version}, 'x', TRUE, 1)`,
    keeps: 'set',
  },
  {
    sample: 'graphile-migrate',
    dialects: ['postgres'],
    table: () => 'graphile_migrate.migrations',
    create: () => [
      'CREATE SCHEMA graphile_migrate',
      'CREATE TABLE graphile_migrate.migrations (hash TEXT PRIMARY KEY, previous_hash TEXT, filename TEXT NOT NULL, date TIMESTAMPTZ NOT NULL DEFAULT now())',
    ],
    row: ({ recorded, at }) => `INSERT INTO graphile_migrate.migrations (hash, filename) VALUES ('${at}', '${recorded}')`,
    keeps: 'set',
  },
]

for (const tool of tools) {
  for (const server of databases) {
    if (!tool.dialects.includes(server.dialect)) continue // the sample is not written for it: see sources.test.ts
    describe(`28. a database of ${tool.sample} on ${server.name}`, () => adopt(tool, server))
  }
}

function adopt(tool: Tool, server: TestServer): void {
  const { dialect } = server
  const options = tool.from === undefined ? {} : { from: tool.from }
  let folder: TempFolder
  let source: string
  let target: string
  const line = () => readSource(source, options).versions

  beforeAll(async () => {
    folder = await tempFolder()
    source = join(folder.path, 'source')
    target = join(folder.path, 'migrations')
    cpSync(join(import.meta.dirname, 'sources', tool.sample), source, { recursive: true })
    symlinkSync(join(import.meta.dirname, '../../node_modules'), join(folder.path, 'node_modules'))
    await convertRepository({ source, target, ...options })
  })
  afterAll(async () => folder[Symbol.asyncDispose]())

  /** A database as the tool leaves it: the schema of the first versions, its own table, and nothing of mig. */
  async function at(count: number, work: (live: LiveTest) => Promise<void>, recorded = line().slice(0, count)): Promise<void> {
    await withDatabase(server, async (live) => {
      const versions = line()
      if (count > 0) await live.graph(target, (await record(versions[count - 1]!.version))!)
      await live.run('DROP TABLE mig_version', 'DROP TABLE mig_journal').catch(() => undefined)
      const rows = recorded.map(({ version, recorded: own }) =>
        tool.row({ version, recorded: own ?? version, at: versions.findIndex((one) => one.version === version) }),
      )
      await live.run(...tool.create(dialect), ...(tool.keeps === 'number' ? rows.slice(-1) : rows))
      await work(live)
    })
  }

  async function record(version: string): Promise<string | null> {
    const { versions } = JSON.parse(readFileSync(join(target, 'legacy.json'), 'utf8')) as {
      versions: { version: string; revision: string | null }[]
    }
    return versions.find((entry) => entry.version === version)!.revision
  }

  it('is taken over on the way and brought to the end, equal to a fresh one; the old table stays', async () => {
    const fresh = await freshCatalog(server, target)
    const versions = line()
    const middle = Math.ceil(versions.length / 2)
    await at(middle, async ({ database, graph, run }) => {
      const { adopted, applied } = await graph(target)
      expect(adopted).toMatchObject({ version: versions[middle - 1]!.version, heads: [await record(versions[middle - 1]!.version)] })
      expect(applied).toHaveLength(versions.length - middle)
      const now = await database.inspect()
      const own = new Set([tool.table(dialect).replaceAll('"', ''), 'knex_migrations_lock'])
      expect(compareCatalogs(fresh, { ...now, tables: now.tables.filter(({ name }) => !own.has(name)) })).toEqual([])
      await run(`SELECT * FROM ${tool.table(dialect)}`)
    })
  })

  it('is taken over at its last version, and is at the end', () =>
    at(line().length, async ({ graph }) => {
      const versions = line()
      expect(await graph(target)).toMatchObject({ adopted: { version: versions.at(-1)!.version }, applied: [] })
    }))

  it('is empty where its table is', () => at(0, async ({ graph }) => expect((await graph(target)).adopted).toBeUndefined()))

  if (tool.keeps === 'set') {
    it('with a hole is refused, and what is missing is named', async () => {
      const versions = line()
      const recorded = versions.filter((_, index) => index !== 0)
      await at(
        versions.length,
        async ({ graph }) => {
          await expect(graph(target)).rejects.toMatchObject({
            code: 'MIG_ADOPT_HOLES',
            message: `the database is at '${versions.at(-1)!.version}' and lacks '${versions[0]!.version}' before it`,
            hint: expect.stringContaining('with '),
          })
        },
        recorded,
      )
    })

    it('with a version that was not converted is refused', () =>
      at(1, async ({ graph, run }) => {
        await run(tool.row({ version: '9999', recorded: '9999', at: 99 }))
        await expect(graph(target)).rejects.toMatchObject({ code: 'MIG_ADOPT_UNKNOWN', message: expect.stringContaining("'9999'") })
      }))
  }

  it('with another schema than its versions make is refused', () =>
    at(1, async ({ graph, run }) => {
      await run('CREATE TABLE mine (id INTEGER)')
      await expect(graph(target)).rejects.toMatchObject({
        code: 'MIG_ADOPT_DRIFT',
        message: expect.stringContaining('table mine is absent'),
      })
    }))
}

describe('29. a state that the tool itself calls broken', () => {
  it.each<readonly [sample: string, statement: string]>([
    ['golang-migrate', 'INSERT INTO schema_migrations VALUES (3, TRUE)'],
    ['flyway', "INSERT INTO flyway_schema_history VALUES (9, '2', 'x', 'SQL', 'V2__x.sql', 1, 'me', '2024-01-01', 1, FALSE)"],
    ['prisma', "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('9', 'x', '20240101000000_init')"],
    ['sqlx', "INSERT INTO _sqlx_migrations (version, description, success, execution_time) VALUES (1, 'x', FALSE, 1)"],
  ])('%s: is refused', async (sample, statement) => {
    await using folder = await tempFolder()
    const tool = tools.find((one) => one.sample === sample)!
    const target = join(folder.path, 'migrations')
    await convertRepository({
      source: join(import.meta.dirname, 'sources', sample),
      target,
      ...(tool.from === undefined ? {} : { from: tool.from }),
    })
    const server = databases.find(({ dialect }) => dialect === 'sqlite')!
    await withDatabase(server, async ({ graph, run, database }) => {
      await run(...tool.create('sqlite'), statement)
      const before = await database.inspect()
      await expect(graph(target)).rejects.toMatchObject({ code: 'MIG_ADOPT_DIRTY', hint: expect.stringContaining('Repair') })
      expect(compareCatalogs(before, await database.inspect())).toEqual([])
    })
  })
})
