import type { SchemaSample } from './schema-sample.js'

const child = (facts: {
  readonly type?: string
  readonly name?: string
  readonly expression?: string
  readonly generated?: string
  readonly reference?: string
  readonly key?: string
  readonly conflict?: string
  readonly options?: string
}): readonly [string, string] => [
  'DROP TABLE child',
  `CREATE TABLE child (a INTEGER, b ${facts.type ?? 'VARCHAR(20)'} NOT NULL${facts.conflict ?? ''}, c INTEGER GENERATED ALWAYS AS (${facts.generated ?? 'a + 1'}) STORED,
    parent INTEGER REFERENCES parent ${facts.reference ?? 'ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED'},
    CONSTRAINT ${facts.name ?? 'positive'} CHECK (${facts.expression ?? 'a > 0'}), PRIMARY KEY (${facts.key ?? 'a, b'}))${facts.options ?? ' WITHOUT ROWID'}`,
]

export const sqlite: SchemaSample = {
  build: [
    `CREATE TABLE parent (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(50) COLLATE NOCASE DEFAULT 'it''s', "select" TEXT,
       price NUMERIC(10, 2) DEFAULT (1 + 1), CONSTRAINT name_once UNIQUE (name) ON CONFLICT REPLACE)`,
    child({})[1],
    'CREATE TABLE plain (a INTEGER, b TEXT)',
    'CREATE TABLE exact (a INTEGER NOT NULL, b ANY) STRICT',
    'CREATE UNIQUE INDEX plain_a ON plain (a)',
    'CREATE INDEX plain_lower ON plain (lower(b) COLLATE NOCASE DESC, a) WHERE b IS NOT NULL',
    'CREATE VIEW active AS SELECT a, b AS "Bee" FROM plain WHERE a > 0',
    'CREATE TRIGGER after_plain AFTER INSERT ON plain BEGIN UPDATE plain SET b = upper(b); DELETE FROM plain WHERE a < 0; END',
  ],
  changes: [
    ['a new table', 'CREATE TABLE fresh (a)'],
    ['a dropped table', 'DROP TABLE exact'],
    ['a renamed table', 'ALTER TABLE exact RENAME TO precise'],
    ['a new column', 'ALTER TABLE plain ADD COLUMN c TEXT'],
    ['a renamed column', 'ALTER TABLE exact RENAME COLUMN b TO d'],
    ['a dropped column', 'ALTER TABLE parent DROP COLUMN price'],
    ['a type', ...child({ type: 'VARCHAR(21)' })],
    ['the name of a check', ...child({ name: 'above_zero' })],
    ['the expression of a check', ...child({ expression: 'a >= 0' })],
    ['the expression of a generated column', ...child({ generated: 'a + 2' })],
    ['what a deletion does', ...child({ reference: 'ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED' })],
    ['what an update does', ...child({ reference: 'ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED' })],
    ['when a foreign key is checked', ...child({ reference: 'ON DELETE CASCADE' })],
    ['the columns of a primary key', ...child({ key: 'a' })],
    ['the order of a primary key', ...child({ key: 'b, a' })],
    ['a conflict clause', ...child({ conflict: ' ON CONFLICT IGNORE' })],
    ['WITHOUT ROWID', ...child({ options: '' })],
    ['STRICT', ...child({ options: ' STRICT, WITHOUT ROWID', type: 'TEXT' })],
    ['a default', 'DROP TABLE exact', 'CREATE TABLE exact (a INTEGER NOT NULL DEFAULT 1, b ANY) STRICT'],
    ['nullability', 'DROP TABLE exact', 'CREATE TABLE exact (a INTEGER, b ANY) STRICT'],
    ['a collation', 'DROP TABLE exact', 'CREATE TABLE exact (a INTEGER NOT NULL, b ANY COLLATE RTRIM) STRICT'],
    ['the order of columns', 'DROP TABLE exact', 'CREATE TABLE exact (b ANY, a INTEGER NOT NULL) STRICT'],
    ['AUTOINCREMENT', 'DROP TABLE exact', 'CREATE TABLE exact (a INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, b ANY) STRICT'],
    ['a unique constraint', 'DROP TABLE exact', 'CREATE TABLE exact (a INTEGER NOT NULL UNIQUE, b ANY) STRICT'],
    ['a new index', 'CREATE INDEX plain_b ON plain (b)'],
    ['a dropped index', 'DROP INDEX plain_a'],
    ['the uniqueness of an index', 'DROP INDEX plain_a', 'CREATE INDEX plain_a ON plain (a)'],
    ['the direction of an index', 'DROP INDEX plain_a', 'CREATE UNIQUE INDEX plain_a ON plain (a DESC)'],
    [
      'the predicate of an index',
      'DROP INDEX plain_lower',
      'CREATE INDEX plain_lower ON plain (lower(b) COLLATE NOCASE DESC, a) WHERE b IS NULL',
    ],
    [
      'the expression of an index',
      'DROP INDEX plain_lower',
      'CREATE INDEX plain_lower ON plain (upper(b) COLLATE NOCASE DESC, a) WHERE b IS NOT NULL',
    ],
    ['the text of a view', 'DROP VIEW active', 'CREATE VIEW active AS SELECT a, b AS "Bee" FROM plain WHERE a > 1'],
    ['a literal in a view', 'DROP VIEW active', `CREATE VIEW active AS SELECT a, 'bee' AS "Bee" FROM plain WHERE a > 0`],
    ['a dropped view', 'DROP VIEW active'],
    ['a dropped trigger', 'DROP TRIGGER after_plain'],
    [
      'the body of a trigger',
      'DROP TRIGGER after_plain',
      'CREATE TRIGGER after_plain AFTER INSERT ON plain BEGIN UPDATE plain SET b = lower(b); END',
    ],
    ['a virtual table', 'CREATE VIRTUAL TABLE words USING fts5(word)'],
  ],
  nothing: [
    "INSERT INTO parent (name) VALUES ('x')",
    'ANALYZE',
    'DROP VIEW active',
    'create view if not exists "active" as -- the same\n  select a, [b] as "Bee"\n  from `plain` where A>0;',
    'DROP TABLE exact',
    'CREATE TABLE exact (/* the same */ a integer not null,b Any) strict',
    'DROP INDEX plain_a',
    'create unique index "plain_a" on "plain"("a" asc)',
  ],
}
