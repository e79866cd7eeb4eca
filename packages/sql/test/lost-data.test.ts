import { describe, expect, it } from 'vitest'
import { lostData, type LostData, type SqlDialect } from '../src/index.js'

const all: readonly SqlDialect[] = ['postgres', 'mysql', 'sqlite']
const table = (name: string): LostData => ({ kind: 'table', name })
const column = (of: string, name: string): LostData => ({ kind: 'column', name, table: of })
const rows = (of: string): LostData => ({ kind: 'rows', table: of })

const cases: readonly (readonly [text: string, lost: readonly LostData[], dialects?: readonly SqlDialect[]])[] = [
  ['DROP TABLE a', [table('a')]],
  ['DROP TABLE IF EXISTS a, b CASCADE', [table('a'), table('b')], ['postgres', 'mysql']],
  ['DROP SCHEMA s CASCADE', [{ kind: 'schema', name: 's' }], ['postgres']],
  ['DROP INDEX i', []],
  ['DROP VIEW v', []],
  ['DROP TEMPORARY TABLE t', [], ['mysql']],
  ['ALTER TABLE a DROP COLUMN b', [column('a', 'b')]],
  ['ALTER TABLE a DROP b', [column('a', 'b')]],
  ['ALTER TABLE "a b" DROP COLUMN "drop"', [column('a b', 'drop')], ['postgres', 'sqlite']],
  ['ALTER TABLE IF EXISTS ONLY s.a DROP COLUMN IF EXISTS b CASCADE, DROP CONSTRAINT c', [column('s.a', 'b')], ['postgres']],
  [
    'ALTER TABLE a ADD x int, DROP b, DROP INDEX i, DROP PRIMARY KEY, DROP FOREIGN KEY f, DROP COLUMN `key`',
    [column('a', 'b'), column('a', 'key')],
    ['mysql'],
  ],
  ['ALTER TABLE a ADD CHECK (x IN (1, DROP)), ALTER COLUMN d DROP DEFAULT, DROP "constraint"', [column('a', 'constraint')], ['postgres']],
  ["ALTER TABLE a ADD COLUMN b varchar(9) DEFAULT ', DROP c'", []],
  ['ALTER TABLE a DROP PARTITION p0, p1', [rows('a')], ['mysql']],
  ['ALTER TABLE a RENAME TO b', []],
  ['ALTER VIEW v AS SELECT 1', [], ['mysql']],
  ['TRUNCATE TABLE a', [rows('a')], ['postgres', 'mysql']],
  ['TRUNCATE ONLY a, s.b RESTART IDENTITY', [rows('a'), rows('s.b')], ['postgres']],
  ['DELETE FROM a WHERE id IN (SELECT id FROM b)', [rows('a')]],
  ['DELETE QUICK FROM a', [rows('a')], ['mysql']],
  ['INSERT INTO a SELECT * FROM b', []],
  ['UPDATE a SET b = 1', []],
]

describe('what a statement destroys', () => {
  for (const [text, lost, dialects = all] of cases) {
    for (const dialect of dialects) it(`${text} (${dialect})`, () => expect(lostData(text, dialect)).toEqual(lost))
  }
})
