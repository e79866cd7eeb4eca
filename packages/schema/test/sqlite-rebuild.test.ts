import { describe, expect, it } from 'vitest'
import { isMigError, type Session } from '@mig/core'
import { connect } from '@mig/database'
import { runOperation, type Operation } from '../src/index.js'
import { change, edits, everything, rowsOf, schemaOf, strict, table } from './rebuilds.js'

async function withTable(work: (session: Session) => Promise<void>, statements: readonly string[] = everything): Promise<void> {
  await using database = await connect('sqlite::memory:')
  await using session = await database.session()
  for (const statement of statements) await session.execute(statement)
  await work(session)
}

async function inTransaction(session: Session, operation: Operation): Promise<void> {
  await session.begin()
  try {
    await runOperation(session, operation)
    await session.commit()
  } catch (error) {
    await session.rollback()
    throw error
  }
}

describe('a table of SQLite that is rebuilt keeps everything else, to the letter', () => {
  for (const [title, [operation, ...replaced]] of Object.entries(edits)) {
    it(`with ${title}`, () =>
      withTable(async (session) => {
        const [schema, rows] = [await schemaOf(session), await rowsOf(session)]
        await inTransaction(session, operation)
        const expected = schema.map((row) => (row.name === table ? { ...row, sql: replaced.reduce(replaceOnce, row.sql!) } : row))
        expect(await schemaOf(session)).toEqual(expected)
        const numbers = title === 'not numbered any more' ? { numbers: [] } : {}
        expect(await rowsOf(session)).toEqual({ ...(rows as object), ...numbers })
        // what hangs on it works
        await session.execute(`INSERT INTO "odd table" (name, size) VALUES ('new', 20)`)
        expect(await session.query(`SELECT text FROM log WHERE text = 'in; new'`)).toHaveLength(1)
        await session.execute('INSERT INTO child VALUES (3, 5)')
        expect(await session.query('SELECT size FROM "odd table" WHERE id = 5')).toEqual([{ size: 5 }])
        if (title !== 'not numbered any more') expect(await session.query('SELECT max(id) AS id FROM "odd table"')).toEqual([{ id: 10 }])
      }))
  }

  it('without row ids and strict', () =>
    withTable(async (session) => {
      await inTransaction(session, { kind: 'alterColumn', table: 'pair', name: 'c', change: { nullable: false } })
      expect(await schemaOf(session)).toMatchObject([
        { sql: strict[0]!.replace('TABLE pair', 'TABLE "pair"').replace('c ANY', 'c ANY NOT NULL') },
      ])
      expect(await session.query('SELECT * FROM pair')).toEqual([
        { a: 'y', b: 1, c: 'text' },
        { a: 'x', b: 1, c: 2.5 },
      ])
    }, strict))

  it('in one rebuild for several changes', () =>
    withTable(async (session) => {
      const rows = await rowsOf(session)
      await inTransaction(session, {
        kind: 'batchAlterTable',
        table,
        operations: [
          { kind: 'alterColumn', table, name: 'size', change: { nullable: false, type: 'bigint' } },
          { kind: 'dropConstraint', table, name: 'size_limit' },
          { kind: 'createUniqueConstraint', table, unique: { name: 'u', columns: ['made', 'size'] } },
        ],
      })
      const text = (await schemaOf(session)).find(({ name }) => name === table)!.sql!
      expect(text).toContain('size bigint NOT NULL CHECK (size >= 0)')
      expect(text).toContain('CONSTRAINT "u" UNIQUE ("made", "size")')
      expect(text).not.toContain('size_limit')
      expect(await rowsOf(session)).toEqual(rows)
    }))

  it('with a new column behind the last one, which is changed too', () =>
    withTable(
      async (session) => {
        await inTransaction(session, {
          kind: 'batchAlterTable',
          table: 'plain',
          operations: [
            { kind: 'dropConstraint', table: 'plain', name: 'b_low' },
            { kind: 'addColumn', table: 'plain', name: 'c', column: { type: 'integer', unique: true } },
            { kind: 'alterColumn', table: 'plain', name: 'b', change: { type: 'bigint', nullable: false, default: -7 } },
            { kind: 'dropColumn', table: 'plain', name: 'a' },
            { kind: 'createCheckConstraint', table: 'plain', check: { expression: 'b > -8' } },
          ],
        })
        const [stored] = await session.query<{ sql: string }>("SELECT sql FROM sqlite_schema WHERE name = 'plain'")
        expect(stored!.sql).toBe(
          'CREATE TABLE "plain" (id INTEGER PRIMARY KEY, b bigint NOT NULL DEFAULT -7, "c" integer UNIQUE, CHECK (b > -8))',
        )
      },
      ['CREATE TABLE plain (id INTEGER PRIMARY KEY, a INTEGER REFERENCES plain (id), b INTEGER, CONSTRAINT b_low CHECK (b > -9))'],
    ))

  it('and keeps the row ids of a table without a key', () =>
    withTable(
      async (session) => {
        await session.execute('DELETE FROM plain WHERE a = 1')
        await inTransaction(session, { kind: 'alterColumn', table: 'plain', name: 'a', change: { type: 'bigint' } })
        expect(await session.query('SELECT rowid, a FROM plain')).toEqual([{ rowid: 2, a: 2 }])
      },
      ['CREATE TABLE plain (a INTEGER)', 'INSERT INTO plain VALUES (1), (2)'],
    ))
})

it('a descending INTEGER key is no row id: the rows keep theirs, and values are compared with themselves', () =>
  withTable(
    async (session) => {
      await session.execute('DELETE FROM pair WHERE id = 10')
      await inTransaction(session, { kind: 'alterColumn', table: 'pair', name: 'c', change: { type: 'integer' } })
      expect(await session.query('SELECT rowid AS r, id, c FROM pair')).toEqual([
        { r: 2, id: 20, c: 2 },
        { r: 3, id: 30, c: 3 },
      ])
    },
    ['CREATE TABLE pair (id INTEGER PRIMARY KEY DESC, c TEXT)', "INSERT INTO pair VALUES (10, '1'), (20, '2'), (30, '3')"],
  ))

for (const [key, made] of Object.entries({
  'a text': 'CREATE TABLE pair (id TEXT, c TEXT, PRIMARY KEY (id))',
  'the row id, in a line of its own': 'CREATE TABLE pair (id INTEGER, c TEXT, PRIMARY KEY (id DESC))',
  'of two columns': 'CREATE TABLE pair (id TEXT, c TEXT, PRIMARY KEY (id, c))',
  none: 'CREATE TABLE pair (id TEXT, c TEXT)',
})) {
  it(`after deletions values are compared with themselves; the key is ${key}`, () =>
    withTable(
      async (session) => {
        const rows = await session.query('SELECT rowid AS r, id FROM pair')
        await inTransaction(session, { kind: 'alterColumn', table: 'pair', name: 'c', change: { type: 'integer' } })
        expect(await session.query('SELECT rowid AS r, id FROM pair')).toEqual(rows)
        expect(await session.query('SELECT c FROM pair ORDER BY id')).toEqual([{ c: 2 }, { c: 3 }])
        await session.execute("UPDATE pair SET c = '04x' WHERE id = 30")
        await inTransaction(session, { kind: 'alterColumn', table: 'pair', name: 'id', change: { type: 'integer' } })
        expect(await session.query('SELECT id, c FROM pair ORDER BY id')).toEqual([
          { id: 20, c: 2 },
          { id: 30, c: '04x' },
        ])
      },
      [made, "INSERT INTO pair VALUES ('10', '1'), ('20', '2'), ('30', '3')", "DELETE FROM pair WHERE id = '10'"],
    ))
}

it('a key that becomes the row id keeps its values, or is refused', () =>
  withTable(
    async (session) => {
      await expect(inTransaction(session, { kind: 'alterColumn', table: 'pair', name: 'id', change: { type: 'integer' } })).rejects.toThrow(
        /'pair.id': not every value stays .* for example '007'/,
      )
      await session.execute("UPDATE pair SET id = '7' WHERE id = '007'")
      await inTransaction(session, { kind: 'alterColumn', table: 'pair', name: 'id', change: { type: 'integer' } })
      expect(await session.query('SELECT rowid AS r, id, c FROM pair')).toEqual([
        { r: 7, id: 7, c: 'a' },
        { r: 20, id: 20, c: 'b' },
      ])
    },
    ['CREATE TABLE pair (id TEXT PRIMARY KEY, c TEXT)', "INSERT INTO pair VALUES ('20', 'b'), ('007', 'a')"],
  ))

describe('a rebuild is refused, and leaves everything as it was', () => {
  const refused = async (
    operation: Operation,
    code: string,
    words: RegExp,
    prepare: (session: Session) => Promise<unknown> = async () => undefined,
  ) =>
    withTable(async (session) => {
      await prepare(session)
      const [schema, rows] = [await schemaOf(session), await rowsOf(session)]
      const failure: unknown = await inTransaction(session, operation).catch((error: unknown) => error)
      if (!isMigError(failure)) throw failure
      expect([failure.code, failure.message]).toEqual([code, expect.stringMatching(words)])
      expect(await schemaOf(session)).toEqual(schema)
      expect(await rowsOf(session)).toEqual(rows)
    })

  it('where foreign keys are on and other tables refer to it', () =>
    refused(change('size', { type: 'bigint' }), 'MIG_OPERATION_UNSUPPORTED', /dropping the old table would act on 'child'/, (session) =>
      session.execute('PRAGMA foreign_keys = ON'),
    ))
  it('where a value would be another', () =>
    refused(
      change('name', { type: 'integer' }),
      'MIG_DATA_LOSS',
      /'odd table\.name': not every value stays .* \(1 row, for example '007'\)/,
      (session) => session.execute(`UPDATE "odd table" SET name = '007' WHERE id = 5`),
    ))
  it('where a conflict clause would drop rows', () =>
    refused(
      { kind: 'createUniqueConstraint', table, unique: { columns: ['self'] } },
      'MIG_STATEMENT_FAILED',
      /UNIQUE constraint failed/,
      (session) => session.execute(`UPDATE "odd table" SET self = 5`),
    ))
  it('where another collation would have a conflict clause drop rows', () =>
    withTable(
      async (session) => {
        await expect(
          inTransaction(session, { kind: 'alterColumn', table: 'pair', name: 'a', change: { collation: 'NOCASE' } }),
        ).rejects.toThrow(/UNIQUE constraint failed/)
        expect(await session.query('SELECT a FROM pair')).toEqual([{ a: 'x' }, { a: 'X' }])
      },
      ['CREATE TABLE pair (a TEXT UNIQUE ON CONFLICT REPLACE)', "INSERT INTO pair VALUES ('x'), ('X')"],
    ))
  it('where NULL is there', () => refused(change('self', { nullable: false }), 'MIG_DATA_LOSS', /NULL is there/))
  it('where rows would refer to nothing', () =>
    refused(
      {
        kind: 'createForeignKey',
        table: 'child',
        foreignKey: { name: 'f', columns: ['id'], references: { table: 'parent', columns: ['id'] } },
      },
      'MIG_DATA_LOSS',
      /rows refer to none of 'parent'/,
    ))
  it('where the column is not there', () => refused(change('none', { type: 'text' }), 'MIG_OPERATION_INVALID', /no column 'none'/))
  it('where the constraint is not there', () =>
    refused({ kind: 'dropConstraint', table, name: 'none' }, 'MIG_OPERATION_INVALID', /no constraint 'none' in 'odd table'/))
  it('where the table is not there', () =>
    refused({ kind: 'alterColumn', table: 'none', name: 'a', change: { type: 'text' } }, 'MIG_OPERATION_INVALID', /no table 'none'/))
})

it('a rebuild outside a transaction is one by itself', () =>
  withTable(async (session) => {
    const [schema, rows] = [await schemaOf(session), await rowsOf(session)]
    await expect(runOperation(session, change('self', { nullable: false }))).rejects.toThrow(/NULL is there/)
    expect(session.inTransaction).toBe(false)
    expect(await schemaOf(session)).toEqual(schema)
    await runOperation(session, change('size', { type: 'bigint' }))
    expect(session.inTransaction).toBe(false)
    expect(await rowsOf(session)).toEqual(rows)
  }))

it('a rebuild outside a transaction switches foreign keys off for itself: children that would be deleted with their parents stay', () =>
  withTable(async (session) => {
    await session.execute('PRAGMA foreign_keys = ON')
    const rows = await rowsOf(session)
    await runOperation(session, change('size', { type: 'bigint' }))
    expect(await rowsOf(session)).toEqual(rows)
    expect(await session.query('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1 }])
    await expect(runOperation(session, change('self', { nullable: false }))).rejects.toThrow(/NULL is there/)
    expect(await session.query('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1 }])
    await session.execute('DELETE FROM "odd table" WHERE id = 7')
    expect(await session.query('SELECT id FROM child')).toEqual([{ id: 1 }])
  }))

/** The new table is renamed into its place, for which SQLite writes the name in double quotes. */
function replaceOnce(text: string, [from, to]: readonly [string, string]): string {
  expect(text.split(from), from).toHaveLength(2)
  return text.replace(from, () => to)
}
