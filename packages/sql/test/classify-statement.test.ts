import { describe, expect, it } from 'vitest'
import { classifyStatement, type SqlDialect } from '../src/index.js'

describe('transactions', () => {
  it.each<[SqlDialect, string]>([
    ['postgres', 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)'],
    ['postgres', 'CREATE INDEX CONCURRENTLY ON t (a)'],
    ['postgres', 'DROP INDEX CONCURRENTLY IF EXISTS i'],
    ['postgres', 'REINDEX TABLE CONCURRENTLY t'],
    ['postgres', 'REINDEX (VERBOSE, CONCURRENTLY) INDEX i'],
    ['postgres', 'REINDEX SCHEMA public'],
    ['postgres', 'VACUUM (ANALYZE) t'],
    ['postgres', 'CREATE DATABASE d'],
    ['postgres', 'DROP DATABASE IF EXISTS d'],
    ['postgres', 'ALTER DATABASE d SET TABLESPACE x'],
    ['postgres', 'ALTER SYSTEM SET work_mem = 1'],
    ['postgres', "CREATE TABLESPACE x LOCATION '/x'"],
    ['postgres', 'DROP TABLESPACE x'],
    ['postgres', 'ALTER TABLE IF EXISTS ONLY s.t DETACH PARTITION s.p CONCURRENTLY'],
    ['postgres', 'CLUSTER'],
    ['postgres', 'CLUSTER VERBOSE'],
    ['postgres', "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p"],
    ['postgres', 'ALTER SUBSCRIPTION s REFRESH PUBLICATION'],
    ['postgres', 'DISCARD ALL'],
    ['postgres', "COMMIT PREPARED 'x'"],
    ['postgres', '/* c */ create index -- x\n concurrently i on t (a)'],
    ['sqlite', 'VACUUM'],
    ['sqlite', "ATTACH 'x.db' AS x"],
    ['sqlite', 'DETACH x'],
    ['sqlite', 'PRAGMA foreign_keys = OFF'],
    ['sqlite', 'PRAGMA main.journal_mode(WAL)'],
  ])('P15 %s cannot run inside one: %s', (dialect, text) => {
    expect(classifyStatement(text, dialect)).toMatchObject({ transactional: false, controlsTransaction: false })
  })

  it('P17 a value added to a type can be used only after the transaction that adds it', () => {
    expect(classifyStatement("ALTER TYPE public.mood ADD VALUE IF NOT EXISTS 'x'", 'postgres').transactional).toBe(false)
  })

  it.each<[SqlDialect, string]>([
    ['postgres', 'REFRESH MATERIALIZED VIEW CONCURRENTLY m'],
    ['postgres', 'REINDEX (CONCURRENTLY false) TABLE t'],
    ['postgres', 'CLUSTER t USING i'],
    ['postgres', 'CREATE INDEX "concurrently" ON t (a)'],
    ['postgres', "SELECT 'CREATE INDEX CONCURRENTLY'"],
    ['postgres', "ALTER TYPE mood RENAME VALUE 'a' TO 'b'"],
    ['postgres', 'ALTER TABLE t DETACH PARTITION p'],
    ['postgres', 'SAVEPOINT a'],
    ['postgres', 'RELEASE a'],
    ['postgres', 'ROLLBACK TO SAVEPOINT a'],
    ['postgres', 'ROLLBACK TRANSACTION TO a'],
    ['postgres', 'PREPARE x AS SELECT 1'],
    ['postgres', ''],
    ['mysql', 'ROLLBACK WORK TO a'],
    ['mysql', 'SET @autocommit = 1'],
    ['mysql', 'SET GLOBAL autocommit = 0'],
    ['mysql', "SET @a = 'autocommit = 0'"],
    ['sqlite', 'PRAGMA foreign_keys'],
    ['sqlite', 'PRAGMA defer_foreign_keys = ON'],
    ['sqlite', 'ROLLBACK TO a'],
  ])('%s may run inside one: %s', (dialect, text) => {
    expect(classifyStatement(text, dialect)).toMatchObject({ transactional: true, controlsTransaction: false })
  })

  it.each<[SqlDialect, string]>([
    ...[
      'BEGIN',
      'begin work',
      'START TRANSACTION READ ONLY',
      'COMMIT AND CHAIN',
      'END',
      'ROLLBACK',
      'ABORT',
      "PREPARE TRANSACTION 'x'",
    ].map((text): [SqlDialect, string] => ['postgres', text]),
    ...[
      'BEGIN',
      'START TRANSACTION',
      'COMMIT',
      'ROLLBACK',
      'SET autocommit = 0',
      'SET @a = 1, @@session.autocommit=1',
      'LOCK TABLES a WRITE',
      'UNLOCK TABLES',
      "XA START 'x'",
      '/*!40000 SET autocommit=0 */',
    ].map((text): [SqlDialect, string] => ['mysql', text]),
    ...['BEGIN IMMEDIATE', 'COMMIT', 'END TRANSACTION', 'ROLLBACK'].map((text): [SqlDialect, string] => ['sqlite', text]),
  ])('%s controls one: %s', (dialect, text) => {
    expect(classifyStatement(text, dialect)).toMatchObject({ controlsTransaction: true, definesSchema: false, touches: [] })
  })
})

describe('M12 what commits by itself on MySQL', () => {
  it.each([
    'CREATE TABLE a (id int)',
    'ALTER TABLE a ADD b int',
    'DROP TABLE a',
    'RENAME TABLE a TO b',
    'TRUNCATE a',
    'GRANT SELECT ON *.* TO a',
    'REVOKE ALL ON *.* FROM a',
    'CREATE USER a',
    'SET PASSWORD = x',
    'ANALYZE TABLE a',
    'OPTIMIZE TABLE a',
    'FLUSH TABLES',
    'CACHE INDEX a IN b',
    'LOAD INDEX INTO CACHE a',
    "INSTALL PLUGIN a SONAME 'b'",
    '/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET @x = 1 */',
    'CALL p()',
    'EXECUTE x',
    'BEGIN NOT ATOMIC DROP TABLE a; END',
  ])('%s', (text) => {
    expect(classifyStatement(text, 'mysql').definesSchema).toBe(true)
  })

  it.each([
    'CREATE TEMPORARY TABLE a (id int)',
    'DROP TEMPORARY TABLE a',
    'INSERT INTO a VALUES (1)',
    'DROP PREPARE x',
    "LOAD DATA INFILE 'x' INTO TABLE a",
    'SET NAMES utf8',
  ])('not %s', (text) => {
    expect(classifyStatement(text, 'mysql')).toMatchObject({ definesSchema: false, touches: [] })
  })
})

describe('touched objects', () => {
  it.each<[SqlDialect, string, readonly object[]]>([
    ['postgres', 'CREATE TABLE IF NOT EXISTS Public.Account (id int)', [{ action: 'create', kind: 'table', name: 'account' }]],
    ['postgres', 'CREATE UNLOGGED TABLE "Ac""count" (id int)', [{ action: 'create', kind: 'table', name: 'Ac"count' }]],
    ['postgres', 'CREATE TABLE audit.log (id int)', [{ action: 'create', kind: 'table', name: 'audit.log' }]],
    ['postgres', 'CREATE TEMP TABLE t (id int)', []],
    [
      'postgres',
      'DROP TABLE IF EXISTS a, public."B" CASCADE',
      [
        { action: 'drop', kind: 'table', name: 'a' },
        { action: 'drop', kind: 'table', name: 'B' },
      ],
    ],
    ['postgres', 'ALTER TABLE ONLY a ADD b int', [{ action: 'alter', kind: 'table', name: 'a' }]],
    [
      'postgres',
      'CREATE UNIQUE INDEX CONCURRENTLY MyIndex ON ONLY public.t USING btree (a)',
      [{ action: 'create', kind: 'index', name: 'myindex', table: 't' }],
    ],
    ['postgres', 'CREATE INDEX ON t (a)', [{ action: 'alter', kind: 'table', name: 't' }]],
    ['postgres', 'DROP INDEX CONCURRENTLY a', [{ action: 'drop', kind: 'index', name: 'a' }]],
    ['postgres', 'CREATE OR REPLACE VIEW v AS SELECT 1', [{ action: 'alter', kind: 'view', name: 'v' }]],
    ['postgres', 'CREATE MATERIALIZED VIEW v AS SELECT 1', [{ action: 'create', kind: 'view', name: 'v' }]],
    [
      'postgres',
      'CREATE CONSTRAINT TRIGGER t AFTER INSERT OR UPDATE OF a, b ON public.x FOR EACH ROW EXECUTE FUNCTION f()',
      [{ action: 'create', kind: 'trigger', name: 't', table: 'x' }],
    ],
    ['postgres', 'DROP TRIGGER t ON x', [{ action: 'drop', kind: 'trigger', name: 't', table: 'x' }]],
    [
      'postgres',
      'DROP FUNCTION f(int, text), g',
      [
        { action: 'drop', kind: 'routine', name: 'f' },
        { action: 'drop', kind: 'routine', name: 'g' },
      ],
    ],
    ['postgres', 'CREATE SEQUENCE s', [{ action: 'create', kind: 'sequence', name: 's' }]],
    ['postgres', "CREATE TYPE mood AS ENUM ('a')", [{ action: 'create', kind: 'type', name: 'mood' }]],
    ['postgres', 'CREATE SCHEMA IF NOT EXISTS s', [{ action: 'create', kind: 'schema', name: 's' }]],
    ['postgres', 'CREATE EXTENSION IF NOT EXISTS pgcrypto', [{ action: 'create', kind: 'other', name: 'pgcrypto' }]],
    ['postgres', 'INSERT INTO a VALUES (1)', []],
    ['mysql', 'CREATE TABLE `a``b`.C (id int)', [{ action: 'create', kind: 'table', name: 'a`b.C' }]],
    ['mysql', 'CREATE FULLTEXT INDEX i USING BTREE ON t (a)', [{ action: 'create', kind: 'index', name: 'i', table: 't' }]],
    ['mysql', 'DROP INDEX i ON t', [{ action: 'drop', kind: 'index', name: 'i', table: 't' }]],
    [
      'mysql',
      'RENAME TABLE a TO b, c TO d',
      [
        { action: 'alter', kind: 'table', name: 'a' },
        { action: 'alter', kind: 'table', name: 'c' },
      ],
    ],
    ['mysql', "CREATE DEFINER='table'@'view' SQL SECURITY INVOKER VIEW v AS SELECT 1", [{ action: 'create', kind: 'view', name: 'v' }]],
    ['mysql', 'CREATE ALGORITHM=MERGE DEFINER=root@localhost VIEW v AS SELECT 1', [{ action: 'create', kind: 'view', name: 'v' }]],
    [
      'mysql',
      'CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET @x = 1',
      [{ action: 'create', kind: 'trigger', name: 't', table: 'a' }],
    ],
    ['mysql', 'ALTER DATABASE CHARACTER SET utf8mb4', []],
    ['sqlite', "CREATE TABLE 'a' (id int)", [{ action: 'create', kind: 'table', name: 'a' }]],
    ['sqlite', 'CREATE VIRTUAL TABLE [f] USING fts5(a)', [{ action: 'create', kind: 'table', name: 'f' }]],
    ['sqlite', 'CREATE INDEX main.i ON T (a)', [{ action: 'create', kind: 'index', name: 'i', table: 'T' }]],
    ['sqlite', 'CREATE TABLE temp.t (a)', []],
  ])('%s: %s', (dialect, text, touches) => {
    expect(classifyStatement(text, dialect).touches).toEqual(touches)
  })
})

describe('keywords', () => {
  it.each<[SqlDialect, string, string]>([
    ['postgres', 'create unique index i on t (a)', 'CREATE INDEX'],
    ['postgres', '/* x */ insert into a values (1)', 'INSERT'],
    ['postgres', 'start transaction', 'START TRANSACTION'],
    ['postgres', 'refresh materialized view v', 'REFRESH MATERIALIZED VIEW'],
    ['mysql', 'create or replace view v as select 1', 'CREATE VIEW'],
    ['sqlite', 'pragma foreign_keys', 'PRAGMA'],
  ])('%s: %s', (dialect, text, keyword) => {
    expect(classifyStatement(text, dialect).keyword).toBe(keyword)
  })
})
