import type { SqlDialect } from '../src/index.js'

/** A text and the statements that the server's client sends for it. */
export interface SplittingCase {
  readonly title: string
  readonly dialect: SqlDialect | 'all'
  readonly text: string
  readonly statements: readonly string[]
}

const routine = 'CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS'
const bigValue = `${'x;'.repeat(60_000)}`
const bigFile = Array.from({ length: 20_000 }, (_, index) => `INSERT INTO t VALUES (${index}, 'some text; with a semicolon in it')`)

export const splittingCases: readonly SplittingCase[] = [
  {
    title: 'A1 a line comment holds a semicolon',
    dialect: 'all',
    text: '-- first; second\nCREATE TABLE a(id int);',
    statements: ['CREATE TABLE a(id int)'],
  },
  {
    title: 'A2 a licence header holds a semicolon',
    dialect: 'all',
    text: '/* a; b */ CREATE TABLE a(id int);',
    statements: ['CREATE TABLE a(id int)'],
  },
  {
    title: 'A3 a comment holds an apostrophe',
    dialect: 'all',
    text: "-- don't; really\nSELECT 1; /* can't */ SELECT 2;",
    statements: ['SELECT 1', 'SELECT 2'],
  },
  {
    title: 'A4 a string holds comment marks',
    dialect: 'all',
    text: "INSERT INTO r VALUES ('-- no; /* nor this');SELECT 1",
    statements: ["INSERT INTO r VALUES ('-- no; /* nor this')", 'SELECT 1'],
  },
  {
    title: 'A5 a string goes over lines that end in semicolons',
    dialect: 'all',
    text: "INSERT INTO t VALUES ('one;\ntwo');SELECT 1;",
    statements: ["INSERT INTO t VALUES ('one;\ntwo')", 'SELECT 1'],
  },
  {
    title: 'A6 doubled quotes stay in the string',
    dialect: 'all',
    text: "SELECT 'it''s; fine';SELECT '''';",
    statements: ["SELECT 'it''s; fine'", "SELECT ''''"],
  },
  {
    title: 'A7 the last statement has no semicolon',
    dialect: 'all',
    text: 'SELECT 1;\nALTER TABLE t ADD c int',
    statements: ['SELECT 1', 'ALTER TABLE t ADD c int'],
  },
  { title: 'A8 only a comment follows the last statement', dialect: 'all', text: 'SELECT 1 -- done', statements: ['SELECT 1'] },
  { title: 'A9 comments only: nothing to send', dialect: 'all', text: '-- no-op\n/* nor this */\n', statements: [] },
  { title: 'A9 an empty text: nothing to send', dialect: 'all', text: '', statements: [] },
  {
    title: 'A10 empty statements are dropped',
    dialect: 'all',
    text: ';CREATE TABLE a(id int);; ; /* x */ ; SELECT 1;;',
    statements: ['CREATE TABLE a(id int)', 'SELECT 1'],
  },
  {
    title: 'A11 CRLF and LF are mixed',
    dialect: 'all',
    text: '-- a;\r\nSELECT\r\n1;\nSELECT 2;\r\n',
    statements: ['SELECT\r\n1', 'SELECT 2'],
  },
  { title: 'A12 no line end at the end of the file', dialect: 'all', text: 'SELECT 1;\nSELECT 2;', statements: ['SELECT 1', 'SELECT 2'] },
  {
    title: 'A13 text beyond ASCII',
    dialect: 'all',
    text: "INSERT INTO město VALUES ('žlutý; kůň', '🐎;');SELECT 1",
    statements: ["INSERT INTO město VALUES ('žlutý; kůň', '🐎;')", 'SELECT 1'],
  },
  {
    title: 'A14 a byte order mark stands in front',
    dialect: 'all',
    text: '\ufeffCREATE TABLE a(id int);',
    statements: ['CREATE TABLE a(id int)'],
  },
  {
    title: 'A15 marks of bind parameters are data',
    dialect: 'all',
    text: "SELECT '? :name %s {x}; $1', '12:30';SELECT 1",
    statements: ["SELECT '? :name %s {x}; $1', '12:30'", 'SELECT 1'],
  },
  {
    title: 'A15 marks of bind parameters are operators',
    dialect: 'postgres',
    text: "SELECT '{}'::jsonb ? 'a', j ?| k, a[1:2];SELECT :x",
    statements: ["SELECT '{}'::jsonb ? 'a', j ?| k, a[1:2]", 'SELECT :x'],
  },
  {
    title: 'A16 placeholders of other tools are data',
    dialect: 'all',
    text: "INSERT INTO r VALUES ('select ${officeId}; {{#if}}');SELECT 1",
    statements: ["INSERT INTO r VALUES ('select ${officeId}; {{#if}}')", 'SELECT 1'],
  },
  {
    title: 'A17 a statement of 120 KB',
    dialect: 'all',
    text: `SELECT 1;INSERT INTO t VALUES ('${bigValue}');SELECT 2`,
    statements: ['SELECT 1', `INSERT INTO t VALUES ('${bigValue}')`, 'SELECT 2'],
  },
  { title: 'A17 a file of over a megabyte', dialect: 'all', text: bigFile.join(';\n'), statements: bigFile },

  {
    title: 'P1 a body in $$',
    dialect: 'postgres',
    text: `${routine} $$ BEGIN RETURN 1; END; $$;SELECT 1;`,
    statements: [`${routine} $$ BEGIN RETURN 1; END; $$`, 'SELECT 1'],
  },
  {
    title: 'P2 tags of bodies are case sensitive',
    dialect: 'postgres',
    text: `${routine} $F$ x; $f$ y; $F$;SELECT 1`,
    statements: [`${routine} $F$ x; $f$ y; $F$`, 'SELECT 1'],
  },
  {
    title: 'P3 a body holds another dollar quote',
    dialect: 'postgres',
    text: "DO $do$ BEGIN EXECUTE $q$ SELECT ';' $q$; END $do$;SELECT 1",
    statements: ["DO $do$ BEGIN EXECUTE $q$ SELECT ';' $q$; END $do$", 'SELECT 1'],
  },
  {
    title: 'P4 dollar signs that open nothing',
    dialect: 'postgres',
    text: "SELECT '$$', a$b$, c$$ FROM t WHERE x = $1;SELECT $a;SELECT 1$$;$$",
    statements: ["SELECT '$$', a$b$, c$$ FROM t WHERE x = $1", 'SELECT $a', 'SELECT 1$$;$$'],
  },
  {
    title: 'P5 a body holds a lone apostrophe',
    dialect: 'postgres',
    text: "DO $$ -- don't\n BEGIN END $$;SELECT 1",
    statements: ["DO $$ -- don't\n BEGIN END $$", 'SELECT 1'],
  },
  {
    title: 'P6 a body in ordinary quotes',
    dialect: 'postgres',
    text: "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1; SELECT 2;';SELECT 1",
    statements: ["CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1; SELECT 2;'", 'SELECT 1'],
  },
  {
    title: 'P7 an E string has backslash escapes',
    dialect: 'postgres',
    text: "SELECT E'it\\'s; here', e'\\\\';SELECT 1",
    statements: ["SELECT E'it\\'s; here', e'\\\\'", 'SELECT 1'],
  },
  {
    title: 'P7 an E string goes on in the next line by the same rules',
    dialect: 'postgres',
    text: "SELECT E'a' -- c;\n'it\\'s; here';SELECT 1",
    statements: ["SELECT E'a' -- c;\n'it\\'s; here'", 'SELECT 1'],
  },
  {
    title: 'P8 a backslash in an ordinary string escapes nothing',
    dialect: 'postgres',
    text: "SELECT 'C:\\';SELECT 1",
    statements: ["SELECT 'C:\\'", 'SELECT 1'],
  },
  {
    title: 'P9 BEGIN ATOMIC … END with CASE in it',
    dialect: 'postgres',
    text: 'CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END AS end; END;SELECT 1',
    statements: [
      'CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END AS end; END',
      'SELECT 1',
    ],
  },
  {
    title: 'P10 a rule of several actions',
    dialect: 'postgres',
    text: 'CREATE RULE r AS ON DELETE TO a DO INSTEAD (UPDATE a SET d=true; DELETE FROM b);SELECT 1',
    statements: ['CREATE RULE r AS ON DELETE TO a DO INSTEAD (UPDATE a SET d=true; DELETE FROM b)', 'SELECT 1'],
  },
  {
    title: 'P11 COPY from a file or to STDOUT is a statement',
    dialect: 'postgres',
    text: "COPY t FROM '/tmp/x';COPY (SELECT a FROM stdin) TO STDOUT;",
    statements: ["COPY t FROM '/tmp/x'", 'COPY (SELECT a FROM stdin) TO STDOUT'],
  },
  {
    title: 'P13 the file has its own transaction',
    dialect: 'postgres',
    text: 'BEGIN; CREATE TABLE a(id int); COMMIT;',
    statements: ['BEGIN', 'CREATE TABLE a(id int)', 'COMMIT'],
  },
  {
    title: 'P14 a statement follows the COMMIT',
    dialect: 'postgres',
    text: 'BEGIN;SELECT 1;COMMIT;CREATE INDEX CONCURRENTLY i ON t(a);',
    statements: ['BEGIN', 'SELECT 1', 'COMMIT', 'CREATE INDEX CONCURRENTLY i ON t(a)'],
  },
  {
    title: 'P16 a concurrent index is a message of its own',
    dialect: 'postgres',
    text: 'CREATE INDEX CONCURRENTLY a ON t(a); SELECT 1;',
    statements: ['CREATE INDEX CONCURRENTLY a ON t(a)', 'SELECT 1'],
  },
  { title: 'P18 block comments nest', dialect: 'postgres', text: '/* a /* b; */ c; */ SELECT 1;', statements: ['SELECT 1'] },
  {
    title: 'P19 session settings are statements',
    dialect: 'postgres',
    text: "SET search_path = x; SELECT set_config('search_path','',false);",
    statements: ['SET search_path = x', "SELECT set_config('search_path','',false)"],
  },
  {
    title: 'P20 a DO block is one statement',
    dialect: 'postgres',
    text: 'DO $$ BEGIN IF NOT EXISTS (SELECT 1) THEN CREATE TABLE a(id int); END IF; END $$;',
    statements: ['DO $$ BEGIN IF NOT EXISTS (SELECT 1) THEN CREATE TABLE a(id int); END IF; END $$'],
  },
  {
    title: 'P21 functions keep the order of the file',
    dialect: 'postgres',
    text: "CREATE FUNCTION a() RETURNS int LANGUAGE sql AS 'SELECT b();';CREATE FUNCTION b() RETURNS int LANGUAGE sql AS 'SELECT 1;';",
    statements: [
      "CREATE FUNCTION a() RETURNS int LANGUAGE sql AS 'SELECT b();'",
      "CREATE FUNCTION b() RETURNS int LANGUAGE sql AS 'SELECT 1;'",
    ],
  },
  {
    title: 'P22 prefixes of strings and names',
    dialect: 'postgres',
    text: `SELECT X'3B', U&'\\003b;', B'1', N'a;', U&"d;" FROM t;SELECT 1`,
    statements: [`SELECT X'3B', U&'\\003b;', B'1', N'a;', U&"d;" FROM t`, 'SELECT 1'],
  },
  {
    title: 'P23 operators that hold other marks',
    dialect: 'postgres',
    text: "SELECT a #>> '{b}', x @> '{;}', a <-> b, - -1;SELECT 1--1;\n;SELECT 2+/* ; */3",
    statements: ["SELECT a #>> '{b}', x @> '{;}', a <-> b, - -1", 'SELECT 1', 'SELECT 2+/* ; */3'],
  },

  {
    title: 'M1 DELIMITER in any case',
    dialect: 'mysql',
    text: 'DELIMITER $$\nCREATE PROCEDURE p() BEGIN SELECT 1; END $$\ndelimiter ;\nSELECT 1;',
    statements: ['CREATE PROCEDURE p() BEGIN SELECT 1; END', 'SELECT 1'],
  },
  {
    title: 'M2 a delimiter made of semicolons',
    dialect: 'mysql',
    text: 'delimiter ;;\nCREATE PROCEDURE p() BEGIN SELECT 1; END;;\ndelimiter ;\nSELECT 1;',
    statements: ['CREATE PROCEDURE p() BEGIN SELECT 1; END', 'SELECT 1'],
  },
  {
    title: 'M3 a delimiter glued to a word, alone on a line, with blanks behind',
    dialect: 'mysql',
    text: 'DELIMITER $$  \nSELECT 1; END$$ -- x\nDELIMITER //\nSELECT 2\n//\ndelimiter ;  \nSELECT 3;',
    statements: ['SELECT 1; END', 'SELECT 2', 'SELECT 3'],
  },
  {
    title: 'M3 a delimiter of letters, or in quotes',
    dialect: 'mysql',
    text: 'delimiter go\nSELECT 1 go\nSELECT 2go\ndelimiter "$$"\nSELECT 3$$',
    statements: ['SELECT 1', 'SELECT 2', 'SELECT 3'],
  },
  {
    title: 'M4 a compound body without DELIMITER',
    dialect: 'mysql',
    text: 'CREATE PROCEDURE p() BEGIN IF 1 THEN SELECT 1; END IF; END;\nCALL p();',
    statements: ['CREATE PROCEDURE p() BEGIN IF 1 THEN SELECT 1; END IF; END', 'CALL p()'],
  },
  {
    title: 'M5 SQL in a string, prepared',
    dialect: 'mysql',
    text: "SET @s = (SELECT IF(EXISTS(SELECT 1), 'ALTER TABLE t DROP COLUMN c;', 'SELECT 1;')); PREPARE x FROM @s; EXECUTE x; DEALLOCATE PREPARE x;",
    statements: [
      "SET @s = (SELECT IF(EXISTS(SELECT 1), 'ALTER TABLE t DROP COLUMN c;', 'SELECT 1;'))",
      'PREPARE x FROM @s',
      'EXECUTE x',
      'DEALLOCATE PREPARE x',
    ],
  },
  {
    title: 'M6 backslash escapes in both kinds of string',
    dialect: 'mysql',
    text: `INSERT INTO t VALUES ('it\\'s; here', "a \\"b\\"; c", '\\\\');SELECT 1`,
    statements: [`INSERT INTO t VALUES ('it\\'s; here', "a \\"b\\"; c", '\\\\')`, 'SELECT 1'],
  },
  {
    title: 'M7 double quotes are a string',
    dialect: 'mysql',
    text: 'INSERT INTO t VALUES ("a;b", "it\'s");SELECT 1',
    statements: ['INSERT INTO t VALUES ("a;b", "it\'s")', 'SELECT 1'],
  },
  { title: 'M8 a # comment', dialect: 'mysql', text: "# a; b's\nSELECT 1; #x\nSELECT 2", statements: ['SELECT 1', 'SELECT 2'] },
  {
    title: 'M9 two dashes without a blank are arithmetic',
    dialect: 'mysql',
    text: 'SELECT 5--1;SELECT 2 --\n;',
    statements: ['SELECT 5--1', 'SELECT 2'],
  },
  {
    title: 'M9 two dashes without a blank are a comment between statements',
    dialect: 'mysql',
    text: '--first; step\nSELECT 1;',
    statements: ['SELECT 1'],
  },
  {
    title: 'M10 version comments are code',
    dialect: 'mysql',
    text: "/*!40101 SET NAMES utf8 */;/*!50003 SELECT '*/'; */;SELECT /*M!100100 1, */ 2;",
    statements: ['/*!40101 SET NAMES utf8 */', "/*!50003 SELECT '*/'; */", 'SELECT /*M!100100 1, */ 2'],
  },
  {
    title: 'M11 names in backticks',
    dialect: 'mysql',
    text: 'CREATE TABLE `a;b` (`x``;\\` int);SELECT 1',
    statements: ['CREATE TABLE `a;b` (`x``;\\` int)', 'SELECT 1'],
  },
  {
    title: 'M13 session switches are statements',
    dialect: 'mysql',
    text: 'SET FOREIGN_KEY_CHECKS=0;DROP TABLE a;SET FOREIGN_KEY_CHECKS=1;',
    statements: ['SET FOREIGN_KEY_CHECKS=0', 'DROP TABLE a', 'SET FOREIGN_KEY_CHECKS=1'],
  },
  {
    title: 'M14 session switches around one statement keep their order',
    dialect: 'mysql',
    text: 'SET foreign_key_checks=0; ALTER TABLE a ADD b int; SET foreign_key_checks=1',
    statements: ['SET foreign_key_checks=0', 'ALTER TABLE a ADD b int', 'SET foreign_key_checks=1'],
  },
  {
    title: 'M15 locks and transactions of the file',
    dialect: 'mysql',
    text: 'LOCK TABLES a WRITE;UNLOCK TABLES;START TRANSACTION;COMMIT;BEGIN;ROLLBACK;',
    statements: ['LOCK TABLES a WRITE', 'UNLOCK TABLES', 'START TRANSACTION', 'COMMIT', 'BEGIN', 'ROLLBACK'],
  },
  {
    title: 'M16 USE and templated names',
    dialect: 'mysql',
    text: 'USE db;ALTER TABLE {$NAMESPACE}_user.user ADD a int;',
    statements: ['USE db', 'ALTER TABLE {$NAMESPACE}_user.user ADD a int'],
  },

  {
    title: 'S1 the body of a trigger',
    dialect: 'sqlite',
    text: 'CREATE TRIGGER t AFTER INSERT ON a BEGIN INSERT INTO b VALUES (1); END;SELECT 1;',
    statements: ['CREATE TRIGGER t AFTER INSERT ON a BEGIN INSERT INTO b VALUES (1); END', 'SELECT 1'],
  },
  {
    title: 'S2 CASE … END in the body of a trigger',
    dialect: 'sqlite',
    text: "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN new.x THEN RAISE(ABORT,'x;') END; /* end; */ END;SELECT 1",
    statements: [
      "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN new.x THEN RAISE(ABORT,'x;') END; /* end; */ END",
      'SELECT 1',
    ],
  },
  {
    title: 'S3 BEGIN as a statement',
    dialect: 'sqlite',
    text: 'BEGIN;SELECT 1;END;CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END',
    statements: ['BEGIN', 'SELECT 1', 'END', 'CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END'],
  },
  {
    title: 'S4 a table rebuilt between pragmas',
    dialect: 'sqlite',
    text: 'PRAGMA foreign_keys=OFF;CREATE TABLE n(a);DROP TABLE o;ALTER TABLE n RENAME TO o;PRAGMA foreign_keys=ON;',
    statements: ['PRAGMA foreign_keys=OFF', 'CREATE TABLE n(a)', 'DROP TABLE o', 'ALTER TABLE n RENAME TO o', 'PRAGMA foreign_keys=ON'],
  },
  {
    title: 'S5 four kinds of quotes',
    dialect: 'sqlite',
    text: `CREATE TABLE 'a;' ("b;" int, [c;'d] int, \`e;\` int);SELECT 1`,
    statements: [`CREATE TABLE 'a;' ("b;" int, [c;'d] int, \`e;\` int)`, 'SELECT 1'],
  },
  {
    title: 'S6 a virtual table with a language of its own',
    dialect: 'sqlite',
    text: "CREATE VIRTUAL TABLE f USING fts5(a, b UNINDEXED, content=t, tokenize = 'porter; unicode61');SELECT 1",
    statements: ["CREATE VIRTUAL TABLE f USING fts5(a, b UNINDEXED, content=t, tokenize = 'porter; unicode61')", 'SELECT 1'],
  },
  {
    title: 'S7 a function that only the application has',
    dialect: 'sqlite',
    text: 'INSERT INTO n SELECT BIN2B64(k) FROM o;',
    statements: ['INSERT INTO n SELECT BIN2B64(k) FROM o'],
  },
  {
    title: 'S8 a block comment that the end of the file closes',
    dialect: 'sqlite',
    text: "SELECT 1; /* rest; it's",
    statements: ['SELECT 1'],
  },
  { title: 'S9 empty statements and a tail of comments', dialect: 'sqlite', text: 'SELECT 1;;\n-- x\n;', statements: ['SELECT 1'] },
]
