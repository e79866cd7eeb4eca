import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { catalogFingerprint, compareCatalogs, type Catalog, type Database, type Session } from '@mig/core'
import { connect } from '@mig/database'
import { databases, type TestDatabase, type TestServer } from '../support/servers.js'
import { mariadb, mysql } from './schemas/mysql.js'
import { postgres } from './schemas/postgres.js'
import type { SchemaSample } from './schemas/schema-sample.js'
import { sqlite } from './schemas/sqlite.js'

const samples: Readonly<Record<TestServer['name'], SchemaSample>> = { SQLite: sqlite, PostgreSQL: postgres, MariaDB: mariadb, MySQL: mysql }

for (const server of databases) {
  describe(`the catalog of ${server.name}`, () => {
    const { build, changes, nothing } = samples[server.name]
    let test: TestDatabase
    let database: Database
    let session: Session
    let catalog: Catalog

    beforeAll(async () => {
      test = await server.create()
      database = await connect(test.url, { bookkeepingTables: ['our_versions'] })
      session = await database.session()
      await run(session, build)
      catalog = await database.inspect(session)
    })

    afterAll(async () => {
      await database[Symbol.asyncDispose]()
      await test.dispose()
    })

    /** The catalog after the statements: in a transaction that is rolled back where the server can, else in a copy. */
    async function changed(statements: readonly string[]): Promise<Catalog> {
      if (session.capabilities.transactionalDdl) {
        await session.begin()
        try {
          await run(session, statements)
          return await database.inspect(session)
        } finally {
          await session.rollback()
        }
      }
      await using copy = await database.scratch()
      await using own = await copy.session()
      await run(own, [...build, ...statements])
      return await copy.inspect(own)
    }

    it('is the same for the same schema built twice', async () => {
      await using copy = await database.scratch()
      await using own = await copy.session()
      await run(own, build)
      const other = await copy.inspect(own)
      expect(compareCatalogs(catalog, other)).toEqual([])
      expect(catalogFingerprint(other)).toBe(catalogFingerprint(catalog))
    })

    it('holds every table, view and trigger of the sample', () => {
      const named = build.flatMap((sql) => /^CREATE (TABLE|(?:MATERIALIZED )?VIEW|TRIGGER) (\w+)/.exec(sql)?.slice(1, 3).join(' ') ?? [])
      const found = [
        ...catalog.tables.map((table) => `TABLE ${table.name}`),
        ...catalog.views.map((view) => `VIEW ${view.name}`),
        ...catalog.triggers.map((trigger) => `TRIGGER ${trigger.name.split('.')[1] ?? ''}`),
      ]
      expect(found.sort()).toEqual(named.map((name) => name.replace('MATERIALIZED ', '')).sort())
    })

    it.each(changes)('shows a change: %s', async (...change: readonly string[]) => {
      const [, ...statements] = change
      expect(compareCatalogs(catalog, await changed(statements))).not.toEqual([])
    })

    it('shows no change after what changes nothing', async () => {
      await using copy = await database.scratch()
      await using own = await copy.session()
      await run(own, [...build, ...nothing])
      expect(compareCatalogs(catalog, await copy.inspect(own))).toEqual([])
    })

    it('is the same after a change and its reverse', async () => {
      const other = await changed([
        ...(build.find((sql) => sql.startsWith('CREATE VIEW')) ? ['DROP VIEW active'] : []),
        ...build.filter((sql) => sql.startsWith('CREATE VIEW')),
      ])
      expect(compareCatalogs(catalog, other)).toEqual([])
    })

    it('leaves out the bookkeeping of mig and of the old tools', async () => {
      const tables = ['mig_version', 'mig_journal', 'mig_lock', 'migrate_version', 'alembic_version', 'our_versions']
      const statements = tables.map((table) => `CREATE TABLE ${table} (a INTEGER PRIMARY KEY)`)
      expect(compareCatalogs(catalog, await changed(statements))).toEqual([])
    })

    it('leaves the session as it was', async () => {
      await session.execute('CREATE TABLE own_session (a INTEGER)')
      expect(await session.query('SELECT a FROM own_session')).toEqual([])
      await session.execute('DROP TABLE own_session')
      expect(session.inTransaction).toBe(false)
    })
  })
}

async function run(session: Session, statements: readonly string[]): Promise<void> {
  for (const sql of statements) await session.query(sql)
}
