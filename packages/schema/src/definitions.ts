import type { SqlValue } from '@mig/core'
import type { SqlExpression } from './sql-expression.js'

/** Types that every dialect has under some name; any other text is the dialect's own type, as it is. */
export type PortableType =
  | 'integer'
  | 'bigint'
  | 'smallint'
  | 'boolean'
  | 'varchar'
  | 'char'
  | 'text'
  | 'decimal'
  | 'float'
  | 'double'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'timestamptz'
  | 'json'
  | 'uuid'
  | 'binary'

/** A column. */
export interface ColumnDefinition {
  /** A portable word, or the dialect's own type: `'jsonb'`, `'mediumtext'`, `'int unsigned'`. */
  readonly type: PortableType | (string & {})
  /** Characters, for `varchar` and `char`. */
  readonly length?: number
  /** Digits, and digits after the point, for `decimal`. */
  readonly precision?: number
  readonly scale?: number
  /** Default true; a primary key is never null. */
  readonly nullable?: boolean
  /** A value becomes a literal; SQL is marked with {@link sql}. */
  readonly default?: Exclude<SqlValue, Uint8Array | Date> | SqlExpression
  readonly primaryKey?: boolean
  /** Numbered by the server. Only for an integer primary key. */
  readonly autoIncrement?: boolean
  readonly unique?: boolean
  readonly comment?: string
}

export interface UniqueDefinition {
  readonly name?: string
  readonly columns: readonly string[]
}

export interface CheckDefinition {
  readonly name?: string
  /** SQL, as it is. */
  readonly expression: string
}

export type ForeignKeyAction = 'NO ACTION' | 'RESTRICT' | 'CASCADE' | 'SET NULL' | 'SET DEFAULT'

export interface ForeignKeyDefinition {
  readonly name?: string
  readonly columns: readonly string[]
  readonly references: { readonly table: string; readonly columns: readonly string[] }
  readonly onDelete?: ForeignKeyAction
  readonly onUpdate?: ForeignKeyAction
}

/** A column of an index; the text alone is a column name. */
export type IndexColumn = string | { readonly column: string; readonly descending?: boolean } | SqlExpression

export interface IndexDefinition {
  readonly columns: readonly IndexColumn[]
  readonly unique?: boolean
  /** Predicate of a partial index, as SQL. Not on MySQL. */
  readonly where?: string
  /** PostgreSQL: builds without blocking writers; the script must run without a transaction. */
  readonly concurrently?: boolean
  readonly ifNotExists?: boolean
}

/** What a new table has besides its columns. */
export interface TableOptions {
  readonly uniques?: readonly UniqueDefinition[]
  readonly checks?: readonly CheckDefinition[]
  readonly foreignKeys?: readonly ForeignKeyDefinition[]
  readonly indexes?: readonly (IndexDefinition & { readonly name: string; readonly columns: readonly string[] })[]
  readonly comment?: string
  readonly ifNotExists?: boolean
}
