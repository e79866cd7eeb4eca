import type { Dialect } from '@mig/core'
import type { ColumnChange, ColumnDefinition } from '../src/index.js'

/** A column with values, a change of it, and what becomes of the values. */
export interface TypeChange {
  readonly from: ColumnDefinition
  readonly change: ColumnChange
  /** SQL literals of the values; a row each. */
  readonly values: readonly string[]
  /** `kept`: every value is there, as its text was. A list: as these texts. `refused`: the command says so before it touches anything. */
  readonly outcome: 'kept' | 'refused' | readonly (string | null)[]
}

const type = (text: string, more: Partial<ColumnDefinition> = {}): ColumnDefinition => ({ type: text, ...more })
const to = (text: string, more: Partial<ColumnChange> = {}): ColumnChange => ({ type: text, ...more })
const row = (from: string, change: ColumnChange | string, values: readonly string[], outcome: TypeChange['outcome']): TypeChange => ({
  from: type(from),
  change: typeof change === 'string' ? to(change) : change,
  values,
  outcome,
})

/** The same on every database. */
const everywhere: readonly TypeChange[] = [
  row('varchar(10)', 'varchar(20)', ["'it''s'", 'NULL', "'ünïcode'"], 'kept'),
  row('varchar(20)', 'text', ["'a  '", 'NULL'], 'kept'),
  row('text', 'varchar(20)', ["'short'", 'NULL'], 'kept'),
  row('integer', 'bigint', ['-2147483648', '0', '2147483647', 'NULL'], 'kept'),
  row('smallint', 'integer', ['-32768', '32767'], 'kept'),
  row('bigint', 'integer', ['1', '-1', 'NULL'], 'kept'),
  row('decimal(10,2)', 'decimal(12,4)', ['1.50', '-99999999.99'], ['1.5000', '-99999999.9900']),
  row('decimal(10,4)', 'decimal(12,4)', ['1.2345'], 'kept'),
  row('integer', 'decimal(12,0)', ['5', '-7'], 'kept'),
  { from: type('varchar(10)'), change: { nullable: false }, values: ["'a'", "''"], outcome: 'kept' },
  { from: type('varchar(10)'), change: { nullable: false }, values: ["'a'", 'NULL'], outcome: 'refused' },
  { from: type('varchar(10)', { nullable: false }), change: { nullable: true }, values: ["'a'"], outcome: 'kept' },
  { from: type('integer'), change: { nullable: false, default: 7 }, values: ['NULL', '1'], outcome: 'refused' },
  { from: type('varchar(10)'), change: { name: 'd' }, values: ["'a'", 'NULL'], outcome: 'kept' },
  { from: type('varchar(10)'), change: { name: 'd', type: 'varchar', length: 30 }, values: ["'a'", 'NULL'], outcome: 'kept' },
  { from: type('varchar(10)', { default: 'x' }), change: { default: "y'z" }, values: ["'a'"], outcome: 'kept' },
  { from: type('varchar(10)', { default: 'x' }), change: { default: null }, values: ["'a'"], outcome: 'kept' },
  { from: type('integer', { default: 1 }), change: to('bigint', { default: 2, nullable: false }), values: ['5'], outcome: 'kept' },
  row('text', 'integer', ["'007'"], 'refused'),
]

const postgres: readonly TypeChange[] = [
  row('text', 'integer', ["'abc'"], 'refused'),
  row('varchar(20)', 'varchar(5)', ["'short'", 'NULL'], 'kept'),
  row('varchar(20)', 'varchar(5)', ["'longer'"], 'refused'),
  row('varchar(20)', 'char(5)', ["'longer'"], 'refused'),
  row('bigint', 'integer', ['3000000000'], 'refused'),
  row('integer', 'smallint', ['40000'], 'refused'),
  row('decimal(10,4)', 'decimal(10,2)', ['1.2345'], 'refused'),
  row('decimal(10,4)', 'decimal(10,2)', ['1.2500'], ['1.25']),
  row('decimal(10,2)', 'integer', ['1.50'], 'refused'),
  row('double', 'float', ['0.1'], 'refused'),
  row('float', 'double', ['0.5'], 'kept'),
  row('double', 'integer', ['1.5'], 'refused'),
  row('json', 'jsonb', [`'{"a":1}'`, 'NULL'], ['{"a": 1}', null]),
  row('jsonb', 'json', [`'{"a": 1}'`], 'kept'),
  row('timestamp', 'timestamptz', ["'2026-01-02 03:04:05.123456'"], ['2026-01-02 03:04:05.123456+00']),
  row('timestamptz', 'timestamp', ["'2026-01-02 03:04:05+00'"], ['2026-01-02 03:04:05']),
  row('timestamp', 'date', ["'2026-01-02 00:00:00'"], ['2026-01-02']),
  row('timestamp', 'date', ["'2026-01-02 03:04:05'"], 'refused'),
  row('timestamp(6) without time zone', 'timestamp(0) without time zone', ["'2026-01-02 03:04:05.6'"], 'refused'),
  row('date', 'timestamp', ["'2026-01-02'"], ['2026-01-02 00:00:00']),
  row('text', to('integer', { using: 'c::integer' }), ["'7'", 'NULL'], ['7', null]),
  row('integer', 'text', ['7'], 'kept'),
  row('uuid', 'text', ["'00000000-0000-0000-0000-000000000001'"], 'kept'),
  row('boolean', to('integer', { using: 'CASE WHEN c THEN 1 ELSE 0 END' }), ['true', 'false'], ['1', '0']),
  row('boolean', 'text', ['true'], ['true']),
  row('integer[]', 'bigint[]', ["'{1,2}'"], 'kept'),
]

const mysql: readonly TypeChange[] = [
  row('text', 'integer', ["'abc'"], 'refused'),
  row('varchar(20)', 'varchar(5)', ["'short'", 'NULL'], 'kept'),
  row('varchar(20)', 'varchar(5)', ["'longer'"], 'refused'),
  row('varchar(20)', 'char(5)', ["'longer'"], 'refused'),
  row('varchar(20)', 'char(20)', ["'a  '"], 'refused'),
  row('bigint', 'integer', ['3000000000'], 'refused'),
  row('integer', 'smallint', ['40000'], 'refused'),
  row('integer', 'int unsigned', ['-1'], 'refused'),
  row('int unsigned', 'bigint', ['4294967295'], 'kept'),
  row('decimal(10,4)', 'decimal(10,2)', ['1.2345'], 'refused'),
  row('decimal(10,4)', 'decimal(10,2)', ['1.2500'], ['1.25']),
  row('decimal(10,2)', 'integer', ['1.50'], 'refused'),
  row('double', 'float', ['0.1'], 'refused'),
  row('float', 'double', ['0.5'], 'kept'),
  row('double', 'integer', ['1.5'], 'refused'),
  row('datetime(6)', 'datetime', ["'2026-01-02 03:04:05.6'"], 'refused'),
  row('datetime', 'datetime(3)', ["'2026-01-02 03:04:05'"], ['2026-01-02 03:04:05.000']),
  row('datetime', 'date', ["'2026-01-02 03:04:05'"], 'refused'),
  row('datetime', 'date', ["'2026-01-02 00:00:00'"], ['2026-01-02']),
  row('date', 'datetime', ["'2026-01-02'"], ['2026-01-02 00:00:00']),
  row('datetime', 'timestamp', ["'2026-01-02 03:04:05'"], 'kept'),
  row("enum('a','b')", "enum('a','b','c')", ["'a'", "'b'", 'NULL'], 'kept'),
  row("enum('a','b')", "enum('c','b','a')", ["'a'", "'b'"], 'kept'),
  row("enum('a','b')", "enum('a')", ["'a'", "'b'"], 'refused'),
  row("enum('a','b')", 'varchar(5)', ["'a'", "'b'"], 'kept'),
  row('varchar(5)', "enum('a','b')", ["'a'", "'b'"], 'kept'),
  row('varchar(5)', "enum('a','b')", ["'a'", "'x'"], 'refused'),
  row('text', 'mediumtext', ["'a'"], 'kept'),
  row('mediumtext', 'tinytext', ["REPEAT('x', 300)"], 'refused'),
  row('varbinary(10)', 'varbinary(20)', ["X'00ff'"], 'kept'),
  row('varbinary(10)', 'varbinary(2)', ["X'00ff00'"], 'refused'),
  row('boolean', 'integer', ['1', '0'], 'kept'),
  row('integer', 'varchar(3)', ['1234'], 'refused'),
  row('integer', 'varchar(20)', ['1234'], 'kept'),
  { from: type('varchar(10)', { collation: 'utf8mb4_bin' }), change: to('varchar(20)'), values: ["'Ä'"], outcome: 'kept' },
  {
    from: type('varchar(10)', { collation: 'utf8mb4_bin' }),
    change: { collation: 'utf8mb4_unicode_ci' },
    values: ["'Ä'"],
    outcome: 'kept',
  },
]

const sqlite: readonly TypeChange[] = [
  row('text', 'integer', ["'abc'"], 'kept'),
  row('varchar(20)', 'varchar(5)', ["'longer'"], 'kept'),
  row('bigint', 'smallint', ['3000000000'], 'kept'),
  row('text', 'integer', ["'7'", 'NULL'], 'kept'),
  row('text', 'double', ["'1.50'"], 'refused'),
  row('text', 'double', ["'1.5'"], 'kept'),
  row('double', 'text', ['0.5'], 'kept'),
  row('double', 'text', ['0.1 + 0.2'], 'refused'),
  row('double', 'integer', ['1.5', '2.25'], 'kept'),
  row('text', 'blob', ["'a'"], 'kept'),
  row('blob', 'text', ["X'6162'"], 'kept'),
  row('integer', 'text', ['7', 'NULL'], 'kept'),
  row('integer', 'boolean', ['1', '0'], 'kept'),
  row('decimal(10,4)', 'decimal(10,2)', ['1.2345'], 'kept'),
  row('text', 'datetime', ["'2026-01-02 03:04:05'"], 'kept'),
  row('datetime', 'text', ["'2026-01-02 03:04:05'"], 'kept'),
  row('datetime', 'date', ["'2026-01-02 03:04:05'"], 'kept'),
  row('json', 'text', [`'{"a":1}'`], 'kept'),
  row('text', 'json', [`'{"a":1}'`], 'kept'),
  row('uuid', 'text', ["'00000000-0000-0000-0000-000000000001'"], 'kept'),
  { from: type('text'), change: { collation: 'NOCASE' }, values: ["'a'", "'B'"], outcome: 'kept' },
  {
    from: type('varchar(10)', { nullable: false, default: 'x' }),
    change: to('text', { nullable: true, default: null }),
    values: ["'a'"],
    outcome: 'kept',
  },
]

/** What SQLite keeps as the value is written: it has no scale. */
const sqliteScale = (change: TypeChange): TypeChange => (Array.isArray(change.outcome) ? { ...change, outcome: 'kept' } : change)

export const typeChanges: Readonly<Record<Dialect, readonly TypeChange[]>> = {
  postgres: [...everywhere, ...postgres],
  mysql: [...everywhere, ...mysql],
  sqlite: [...everywhere.map(sqliteScale), ...sqlite],
}
