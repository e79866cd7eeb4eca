import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Dialect } from '@mig/core'

/** One migration of the matrix. Ids are given explicitly everywhere: counters of a server keep the gaps that a rollback leaves. */
interface Migration {
  readonly id: string
  readonly what: string
  readonly up: string
  readonly down: string
  /** `transaction:false` */
  readonly bare?: boolean
}

/** Writes the repository of the kill matrix for one dialect: a chain of SQL scripts and two code scripts. */
export function writeScenario(folder: string, dialect: Dialect): void {
  const versions = join(folder, 'versions')
  mkdirSync(versions, { recursive: true })
  let parent = ''
  for (const migration of migrationsOf(dialect)) {
    const { id, what, up, down, bare } = migration
    const option = bare ? ' transaction:false' : ''
    writeFileSync(
      join(versions, `${id}_${what.replaceAll(' ', '_')}.sql`),
      `-- ${what}\n-- revision: ${id}\n-- down revision:${parent && ` ${parent}`}\n\n-- migrate:up${option}\n${up.trim()}\n-- migrate:down${option}\n${down.trim().replace(/@dropIndex (\w+) (\w+)/g, dialect === 'mysql' ? 'DROP INDEX $1 ON $2' : 'DROP INDEX $1')}\n`,
    )
    parent = id
  }
  for (const [id, body] of codeScripts) {
    writeFileSync(join(versions, `${id}_code.mjs`), `export const revision = '${id}'\nexport const downRevision = '${parent}'\n${body}`)
    parent = id
  }
}

function migrationsOf(dialect: Dialect): readonly Migration[] {
  return [tables, mixed, triggers[dialect], special[dialect], batches, changes[dialect]]
}

const tables: Migration = {
  id: 'aa01',
  what: 'several kinds of DDL',
  up: `
CREATE TABLE customer (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(50) NOT NULL, points INTEGER DEFAULT 0 NOT NULL);
CREATE TABLE purchase (id INTEGER NOT NULL, customer_id INTEGER NOT NULL, amount INTEGER NOT NULL);
CREATE TABLE audit (what VARCHAR(50) NOT NULL, how_many INTEGER NOT NULL);
CREATE INDEX purchase_customer ON purchase (customer_id);
CREATE VIEW rich AS SELECT id, name FROM customer WHERE points > 100;`,
  down: `
DROP VIEW rich;
DROP TABLE audit;
DROP TABLE purchase;
DROP TABLE customer;`,
}

/** No statement of it may run twice or not at all: each changes what the next one reads. */
const mixed: Migration = {
  id: 'aa02',
  what: 'DML mixed with DDL',
  up: `
INSERT INTO customer (id, name) VALUES (1, 'Ann'), (2, 'Bob'), (3, 'Cid');
INSERT INTO purchase SELECT 10 + id, id, 5 FROM customer;
ALTER TABLE customer ADD COLUMN email VARCHAR(80);
UPDATE customer SET points = points + 1;
CREATE INDEX customer_email ON customer (email);
INSERT INTO purchase SELECT id + 100, customer_id, amount * 2 FROM purchase;
UPDATE customer SET points = points * 2;
ALTER TABLE purchase ADD COLUMN note VARCHAR(20) DEFAULT 'x';
INSERT INTO audit SELECT 'purchases', COUNT(*) FROM purchase;`,
  down: `
DELETE FROM audit;
ALTER TABLE purchase DROP COLUMN note;
UPDATE purchase SET amount = amount + 1;
@dropIndex customer_email customer;
INSERT INTO audit SELECT 'undone', COUNT(*) FROM purchase;
ALTER TABLE customer DROP COLUMN email;
UPDATE purchase SET amount = amount * 3;`,
}

const triggers: Readonly<Record<Dialect, Migration>> = {
  postgres: {
    id: 'aa03',
    what: 'triggers',
    up: `
CREATE FUNCTION note_purchase() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit VALUES ('trigger; fired', NEW.id);
  RETURN NEW;
END $$;
CREATE TRIGGER purchase_noted AFTER INSERT ON purchase FOR EACH ROW EXECUTE FUNCTION note_purchase();
INSERT INTO purchase VALUES (500, 1, 7, 'y');
CREATE OR REPLACE FUNCTION note_purchase() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
INSERT INTO purchase VALUES (501, 1, 7, 'y');`,
    down: `
DROP TRIGGER purchase_noted ON purchase;
DROP FUNCTION note_purchase();
DELETE FROM purchase WHERE id >= 500;`,
  },
  mysql: {
    id: 'aa03',
    what: 'triggers',
    up: `
CREATE TRIGGER purchase_noted AFTER INSERT ON purchase FOR EACH ROW
BEGIN
  INSERT INTO audit VALUES ('trigger; fired', NEW.id);
END;
INSERT INTO purchase VALUES (500, 1, 7, 'y');
DROP TRIGGER purchase_noted;
CREATE TRIGGER purchase_noted BEFORE INSERT ON purchase FOR EACH ROW SET NEW.amount = NEW.amount + 1;
INSERT INTO purchase VALUES (501, 1, 7, 'y');`,
    down: `
DROP TRIGGER purchase_noted;
DELETE FROM purchase WHERE id >= 500;`,
  },
  sqlite: {
    id: 'aa03',
    what: 'triggers',
    up: `
CREATE TRIGGER purchase_noted AFTER INSERT ON purchase
BEGIN
  INSERT INTO audit VALUES ('trigger; fired', NEW.id);
END;
INSERT INTO purchase VALUES (500, 1, 7, 'y');
DROP TRIGGER purchase_noted;
INSERT INTO purchase VALUES (501, 1, 7, 'y');`,
    down: `
DELETE FROM purchase WHERE id >= 500;`,
  },
}

/** What a transaction cannot hold, in the middle of other statements and without a word of the author. */
const special: Readonly<Record<Dialect, Migration>> = {
  postgres: {
    id: 'aa04',
    what: 'concurrently and friends',
    up: `
CREATE TYPE mood AS ENUM ('sad', 'ok');
INSERT INTO audit VALUES ('before', 1);
ALTER TYPE mood ADD VALUE 'happy';
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS customer_name ON customer (name);
INSERT INTO audit SELECT 'after', COUNT(*) FROM audit;
CREATE TABLE feeling (id INTEGER, m mood DEFAULT 'happy');
INSERT INTO feeling (id) VALUES (1);
REINDEX INDEX CONCURRENTLY customer_name;
DROP INDEX CONCURRENTLY customer_email;
VACUUM customer;
UPDATE customer SET points = points + 7;
CREATE INDEX CONCURRENTLY customer_email ON customer (lower(email));`,
    down: `
DROP INDEX CONCURRENTLY customer_name;
UPDATE customer SET points = points - 7;
DROP TABLE feeling;
DROP TYPE mood;`,
  },
  mysql: {
    id: 'aa04',
    what: 'what commits implicitly',
    up: `
CREATE TABLE one (id INTEGER);
CREATE TABLE two (id INTEGER);
CREATE TABLE many (id INTEGER);
INSERT INTO one VALUES (1), (2);
RENAME TABLE one TO three;
ALTER TABLE three ADD COLUMN n INTEGER DEFAULT 4 NOT NULL, ADD INDEX three_n (n);
INSERT INTO audit SELECT 'after', COUNT(*) FROM audit;
ALTER TABLE three MODIFY n BIGINT;
ALTER TABLE three RENAME COLUMN id TO ident;
DROP TABLE two, many;
CREATE PROCEDURE fill(IN how_many INTEGER)
BEGIN
  INSERT INTO audit VALUES ('procedure', how_many);
END;
CALL fill(3);
CREATE TABLE four AS SELECT id, points FROM customer;
UPDATE four SET points = points + 11;
CREATE OR REPLACE VIEW rich AS SELECT id, name, points FROM customer WHERE points > 5;
CREATE UNIQUE INDEX customer_name ON customer (name);
TRUNCATE TABLE three;
INSERT INTO three SELECT id, points FROM four;`,
    down: `
DROP INDEX customer_name ON customer;
DROP TABLE three, four;
DROP PROCEDURE fill;
UPDATE customer SET points = points - 7;`,
  },
  sqlite: {
    id: 'aa04',
    what: 'what a transaction cannot hold',
    up: `
PRAGMA foreign_keys = OFF;
CREATE TABLE audit_new (what VARCHAR(50) NOT NULL, how_many INTEGER NOT NULL, extra INTEGER DEFAULT 3);
INSERT INTO audit_new (what, how_many) SELECT what, how_many + 1 FROM audit;
DROP TABLE audit;
VACUUM;
ALTER TABLE audit_new RENAME TO audit;
PRAGMA foreign_keys = ON;
INSERT INTO audit SELECT 'rebuilt', COUNT(*), 1 FROM audit;
UPDATE customer SET points = points + 7;`,
    down: `
UPDATE customer SET points = points - 7;
VACUUM;
ALTER TABLE audit DROP COLUMN extra;
UPDATE audit SET how_many = how_many - 1;`,
  },
}

const batches: Migration = {
  id: 'aa05',
  what: 'a backfill without a transaction',
  bare: true,
  up: `
ALTER TABLE customer ADD COLUMN slug VARCHAR(50);
UPDATE customer SET slug = name WHERE id = 1;
UPDATE customer SET points = points + 100 WHERE id <= 2;
INSERT INTO audit (what, how_many) SELECT 'backfill', COUNT(*) FROM customer WHERE slug IS NULL;
UPDATE customer SET points = points * 2 WHERE id >= 2;
CREATE TABLE backfilled (id INTEGER NOT NULL PRIMARY KEY, n INTEGER NOT NULL);
INSERT INTO backfilled SELECT id, points FROM customer;
UPDATE backfilled SET n = n - 1;`,
  down: `
INSERT INTO audit (what, how_many) SELECT 'backfilled', COUNT(*) FROM backfilled;
DROP TABLE backfilled;
UPDATE customer SET points = points - 100;
ALTER TABLE customer DROP COLUMN slug;
UPDATE customer SET points = points - 1;`,
}

const changedTable = (extra: string): Migration => ({
  id: 'aa06',
  what: 'tables change and go',
  up: `
DROP VIEW rich;
ALTER TABLE customer RENAME COLUMN points TO score;
UPDATE customer SET score = score + 3;
DROP TABLE backfilled;
ALTER TABLE audit ADD COLUMN stamp VARCHAR(10) DEFAULT 'now' NOT NULL;
INSERT INTO audit (what, how_many) SELECT 'score', score FROM customer;
${extra}
CREATE VIEW rich AS SELECT id, score FROM customer WHERE score > 100;`,
  down: `
DROP VIEW rich;
ALTER TABLE customer RENAME COLUMN score TO points;
ALTER TABLE audit DROP COLUMN stamp;
UPDATE customer SET points = points - 3;
CREATE TABLE backfilled (id INTEGER NOT NULL PRIMARY KEY, n INTEGER NOT NULL);
INSERT INTO backfilled SELECT id, points FROM customer;
CREATE VIEW rich AS SELECT id, name FROM customer WHERE points > 100;`,
})

const changes: Readonly<Record<Dialect, Migration>> = {
  postgres: changedTable(`ALTER TABLE purchase ADD CONSTRAINT purchase_known FOREIGN KEY (customer_id) REFERENCES customer (id) NOT VALID;
ALTER TABLE purchase VALIDATE CONSTRAINT purchase_known;
ALTER TABLE purchase DROP CONSTRAINT purchase_known;
COMMENT ON TABLE purchase IS 'bought';`),
  mysql: changedTable(`ALTER TABLE purchase ADD CONSTRAINT purchase_known FOREIGN KEY (customer_id) REFERENCES customer (id);
INSERT INTO purchase VALUES (900, 2, 4, 'fk');
ALTER TABLE purchase DROP FOREIGN KEY purchase_known;
ALTER TABLE purchase COMMENT = 'bought';`),
  sqlite: changedTable(`DROP INDEX purchase_customer;
CREATE UNIQUE INDEX purchase_customer ON purchase (id, customer_id);`),
}

const codeScripts: readonly (readonly [id: string, body: string])[] = [
  [
    'ab01',
    `
export async function upgrade(op) {
  await op.createTable('invoice', {
    id: { type: 'integer', primaryKey: true },
    total: { type: 'integer', nullable: false },
  })
  const rows = await op.query('SELECT id, amount FROM purchase ORDER BY id')
  for (const { id, amount } of rows.slice(0, 4)) await op.execute\`INSERT INTO invoice (id, total) VALUES (\${Number(id)}, \${Number(amount)})\`
  await op.addColumn('invoice', 'paid', { type: 'integer', nullable: false, default: 0 })
  await op.execute('UPDATE invoice SET total = total + 1')
  await op.createIndex('invoice_total', 'invoice', { columns: ['total'] })
  await op.execute('INSERT INTO invoice (id, total, paid) SELECT id + 1000, total * 2, 1 FROM invoice')
  for (;;) {
    const [open] = await op.query('SELECT id FROM invoice WHERE paid = 0 ORDER BY id LIMIT 1')
    if (!open) break
    await op.execute\`UPDATE invoice SET paid = 1, total = total + 5 WHERE id = \${Number(open.id)}\`
  }
  // what it has read has another name from here on
  await op.renameTable('invoice', 'bill')
  await op.execute('UPDATE bill SET total = total + 2')
}
export async function downgrade(op) {
  const [{ n }] = await op.query('SELECT COUNT(*) AS n FROM bill')
  await op.execute('UPDATE bill SET total = total - 1')
  await op.renameTable('bill', 'invoice')
  await op.execute\`UPDATE audit SET how_many = how_many + \${Number(n)}\`
  await op.dropTable('invoice')
}
`,
  ],
  [
    'ab03',
    `
export const transaction = false
export async function upgrade(op) {
  await op.execute('UPDATE customer SET score = score + 1')
  await op.execute('CREATE TABLE last (id INTEGER NOT NULL PRIMARY KEY, n INTEGER)')
  await op.execute('INSERT INTO last SELECT id, score FROM customer')
  await op.execute('UPDATE last SET n = n * 2')
  if (op.dialect === 'postgres') await op.execute('CREATE INDEX CONCURRENTLY last_n ON last (n)')
  else await op.createIndex('last_n', 'last', { columns: ['n'] })
  await op.execute('UPDATE customer SET score = score + 1')
  // in batches, until none is left
  for (let moved = 1; moved > 0; ) {
    const { affectedRows } = await op.execute('UPDATE last SET n = -n WHERE id = (SELECT smallest FROM (SELECT MIN(id) AS smallest FROM last WHERE n > 0) AS rest)')
    moved = affectedRows
  }
}
export async function downgrade(op) {
  await op.execute('UPDATE customer SET score = score - 2')
  await op.dropTable('last')
  await op.execute('UPDATE customer SET score = score - 2')
}
`,
  ],
]
