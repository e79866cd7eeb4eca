import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { MigrationInterface, QueryRunner } from 'typeorm'
import { isMigError, type Session } from '@mig/core'
import { connect } from '@mig/database'
import { createOperations, sql, type Operations } from '../src/index.js'
import { databases } from '../../../test/support/servers.js'

for (const server of databases) {
  describe(`operations on ${server.name}`, () => {
    async function withOperations(
      work: (op: Operations, session: Session, inspect: () => ReturnType<Awaited<ReturnType<typeof connect>>['inspect']>) => Promise<void>,
    ): Promise<void> {
      const created = await server.create()
      try {
        await using database = await connect(created.url)
        await using session = await database.session()
        const handle = await createOperations(session)
        try {
          await work(handle.op, session, () => database.inspect(session))
        } finally {
          await handle.release()
        }
      } finally {
        await created.dispose()
      }
    }

    it('create a table with keys, checks and defaults, whatever characters they hold', () =>
      withOperations(async (op, session, inspect) => {
        const awkward = `it's a "test"; \\ back\nline`
        await op.createTable('customer', {
          id: { type: 'integer', primaryKey: true, autoIncrement: true },
          'odd "name`': { type: 'varchar', length: 200, nullable: false, default: awkward },
          rate: { type: 'float', default: 1.5 },
          made: { type: 'timestamp', default: sql`CURRENT_TIMESTAMP` },
        })
        await op.createTable(
          'orders',
          {
            id: { type: 'integer', primaryKey: true },
            customer_id: { type: 'integer', nullable: false },
            amount: { type: 'decimal', precision: 10, scale: 2 },
          },
          {
            foreignKeys: [
              {
                name: 'orders_customer',
                columns: ['customer_id'],
                references: { table: 'customer', columns: ['id'] },
                onDelete: 'CASCADE',
              },
            ],
            uniques: [{ name: 'orders_amount', columns: ['amount'] }],
            indexes: [{ name: 'orders_by_customer', columns: ['customer_id', 'id'] }],
          },
        )
        await op.execute`INSERT INTO customer (rate) VALUES (${2.5})`
        await op.execute(`INSERT INTO customer (made) VALUES (NULL)`)
        const rows = await op.query<Record<string, unknown>>('SELECT * FROM customer ORDER BY id')
        expect(rows.map((row) => [Number(row['id']), row['odd "name`'], Number(row['rate'])])).toEqual([
          [1, awkward, 2.5],
          [2, awkward, 1.5],
        ])
        const orders = (await inspect()).tables.find(({ name }) => name === 'orders')!
        expect(orders.foreignKeys).toMatchObject([{ columns: ['customer_id'], referencedTable: 'customer', onDelete: 'CASCADE' }])
        expect(orders.indexes.map(({ name }) => name)).toContain('orders_by_customer')
        expect(session.inTransaction).toBe(false)
      }))

    it('change a table by the dialect itself, and keep its rows', () =>
      withOperations(async (op, _session, inspect) => {
        await op.createTable('a', { id: { type: 'integer', primaryKey: true }, name: { type: 'varchar', length: 20 } })
        await op.execute("INSERT INTO a (id, name) VALUES (1, 'Ann')")
        await op.addColumn('a', 'state', { type: 'varchar', length: 10, nullable: false, default: "it's" })
        await op.createIndex('a_name', 'a', { columns: ['name', { column: 'state', descending: true }], unique: true })
        await op.renameTable('a', 'b')
        expect(await op.query('SELECT id, name, state FROM b')).toEqual([{ id: 1, name: 'Ann', state: "it's" }])
        const before = (await inspect()).tables.find(({ name }) => name === 'b')!
        expect(before.columns.map(({ name }) => name)).toEqual(['id', 'name', 'state'])
        expect(before.indexes.map(({ name, unique }) => ({ name, unique }))).toEqual([{ name: 'a_name', unique: true }])
        await op.dropIndex('a_name', { table: 'b' })
        await op.dropColumn('b', 'state')
        expect(await op.query('SELECT * FROM b')).toEqual([{ id: 1, name: 'Ann' }])
        await op.dropTable('b')
        expect((await inspect()).tables).toEqual([])
      }))

    it('are part of the transaction of the session, where the database can', () =>
      withOperations(async (op, session, inspect) => {
        await session.begin()
        await op.createTable('a', { id: { type: 'integer', primaryKey: true } })
        if (session.capabilities.transactionalDdl) {
          expect(session.inTransaction).toBe(true)
          await session.rollback()
          expect((await inspect()).tables).toEqual([])
        } else {
          expect((await inspect()).tables).toHaveLength(1)
        }
      }))

    it("run TypeORM's migration classes unchanged", () =>
      withOperations(async (op, _session, inspect) => {
        class CreateA1700000000000 implements MigrationInterface {
          async up(queryRunner: QueryRunner): Promise<void> {
            await queryRunner.query('CREATE TABLE a (id integer NOT NULL PRIMARY KEY)')
            await queryRunner.query('INSERT INTO a (id) VALUES (7)')
          }
          async down(queryRunner: QueryRunner): Promise<void> {
            await queryRunner.dropTable('a')
          }
        }
        await new CreateA1700000000000().up(await op.queryRunner)
        expect(await (await op.queryRunner).query('SELECT id FROM a')).toEqual([{ id: 7 }])
        await new CreateA1700000000000().down(await op.queryRunner)
        expect((await inspect()).tables).toEqual([])
      }))

    it('refuse what is no type instead of sending it', () =>
      withOperations(async (op) => {
        const failure: unknown = await op.addColumn('a', 'b', { type: 'integer; DROP TABLE a' }).catch((error: unknown) => error)
        expect(isMigError(failure, 'MIG_OPERATION_INVALID')).toBe(true)
      }))
  })
}

describe('TypeORM', () => {
  it('is not loaded by statements, queries and rendered operations', () => {
    const program = `
      import { connect } from '@mig/database'
      import { createOperations } from '@mig/schema'
      const database = await connect('sqlite::memory:')
      const { op } = await createOperations(await database.session())
      await op.execute('CREATE TABLE a (id INTEGER)')
      await op.addColumn('a', 'b', { type: 'integer' })
      await op.query('SELECT 1')
      const { createRequire } = await import('node:module')
      const loaded = Object.keys(createRequire(import.meta.url).cache).filter((path) => path.includes('/typeorm/'))
      await database[Symbol.asyncDispose]()
      console.log(JSON.stringify(loaded))`
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: join(import.meta.dirname, '../../cli'),
      encoding: 'utf8',
    })
    expect(stdout.trim(), stderr).toBe('[]')
  })
})
