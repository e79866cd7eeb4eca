import type { Session } from '@mig/core'
import { sql, type Operation } from '../src/index.js'

/** A table with everything that SQLite knows, what hangs on it, and rows. */
export const everything = [
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
  `INSERT INTO "odd table" (id, name, size, parent_id, other, made) VALUES (5, 'Ann', 3, 1, X'00ff', '2026-01-02'), (9, 'bob', 4, NULL, NULL, '2026-01-02')`,
  'DELETE FROM "odd table" WHERE id = 9',
  `INSERT INTO "odd table" (id, name, size, self, made) VALUES (7, 'eve', 6, 5, '2026-01-03')`,
  'INSERT INTO child VALUES (1, 5), (2, 7)',
]

/** A table without row ids. */
export const strict = [
  'CREATE TABLE pair (a TEXT NOT NULL, b INT, c ANY, PRIMARY KEY (b, a DESC)) WITHOUT ROWID, STRICT',
  "INSERT INTO pair VALUES ('x', 1, 2.5), ('y', 1, 'text')",
]

/** Its name. */
export const table = 'odd table'
/** A change of a column of it. */
export const change = (name: string, to: Extract<Operation, { kind: 'alterColumn' }>['change']): Operation => ({
  kind: 'alterColumn',
  table,
  name,
  change: to,
})

/** Operations, and what of the table's text they replace by what. */
export const edits: Readonly<Record<string, readonly [Operation, ...(readonly [string, string])[]]>> = {
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

/** What SQLite keeps of the schema. */
export const schemaOf = (session: Session): Promise<readonly SchemaRow[]> =>
  session.query<SchemaRow>("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name")

/** The rows, those of the tables around it as well. */
export async function rowsOf(session: Session): Promise<unknown> {
  const read = (query: string) => session.query(query)
  return {
    odd: await read('SELECT rowid, id, name, size, twice, thrice, made, self, hex(other) AS other FROM "odd table" ORDER BY id'),
    children: await read('SELECT * FROM child'),
    view: await read('SELECT * FROM seen ORDER BY id'),
    log: await read('SELECT * FROM log'),
    numbers: await read("SELECT * FROM sqlite_sequence WHERE name = 'odd table'"),
  }
}
