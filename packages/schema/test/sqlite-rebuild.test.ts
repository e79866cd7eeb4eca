import { describe, expect, it } from 'vitest'
import { isMigError, type Session } from '@mig/core'
import { connect } from '@mig/database'
import { runOperation, sql, type Operation } from '../src/index.js'

/** A table with everything that SQLite knows, what hangs on it, and rows. */
const everything = [
  'CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT)',
  `CREATE TABLE "odd table" (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- given once
    name VARCHAR(20) NOT NULL ON CONFLICT IGNORE DEFAULT 'it''s' COLLATE NOCASE CONSTRAINT name_unique UNIQUE ON CONFLICT REPLACE,
    size INTEGER CHECK (size >= 0),
    "price" DECIMAL(10, 2) DEFAULT (1 + 1),
    twice INTEGER GENERATED ALWAYS AS (size * 2) VIRTUAL,
    thrice INTEGER AS (size * 3) STORED,
    parent_id INTEGER REFERENCES parent (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    made TEXT DEFAULT CURRENT_TIMESTAMP, /* when */
    other BLOB,
    self INTEGER,
    CONSTRAINT size_limit CHECK (size < 1000 OR name <> ','),
    UNIQUE (size, made),
    CONSTRAINT self_reference FOREIGN KEY (self) REFERENCES "odd table" (id) ON UPDATE SET NULL
  )`,
  'CREATE TABLE child (id INTEGER PRIMARY KEY, odd_id INTEGER NOT NULL REFERENCES "odd table" (id) ON DELETE CASCADE)',
  'CREATE INDEX partial ON "odd table" (name DESC) WHERE size > 1',
  'CREATE UNIQUE INDEX expression ON "odd table" (lower(name), made)',
  'CREATE VIEW seen AS SELECT o.id, o.name, c.id AS child FROM "odd table" o JOIN child c ON c.odd_id = o.id',
  'CREATE TABLE log (text TEXT)',
  `CREATE TRIGGER noted AFTER INSERT ON "odd table" BEGIN INSERT INTO log VALUES ('in; ' || new.name); END`,
  `CREATE TRIGGER counted AFTER INSERT ON child BEGIN UPDATE "odd table" SET size = size + 1 WHERE id = new.odd_id; END`,
  `CREATE TRIGGER viewed INSTEAD OF INSERT ON seen BEGIN INSERT INTO log VALUES ('view'); END`,
  "INSERT INTO parent VALUES (1, 'p')",
  `INSERT INTO "odd table" (id, name, size, parent_id, other) VALUES (5, 'Ann', 3, 1, X'00ff'), (9, 'bob', 4, NULL, NULL)`,
  'DELETE FROM "odd table" WHERE id = 9',
  `INSERT INTO "odd table" (id, name, size, self) VALUES (7, 'eve', 6, 5)`,
  'INSERT INTO child VALUES (1, 5), (2, 7)',
]

const strict = [
  'CREATE TABLE pair (a TEXT NOT NULL, b INT, c ANY, PRIMARY KEY (b, a DESC)) WITHOUT ROWID, STRICT',
  "INSERT INTO pair VALUES ('x', 1, 2.5), ('y', 1, 'text')",
]

const table = 'odd table'
const change = (name: string, to: Extract<Operation, { kind: 'alterColumn' }>['change']): Operation => ({
  kind: 'alterColumn',
  table,
  name,
  change: to,
})

/** Operations, and what of the table's text they replace by what. */
const edits: Readonly<Record<string, readonly [Operation, ...(readonly [string, string])[]]>> = {
  'another type': [change('size', { type: 'bigint' }), ['size INTEGER CHECK', 'size bigint CHECK']],
  nullable: [change('name', { nullable: true }), [' NOT NULL ON CONFLICT IGNORE', '']],
  'not null': [change('size', { nullable: false }), ['size INTEGER CHECK', 'size INTEGER NOT NULL CHECK']],
  'another default': [
    change('name', { default: "d'or" }),
    ["VARCHAR(20) NOT NULL ON CONFLICT IGNORE DEFAULT 'it''s'", "VARCHAR(20) DEFAULT 'd''or' NOT NULL ON CONFLICT IGNORE"],
  ],
  'a default that is an expression': [change('other', { default: sql('1 + 2') }), ['other BLOB', 'other BLOB DEFAULT (1 + 2)']],
  'no default': [change('price', { default: null }), [' DEFAULT (1 + 1)', '']],
  'another collation': [change('made', { collation: 'RTRIM' }), ['made TEXT', 'made TEXT COLLATE "RTRIM"']],
  'not numbered any more': [change('id', { autoIncrement: false }), ['PRIMARY KEY AUTOINCREMENT', 'PRIMARY KEY']],
  'a column with a key of its own': [
    { kind: 'addColumn', table, name: 'more', column: { type: 'integer', unique: true } },
    ['self INTEGER,', 'self INTEGER, "more" integer UNIQUE,'],
  ],
  'a dropped reference with its column': [
    { kind: 'dropColumn', table, name: 'parent_id' },
    [',\n    parent_id INTEGER REFERENCES parent (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED', ''],
  ],
  'a new check': [
    { kind: 'createCheckConstraint', table, check: { name: 'more', expression: 'size <> 13' } },
    ['ON UPDATE SET NULL\n', 'ON UPDATE SET NULL, CONSTRAINT "more" CHECK (size <> 13)\n'],
  ],
  'a dropped check': [
    { kind: 'dropConstraint', table, name: 'size_limit' },
    [",\n    CONSTRAINT size_limit CHECK (size < 1000 OR name <> ',')", ''],
  ],
  'a dropped unique of a column': [
    { kind: 'dropConstraint', table, name: 'name_unique' },
    [' CONSTRAINT name_unique UNIQUE ON CONFLICT REPLACE', ''],
  ],
  'a dropped foreign key, the last part': [
    { kind: 'dropConstraint', table, name: 'self_reference', constraint: 'foreignKey' },
    [',\n    CONSTRAINT self_reference FOREIGN KEY (self) REFERENCES "odd table" (id) ON UPDATE SET NULL', ''],
  ],
}

interface SchemaRow {
  readonly type: string
  readonly name: string
  readonly sql: string | null
}

const schemaOf = (session: Session): Promise<readonly SchemaRow[]> =>
  session.query<SchemaRow>("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name")

async function rowsOf(session: Session): Promise<unknown> {
  const read = (query: string) => session.query(query)
  return {
    odd: await read('SELECT rowid, id, name, size, twice, thrice, made, self, hex(other) AS other FROM "odd table" ORDER BY id'),
    children: await read('SELECT * FROM child'),
    view: await read('SELECT * FROM seen ORDER BY id'),
    log: await read('SELECT * FROM log'),
    numbers: await read("SELECT * FROM sqlite_sequence WHERE name = 'odd table'"),
  }
}

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

/** The new table is renamed into its place, for which SQLite writes the name in double quotes. */
function replaceOnce(text: string, [from, to]: readonly [string, string]): string {
  expect(text.split(from), from).toHaveLength(2)
  return text.replace(from, () => to)
}
