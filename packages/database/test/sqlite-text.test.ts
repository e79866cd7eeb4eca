import { describe, expect, it } from 'vitest'
import { canonicalText } from '../src/sqlite/canonical-text.js'
import { readIndexDefinition } from '../src/sqlite/index-definition.js'
import { readTableDefinition } from '../src/sqlite/table-definition.js'
import { holdsSeveralStatements, tokensOf } from '../src/sqlite/tokens.js'

describe('a SQLite text', () => {
  it.each([
    ['SELECT 1', false],
    ['SELECT 1;', false],
    ['SELECT 1; -- and no more', false],
    ['SELECT 1 ;; /* ; */ ;', false],
    ['SELECT \';\' || "a;b" || [c;d] || `e;f`', false],
    ['SELECT 1; SELECT 2', true],
    ["SELECT 'it''s; fine'; DROP TABLE t", true],
    ['-- a;\nSELECT 1', false],
    ['CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT 2; END', false],
    ['CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; END;', false],
    ['CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END; DROP TABLE a', true],
  ])('%s holds several statements: %s', (sql, several) => {
    expect(holdsSeveralStatements(sql)).toBe(several)
  })

  it.each([
    ['SELECT  a,b\nFROM t -- note', 'select "A" , [b] /* note */ from `t`'],
    ['a == 1 AND b <> 2', 'A=1 and B!=2'],
    ["x'0A' || 'Text'", "X'0a'||'Text'"],
  ])('%s means the same as %s', (left, right) => {
    const known = new Set(['a', 'b', 't'])
    expect(canonicalText(tokensOf(left), known)).toBe(canonicalText(tokensOf(right), known))
  })

  it.each([
    ["'Text'", "'text'"],
    ['"Unknown"', '"unknown"'],
    ['a - 1', 'a + 1'],
  ])('%s differs from %s', (left, right) => {
    expect(canonicalText(tokensOf(left), new Set(['a']))).not.toBe(canonicalText(tokensOf(right), new Set(['a'])))
  })
})

describe('the definition of a table', () => {
  it('is read with constraints that no comma parts and columns behind them', () => {
    const { constraints, columns, withoutRowid, strict } = readTableDefinition(
      `CREATE TABLE "t (x" (a INT CONSTRAINT c1 CHECK (a > (1)) REFERENCES p (x) ON DELETE SET NULL ON UPDATE NO ACTION MATCH FULL NOT DEFERRABLE INITIALLY IMMEDIATE,
        b TEXT DEFAULT (1, 2) COLLATE nocase NOT NULL ON CONFLICT FAIL, CONSTRAINT u UNIQUE (a, b COLLATE x DESC) CHECK (b <> ',') FOREIGN KEY (a, b) REFERENCES q,
        PRIMARY KEY (b) ON CONFLICT IGNORE, d DEFAULT -1 GENERATED ALWAYS AS (a || ')') STORED) STRICT, WITHOUT ROWID`,
    )
    const known = new Set<string>()
    expect(constraints.map(({ kind, name, columns, clauses }) => [kind, name, columns, canonicalText(clauses, known)])).toEqual([
      ['check', 'c1', ['a'], ''],
      ['foreign key', undefined, ['a'], 'not deferrable initially immediate'],
      ['not null', undefined, ['b'], 'on conflict fail'],
      ['unique', 'u', ['a', 'b'], ''],
      ['check', undefined, [], ''],
      ['foreign key', undefined, ['a', 'b'], ''],
      ['primary key', undefined, ['b'], 'on conflict ignore'],
    ])
    expect(columns.get('b')?.collation).toBe('nocase')
    expect(columns.get('d')?.generated).toMatchObject({ stored: true })
    expect([withoutRowid, strict]).toEqual([true, true])
  })
})

describe('the definition of an index', () => {
  it('is read with expressions, collations and its predicate', () => {
    const { columns, unique, where } = readIndexDefinition(
      'CREATE UNIQUE INDEX i ON t (lower(a, b) COLLATE nocase DESC, c ASC) WHERE (c > 0)',
    )
    const text = columns.map((column) => canonicalText(column, new Set()))
    expect([unique, ...text, canonicalText(where, new Set())]).toEqual([true, 'lower (a, b) collate nocase desc', 'c', '(c > 0)'])
  })
})
