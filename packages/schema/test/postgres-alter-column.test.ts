import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { offlineSql, type Session } from '@mig/core'
import { DagRepository } from '@mig/dag'
import { connect, offlineDialect } from '@mig/database'
import { runOperation, type Operation } from '../src/index.js'
import { findClient, runByClient } from '../../../test/support/clients.js'
import { databases } from '../../../test/support/servers.js'
import { tempFolder } from '../../../test/support/temp-folder.js'
import { sourceOf } from './source-of.js'

const longer = (more: object): Operation => ({
  kind: 'alterColumn',
  table: 'a table',
  name: 'c',
  change: { type: 'varchar', length: 20 },
  ...more,
})

for (const server of databases.filter(({ name }) => name === 'PostgreSQL')) {
  describe('a column of PostgreSQL that gets another type', () => {
    const withTable = async (column: string, work: (session: Session, url: string) => Promise<void>): Promise<void> => {
      const created = await server.create()
      try {
        await using database = await connect(created.url)
        await using session = await database.session()
        await session.execute(`CREATE TABLE "a table" (c ${column})`)
        await work(session, created.url)
      } finally {
        await created.dispose()
      }
    }
    const columnOf = async (session: Session): Promise<unknown> => {
      const [row] = await session.query(
        `SELECT format_type(atttypid, atttypmod) AS type, (SELECT collname FROM pg_collation c WHERE c.oid = attcollation) AS collation
           FROM pg_attribute WHERE attrelid = '"a table"'::regclass AND attname = 'c'`,
      )
      return row
    }
    const script = async (operation: Operation): Promise<string> => {
      await using folder = await tempFolder()
      mkdirSync(join(folder.path, 'versions'))
      writeFileSync(
        join(folder.path, 'versions/a1_step.mjs'),
        `export const revision = 'a1'\nexport const downRevision = null\nexport const upgrade = (op) => op.run(${sourceOf(operation)})\n`,
      )
      const repository = await DagRepository.open(folder.path)
      const operations = () => import('../src/index.js')
      return (await offlineSql({ verb: 'upgrade', target: 'head' }, { repository, dialect: await offlineDialect('postgres'), operations }))
        .sql
    }

    it('keeps its collation', () =>
      withTable('varchar(10) COLLATE "C"', async (session) => {
        await runOperation(session, longer({}))
        expect(await columnOf(session)).toEqual({ type: 'character varying(20)', collation: 'C' })
        await runOperation(session, { kind: 'alterColumn', table: 'a table', name: 'c', change: { type: 'bytea', using: 'c::bytea' } })
        expect(await columnOf(session)).toEqual({ type: 'bytea', collation: null })
      }))

    it.skipIf(findClient('postgres') === undefined)('keeps it by an offline script that was told, and fails by one that was not', () =>
      withTable('varchar(10) COLLATE "C"', async (session, url) => {
        const { exitCode, output } = runByClient(url, await script(longer({})))
        expect([exitCode, output]).toEqual([3, expect.stringContaining("mig: 'a table.c' has a collation of its own")])
        expect(await columnOf(session)).toEqual({ type: 'character varying(10)', collation: 'C' })
        const told = await script(longer({ existing: { type: 'varchar', length: 10, collation: 'C' } }))
        expect(runByClient(url, told)).toMatchObject({ exitCode: 0 })
        expect(await columnOf(session)).toEqual({ type: 'character varying(20)', collation: 'C' })
      }),
    )

    it('of a column that is numbered, takes the sequence with it: the numbers do not end where the old type did', () =>
      withTable('serial PRIMARY KEY', async (session) => {
        await runOperation(session, { kind: 'alterColumn', table: 'a table', name: 'c', change: { type: 'bigint' } })
        await session.execute(`SELECT setval(pg_get_serial_sequence('"a table"', 'c'), 2147483647)`)
        await session.execute('INSERT INTO "a table" DEFAULT VALUES')
        expect(await session.query('SELECT c FROM "a table"')).toEqual([{ c: '2147483648' }])
      }))

    it('is numbered from behind the numbers that are there', () =>
      withTable('integer PRIMARY KEY', async (session) => {
        await session.execute('INSERT INTO "a table" VALUES (41)')
        await runOperation(session, { kind: 'alterColumn', table: 'a table', name: 'c', change: { autoIncrement: true } })
        await session.execute('INSERT INTO "a table" DEFAULT VALUES')
        expect(await session.query('SELECT c FROM "a table" ORDER BY 1')).toEqual([{ c: 41 }, { c: 42 }])
        await runOperation(session, { kind: 'alterColumn', table: 'a table', name: 'c', change: { autoIncrement: false } })
        await expect(session.execute('INSERT INTO "a table" DEFAULT VALUES')).rejects.toThrow(/null value/)
        expect(await session.query("SELECT 1 FROM pg_class WHERE relkind = 'S'")).toEqual([])
      }))

    it('loses an identity when it is numbered no more', () =>
      withTable('integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY', async (session) => {
        await runOperation(session, { kind: 'alterColumn', table: 'a table', name: 'c', change: { autoIncrement: false } })
        await session.execute('INSERT INTO "a table" VALUES (7)')
      }))
  })
}
