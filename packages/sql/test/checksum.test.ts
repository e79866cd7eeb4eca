import { describe, expect, it } from 'vitest'
import { layoutBlindChecksum, rawChecksum, type SqlDialect } from '../src/index.js'

describe('the layout-blind checksum', () => {
  it.each<[string, SqlDialect, string, string]>([
    ['comments', 'postgres', 'SELECT 1', '-- a\nSELECT /* b /* c */ */ 1 -- d'],
    ['white space', 'postgres', 'CREATE TABLE a(id int,b int)', 'CREATE TABLE a (\n\tid int ,\r\n b int\n)'],
    ['the case of keywords', 'mysql', 'create table A (b varchar(10) not null)', 'CREATE TABLE A (b VARCHAR(10) NOT NULL)'],
    [
      'the case of a keyword behind another one',
      'sqlite',
      'create table a (b integer primary key)',
      'CREATE TABLE a (b INTEGER PRIMARY KEY)',
    ],
    ['the case of a kind of object', 'mysql', 'create or replace view a as select 1 as b', 'CREATE OR REPLACE VIEW a AS SELECT 1 AS b'],
    ['the case of the type of a cast', 'sqlite', 'select cast(a as text)', 'SELECT CAST(a AS TEXT)'],
    ['the case of types behind a name', 'sqlite', 'create table a (b text)', 'CREATE TABLE a (b TEXT)'],
    ['the case of unquoted names, where the server folds them', 'postgres', 'SELECT a FROM b', 'select A from B'],
    ['a byte order mark', 'sqlite', 'SELECT 1', '\ufeffSELECT 1'],
    ['line ends, in strings too', 'postgres', "SELECT 'a\nb'\n", "SELECT 'a\r\nb'\r\n"],
    ['delimiters at the end', 'mysql', 'SELECT 1', 'SELECT 1;;\n'],
    [
      'the delimiter chosen',
      'mysql',
      'CREATE PROCEDURE p() BEGIN SELECT 1; END',
      'DELIMITER $$\nCREATE PROCEDURE p() BEGIN SELECT 1; END$$\nDELIMITER ;\n',
    ],
    ['the case of a prefix', 'postgres', "SELECT E'a', x'ff'", "SELECT e'a', X'ff'"],
    ['white space around an operator', 'postgres', 'SELECT a=-1, b<=c', 'SELECT a = -1, b <= c'],
  ])('does not count %s', (_what, dialect, one, other) => {
    expect(layoutBlindChecksum(other, dialect)).toBe(layoutBlindChecksum(one, dialect))
  })

  it.each<[string, SqlDialect, string, string]>([
    ['strings', 'postgres', "SELECT 'a'", "SELECT 'A'"],
    ['white space in strings', 'postgres', "SELECT 'a b'", "SELECT 'a  b'"],
    ['bodies', 'postgres', 'DO $$ x $$', 'DO $$ X $$'],
    ['quoted names', 'postgres', 'SELECT "a"', 'SELECT "A"'],
    ['the case of names that the server keeps', 'mysql', 'CREATE TABLE a (b int)', 'CREATE TABLE A (b int)'],
    ['the case of a name that is a keyword elsewhere', 'mysql', 'RENAME TABLE Status TO x', 'RENAME TABLE status TO x'],
    ['the case of an alias that is a keyword elsewhere', 'mysql', 'CREATE VIEW a AS SELECT b Date', 'CREATE VIEW a AS SELECT b date'],
    ['version comments', 'mysql', 'SELECT /*!40101 1 + */ 2', 'SELECT /*!40102 1 + */ 2'],
    ['what is in a version comment', 'mysql', 'SELECT /*!40101 1 + */ 2', 'SELECT /*!40101 3 + */ 2'],
    ['a version comment made code', 'mysql', 'SELECT /*! 1 + */ 2', 'SELECT 1 + 2'],
    ['hints', 'mysql', 'SELECT /*+ NO_ICP(t) */ 1', 'SELECT 1'],
    ['what separates statements', 'postgres', 'SELECT 1; SELECT 2', 'SELECT 1 SELECT 2'],
    ['the order of statements', 'postgres', 'SELECT 1; SELECT 2', 'SELECT 2; SELECT 1'],
    ['two operators made one', 'postgres', 'SELECT a < = b', 'SELECT a <= b'],
    ['two words made one', 'postgres', 'SELECT a b', 'SELECT ab'],
    ['a name made a string', 'sqlite', `SELECT "a"`, `SELECT 'a'`],
  ])('counts %s', (_what, dialect, one, other) => {
    expect(layoutBlindChecksum(other, dialect)).not.toBe(layoutBlindChecksum(one, dialect))
  })
})

describe('the raw checksum', () => {
  it('is the SHA-256 of the UTF-8 text', () => {
    expect(rawChecksum('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(rawChecksum('abc\n')).not.toBe(rawChecksum('abc'))
  })
})
