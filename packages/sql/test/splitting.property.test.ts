import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classifyStatement, layoutBlindChecksum, positionAt, splitStatements, SqlTextError, type SqlDialect } from '../src/index.js'
import { grammars } from '../src/grammar.js'
import { openSource } from '../src/source.js'

const dialects: readonly SqlDialect[] = ['postgres', 'mysql', 'sqlite']

/** Statements that are whole in a dialect, with everything in them that looks like an end. */
const statements: Readonly<Record<SqlDialect, readonly string[]>> = {
  postgres: [
    "SELECT 'a;''b', \"c;\"\"d\", E'\\';', U&'x;', 1 - -1",
    "DO $x$ BEGIN; $y$ /* ' $y$ END $x$",
    'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a THEN b END; END',
    'CREATE RULE r AS ON DELETE TO a DO (SELECT 1; SELECT 2)',
    'BEGIN',
    'SELECT /* ; /* ; */ */ 1 -- ;\n + 2',
  ],
  mysql: [
    'SELECT \'a;\\\'\', "b;\\"", `c;```, 5--1',
    'CREATE PROCEDURE p() a: BEGIN IF x THEN SELECT IF(1,2,3); END IF; CASE x WHEN 1 THEN SELECT 1; END CASE; END a',
    'CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SELECT CASE WHEN 1 THEN 2 END; END',
    '/*!40101 SELECT 1; */',
    'BEGIN',
    'SELECT 1 # ;\n + 2',
  ],
  sqlite: [
    "SELECT 'a;''', \"b;\", `c;`, [d;']",
    "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN RAISE(ABORT, ';') END; END",
    'BEGIN',
    'END',
    'SELECT 1 /* ; */ + 2',
  ],
}
const layouts: Readonly<Record<SqlDialect, readonly string[]>> = {
  postgres: ['', ' ', '\n', '-- ;\'"$$\n', '/* ; /* " */ \' */', '\r\n\t', ';'],
  mysql: ['', ' ', '\n', '-- ;\'"\n', '/* ;" \' */', '# ;`\n', '\r\n', ';'],
  sqlite: ['', ' ', '\n', '-- ;\'"[\n', '/* ; " \' */', '\r\n', ';'],
}
/** Pieces that lexers trip over, for texts that are no SQL. */
const debris = [
  "'",
  '"',
  '`',
  '[',
  ']',
  '(',
  ')',
  ';',
  ';;',
  '$$',
  '$a$',
  '$',
  '/*',
  '*/',
  '/*!',
  '/*+',
  '--',
  '-- ',
  '#',
  '\n',
  '\r',
  '\\',
  '\0',
  '.',
  '@',
  ':',
  '\ufeff',
  ' ',
  'BEGIN',
  'END',
  'CASE',
  'IF',
  'CREATE ',
  'PROCEDURE ',
  'FUNCTION ',
  'TRIGGER ',
  'FOR EACH ROW ',
  'ATOMIC',
  'DELIMITER ',
  'delimiter $$\n',
  'COPY ',
  'FROM STDIN',
  "E'",
  "U&'",
  'DECLARE ',
  'HANDLER FOR ',
  'a',
  '1',
  '1e+',
  'é',
  '🐎',
  'DROP TABLE ',
  'SET ',
  'autocommit',
  '=',
]

describe.each(dialects)('%s', (dialect) => {
  const layout = fc.array(fc.constantFrom(...layouts[dialect]), { maxLength: 4 }).map((pieces) => pieces.join(''))
  const glued = fc.array(fc.tuple(layout, fc.constantFrom(...statements[dialect]), layout), { minLength: 1, maxLength: 8 })

  it('statements glued with comments split back into themselves', () => {
    fc.assert(
      fc.property(glued, (parts) => {
        const text = parts.map(([before, statement, after]) => `${before}${statement}\n${after};`).join('')
        expect(splitStatements(text, dialect).map((statement) => statement.text)).toEqual(parts.map(([, statement]) => statement))
      }),
    )
  })

  it('what is around a statement does not change the checksum', () => {
    fc.assert(
      fc.property(glued, (parts) => {
        const text = parts.map(([before, statement, after]) => `${before}${statement}\n${after};`).join('')
        const plain = parts.map(([, statement]) => `${statement};\n`).join('')
        expect(layoutBlindChecksum(text, dialect)).toBe(layoutBlindChecksum(plain, dialect))
      }),
    )
  })

  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...debris), { maxLength: 40 }).map((pieces) => pieces.join('')),
  )

  it('random text is split or refused with a place in it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        try {
          let last = 0
          for (const { text: statement, start, end, line, column } of splitStatements(text, dialect)) {
            expect(start).toBeGreaterThanOrEqual(last)
            expect(text.slice(start, end)).toBe(statement)
            expect(statement.length).toBeGreaterThan(0)
            expect(positionAt(text, start)).toEqual({ line, column })
            last = end
          }
        } catch (error) {
          if (!(error instanceof SqlTextError)) throw error
          expect(error.offset).toBeLessThan(text.length)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('random text is classified or refused', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        try {
          expect(classifyStatement(`CREATE ${text}`, dialect).keyword).toMatch(/^CREATE/)
          classifyStatement(text, dialect)
        } catch (error) {
          if (!(error instanceof SqlTextError)) throw error
        }
      }),
      { numRuns: 500 },
    )
  })

  it('tokens cover the text without gaps', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const source = openSource(text)
        try {
          for (let at = 0; at < text.length;) {
            const token = grammars[dialect].readToken(source, at)
            expect(token.start).toBe(at)
            expect(token.end).toBeGreaterThan(at)
            expect(token.end).toBeLessThanOrEqual(text.length)
            at = token.end
          }
        } catch (error) {
          if (!(error instanceof SqlTextError)) throw error
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('the work to split a text', () => {
  /** Characters looked at, one by one or by a search. */
  function countWork(text: string, dialect: SqlDialect): number {
    let looked = 0
    const { charCodeAt, indexOf, startsWith } = String.prototype
    // every look at a text goes through these
    Object.assign(String.prototype, {
      charCodeAt(this: string, at: number) {
        looked++
        return charCodeAt.call(this, at)
      },
      indexOf(this: string, wanted: string, from = 0) {
        const found = indexOf.call(this, wanted, from)
        looked += (found < 0 ? this.length : found) - from + 1
        return found
      },
      startsWith(this: string, wanted: string, from = 0) {
        looked += wanted.length
        return startsWith.call(this, wanted, from)
      },
    })
    try {
      splitStatements(text, dialect)
    } catch (error) {
      if (!(error instanceof SqlTextError)) throw error
    } finally {
      Object.assign(String.prototype, { charCodeAt, indexOf, startsWith })
    }
    return looked
  }

  const shapes: readonly string[] = [
    'SELECT 1;\n',
    "INSERT INTO t VALUES ('it''s; here', 1.5e+3);\n",
    '-- comment; line\n',
    "SELECT E'a'\n  ",
    '/*',
    '/* /* */',
    '$a',
    '$a$ ',
    "'",
    '"',
    '(',
    '-',
    '--',
    '+-',
    'word ',
    'word',
    '1',
    '1e',
    '[',
    ';',
    '\n',
    'BEGIN ',
    'IF 1 THEN ',
    'CASE ',
    'CREATE PROCEDURE p() BEGIN SELECT 1; END;\n',
    'DELIMITER $$\nSELECT 1$$\nDELIMITER ;\n',
    '/*! a */ ',
    '/*!',
    '@',
    'source x; ',
    'delimiter abcdefghijklmn\nabcdefghijklm',
    '#\n',
  ]

  for (const dialect of dialects) {
    it(`doubles with the text, whatever it repeats (${dialect})`, () => {
      for (const shape of shapes) {
        const once = countWork(shape.repeat(500), dialect)
        const twice = countWork(shape.repeat(1000), dialect)
        expect(once, JSON.stringify(shape)).toBeGreaterThan(0)
        expect(twice, JSON.stringify(shape)).toBeLessThanOrEqual(once * 2.1 + 1000)
      }
    })
  }

  it('needs no stack for depth', () => {
    const depth = 100_000
    expect(
      splitStatements(`${'/*'.repeat(depth)}${'*/'.repeat(depth)}SELECT ${'('.repeat(depth)}${')'.repeat(depth)};SELECT 1`, 'postgres'),
    ).toHaveLength(2)
    expect(splitStatements(`CREATE PROCEDURE p() ${'BEGIN '.repeat(depth)}${'END; '.repeat(depth)}SELECT 1`, 'mysql')).toHaveLength(2)
  })
})
