import { describe, expect, it } from 'vitest'
import { hasStatements, splitStatements, SqlTextError, type SqlDialect } from '../src/index.js'
import { splittingCases } from './splitting-cases.js'

const dialects: readonly SqlDialect[] = ['postgres', 'mysql', 'sqlite']

const textsOf = (text: string, dialect: SqlDialect): readonly string[] => splitStatements(text, dialect).map((statement) => statement.text)

function errorOf(work: () => unknown): SqlTextError {
  try {
    work()
  } catch (error) {
    if (error instanceof SqlTextError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('splitting', () => {
  for (const { title, dialect, text, statements } of splittingCases) {
    for (const each of dialect === 'all' ? dialects : [dialect]) {
      it(`${title} (${each})`, () => {
        expect(textsOf(text, each)).toEqual(statements)
        expect(hasStatements(text, each)).toBe(statements.length > 0)
      })
    }
  }
})

describe('what no server can be sent', () => {
  it.each<[string, SqlDialect, string, { kind: string; what: string; line: number; column: number }]>([
    [
      'P11 COPY … FROM STDIN with data',
      'postgres',
      "SELECT 1;\nCOPY t (a, b)\nFROM STDIN WITH CSV;\n1;don't\n\\.\n",
      { kind: 'unsupported', what: 'COPY … FROM STDIN', line: 2, column: 1 },
    ],
    [
      'P12 a psql command',
      'postgres',
      'SELECT 1;\n  \\set ON_ERROR_STOP 1\n',
      { kind: 'unsupported', what: "the psql command '\\set'", line: 2, column: 3 },
    ],
    [
      'P12 a psql command in the place of a semicolon',
      'postgres',
      'SELECT 1 \\gexec\n',
      { kind: 'unsupported', what: "the psql command '\\gexec'", line: 1, column: 10 },
    ],
    [
      'a command of the mysql client',
      'mysql',
      'SELECT 1;\nsource other.sql\n',
      { kind: 'unsupported', what: "the client command 'source'", line: 2, column: 1 },
    ],
    [
      'a short command of the mysql client',
      'mysql',
      'SELECT 1 \\G\n',
      { kind: 'unsupported', what: "the client command '\\G'", line: 1, column: 10 },
    ],
    [
      'DELIMITER without one',
      'mysql',
      'DELIMITER\nSELECT 1',
      { kind: 'unsupported', what: 'DELIMITER without a delimiter', line: 1, column: 1 },
    ],
    [
      'a command of the sqlite3 program',
      'sqlite',
      'SELECT 1;\n.read x.sql\n',
      { kind: 'unsupported', what: "the sqlite3 command '.read'", line: 2, column: 1 },
    ],
    ['a NUL', 'sqlite', 'SELECT 1;\nSELECT 2\0;', { kind: 'unsupported', what: 'the NUL character', line: 2, column: 9 }],
    [
      'a string that is not closed',
      'mysql',
      "SELECT 1;\nSELECT 'it\\';\nSELECT 2;",
      { kind: 'unterminated', what: 'the string', line: 2, column: 8 },
    ],
    [
      'a name that is not closed',
      'postgres',
      'SELECT 1;\nSELECT "a;\n',
      { kind: 'unterminated', what: 'the quoted name', line: 2, column: 8 },
    ],
    ['a bracketed name that is not closed', 'sqlite', 'SELECT [a', { kind: 'unterminated', what: 'the quoted name', line: 1, column: 8 }],
    [
      'a block comment that is not closed',
      'mysql',
      'SELECT 1;\n/* a',
      { kind: 'unterminated', what: 'the block comment', line: 2, column: 1 },
    ],
    [
      'a nested block comment that is closed once',
      'postgres',
      '\n/* a /* b */ SELECT 1',
      { kind: 'unterminated', what: 'the block comment', line: 2, column: 1 },
    ],
    [
      'a version comment that is not closed',
      'mysql',
      '\n /*!40101 SELECT 1;\nSELECT 2;',
      { kind: 'unterminated', what: 'the version comment', line: 2, column: 2 },
    ],
    [
      'a dollar quote that is not closed',
      'postgres',
      'SELECT 1;\nDO $a$ x $A$;',
      { kind: 'unterminated', what: 'the dollar-quoted string $a$', line: 2, column: 4 },
    ],
    [
      'BEGIN ATOMIC without END',
      'postgres',
      'CREATE FUNCTION f() RETURNS int\nBEGIN ATOMIC SELECT CASE 1 WHEN 1 THEN 2 END;',
      { kind: 'unterminated', what: 'the BEGIN ATOMIC … END body', line: 2, column: 1 },
    ],
    [
      'a compound body without END',
      'mysql',
      'CREATE PROCEDURE p()\nBEGIN IF 1 THEN SELECT 1; END IF;\nSELECT 2;',
      { kind: 'unterminated', what: 'the BEGIN … END body', line: 2, column: 1 },
    ],
    [
      'the body of a trigger without END',
      'sqlite',
      '\nCREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1;\nSELECT 2;',
      { kind: 'unterminated', what: 'the BEGIN … END body of the trigger', line: 2, column: 1 },
    ],
  ])('%s', (_title, dialect, text, expected) => {
    const { kind, what, line, column } = errorOf(() => splitStatements(text, dialect))
    expect({ kind, what, line, column }).toEqual(expected)
  })

  it('says so in its message', () => {
    const error = errorOf(() => splitStatements("SELECT 'a", 'postgres'))
    expect(error.message).toBe('the string in line 1, column 8 is never closed')
    expect(error.offset).toBe(7)
  })
})

describe('compound bodies without DELIMITER', () => {
  const next = 'SELECT 99'
  it.each([
    [
      'IF, ELSEIF and the function IF',
      'CREATE PROCEDURE p(a int) BEGIN IF (a) THEN SELECT IF(1,2,3); ELSEIF IF(a,0,1) THEN SELECT 2; ELSE SELECT 3; END IF; END',
    ],
    [
      'CASE as a statement and as a value',
      'CREATE PROCEDURE p(a int) BEGIN CASE a WHEN 1 THEN SELECT CASE WHEN a THEN 1 ELSE 2 END; ELSE BEGIN END; END CASE; END',
    ],
    [
      'loops with labels',
      'CREATE PROCEDURE p() a: BEGIN b: WHILE 1 DO LEAVE b; END WHILE b; c: LOOP LEAVE c; END LOOP c; `d`: REPEAT SET @x = 1; UNTIL @x END REPEAT d; END a',
    ],
    [
      'the function REPEAT',
      "CREATE FUNCTION f() RETURNS text DETERMINISTIC BEGIN DECLARE x text DEFAULT REPEAT('a', 3); SET x = REPEAT(x, 2); RETURN x; END",
    ],
    [
      'handlers',
      "CREATE PROCEDURE p() BEGIN DECLARE EXIT HANDLER FOR 1062, NOT FOUND, SQLSTATE VALUE '23000' BEGIN SELECT 1; END; DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET @a = 1; SELECT 2; END",
    ],
    ['a name that is a keyword', 'CREATE PROCEDURE p() BEGIN SELECT t.end, `begin`, end FROM t; DROP TABLE IF EXISTS x; END'],
    [
      'a definer, characteristics and a body of one statement',
      "CREATE DEFINER=`a`@`%` FUNCTION f(a int) RETURNS varchar(10) CHARACTER SET utf8 COMMENT 'x;' RETURN IF(a, CASE a WHEN 1 THEN 2 END, 3)",
    ],
    ['IF NOT EXISTS in front of the name', 'CREATE PROCEDURE IF NOT EXISTS p() SELECT 1'],
    [
      'a trigger with IF as its body',
      'CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW PRECEDES u IF new.x > 1 THEN SET new.x = 1; END IF',
    ],
    ['a trigger of one statement', 'CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET new.x = CASE WHEN 1 THEN 2 END'],
    ['an event', 'CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM a; DELETE FROM b; END'],
    ['a block outside of routines', 'BEGIN NOT ATOMIC SELECT 1; IF 1 THEN SELECT 2; END IF; END'],
    ['FOR loops', 'CREATE PROCEDURE p() BEGIN FOR i IN 1..10 DO SELECT i; END FOR; SELECT 1 FOR UPDATE; END'],
    [
      'version comments around the head',
      '/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SELECT 1; END */',
    ],
  ])('%s', (_title, statement) => {
    expect(textsOf(`${statement};\n${next};`, 'mysql')).toEqual([statement, next])
    expect(textsOf(`${statement}; -- end`, 'mysql')).toEqual([statement])
  })
})

describe('settings of the server', () => {
  it('double quotes are a name under ANSI_QUOTES: a backslash escapes nothing in it', () => {
    expect(splitStatements('SELECT "a\\";SELECT 1', 'mysql', { ansiQuotes: true }).map(({ text }) => text)).toEqual([
      'SELECT "a\\"',
      'SELECT 1',
    ])
  })

  it('a backslash is a character under NO_BACKSLASH_ESCAPES', () => {
    expect(splitStatements("SELECT 'a\\';SELECT 1", 'mysql', { noBackslashEscapes: true }).map(({ text }) => text)).toEqual([
      "SELECT 'a\\'",
      'SELECT 1',
    ])
  })
})

describe('places', () => {
  it('point at the first token, behind comments', () => {
    const text = '\ufeff-- a\r\n/* b\n*/  SELECT 1;SELECT\n2;\n\tSELECT 3'
    expect(splitStatements(text, 'postgres').map(({ line, column }) => [line, column])).toEqual([
      [3, 5],
      [3, 14],
      [5, 2],
    ])
  })

  it('a byte order mark takes no column', () => {
    expect(splitStatements('\ufeffSELECT 1', 'sqlite')).toEqual([{ text: 'SELECT 1', start: 1, end: 9, line: 1, column: 1 }])
  })

  it('offsets cut the statement out of the text', () => {
    const text = '-- é\nSELECT 1 ; /* x */ SELECT 2 -- y'
    for (const { text: statement, start, end } of splitStatements(text, 'mysql')) expect(text.slice(start, end)).toBe(statement)
  })

  it('a hint in front belongs to the statement, and alone is none', () => {
    expect(textsOf('/*+ SeqScan(a) */ SELECT 1; /*+ x */;', 'postgres')).toEqual(['/*+ SeqScan(a) */ SELECT 1'])
  })
})

describe('lines that the sqlite3 program reads itself', () => {
  it('a # at the start of a line between statements is a comment', () => {
    expect(textsOf("# it's; a note\nSELECT 1;\n# b\n", 'sqlite')).toEqual(['SELECT 1'])
  })
})

describe('a parameter', () => {
  const text = "INSERT INTO a VALUES ('?', :name)"

  it('is part of a statement whose values are bound', () => {
    expect(splitStatements(text, 'sqlite')).toHaveLength(1)
  })

  it('is refused where SQLite would take it as NULL', () => {
    expect(() => splitStatements(text, 'sqlite', { withoutValues: true })).toThrow("the parameter ':name' without a value")
    expect(splitStatements('INSERT INTO a VALUES ($1)', 'postgres', { withoutValues: true })).toHaveLength(1)
  })
})
