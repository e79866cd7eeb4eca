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
  /**
   * The type is the dialect's own even where a portable word is spelled alike: `{ type: 'json', native: true }` is PostgreSQL's `json`, not
   * `jsonb`; `timestamp` is MySQL's `timestamp`, not `datetime`. What is read from a catalog is.
   */
  readonly native?: boolean
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
  readonly collation?: string
  /** A generated column: its expression as SQL, and whether the value is stored. */
  readonly generated?: { readonly expression: string; readonly stored: boolean }
  /** PostgreSQL: numbered as `GENERATED ALWAYS | BY DEFAULT AS IDENTITY`. */
  readonly identity?: 'always' | 'by default'
  /** MySQL: what `ON UPDATE` sets, as SQL: `CURRENT_TIMESTAMP`. */
  readonly onUpdate?: string
}

export interface UniqueDefinition {
  readonly name?: string
  readonly columns: readonly string[]
  /** PostgreSQL: checked at the end of the transaction. */
  readonly deferrable?: Deferrable
}

export type Deferrable = 'initially deferred' | 'initially immediate'

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
  /** PostgreSQL and SQLite: checked at the end of the transaction. */
  readonly deferrable?: Deferrable
}

/** PostgreSQL: no two rows for which all comparisons hold. */
export type ExclusionDefinition =
  | {
      readonly name?: string
      /** `btree` when absent; `gist` for ranges. */
      readonly using?: string
      /** A column or an expression, and the operator: `{ column: 'during', with: '&&' }`. */
      readonly elements: readonly (
        { readonly column: string; readonly with: string } | { readonly expression: string; readonly with: string }
      )[]
      readonly where?: string
    }
  /** As the server itself writes it: `EXCLUDE USING gist (net inet_ops WITH &&) DEFERRABLE`. */
  | { readonly name?: string; readonly sql: string }

/** A view; `query` is its SELECT, as SQL. */
export interface ViewDefinition {
  readonly query: string
  /** PostgreSQL: keeps its rows. */
  readonly materialized?: boolean
  /** Replaces a view of the same name. */
  readonly replace?: boolean
}

/** How an enum type changes: values are added (at the end, or beside another) and renamed. */
export interface EnumChange {
  readonly add?: readonly { readonly value: string; readonly before?: string; readonly after?: string }[]
  readonly rename?: readonly { readonly from: string; readonly to: string }[]
}

/** A sequence. */
export interface SequenceDefinition {
  readonly start?: number
  readonly increment?: number
  readonly minValue?: number
  readonly maxValue?: number
  readonly cycle?: boolean
  readonly ifNotExists?: boolean
}

/** A column of an index; the text alone is a column name. */
export type IndexColumn =
  | string
  | {
      readonly column: string
      readonly descending?: boolean
      /** MySQL: how many characters of a text. */
      readonly length?: number
      /** PostgreSQL. */
      readonly opclass?: string
      readonly collation?: string
    }
  /** As the server itself writes it: `lower(name) text_pattern_ops DESC`. */
  | { readonly sql: string }
  | SqlExpression

export interface IndexDefinition {
  readonly columns: readonly IndexColumn[]
  readonly unique?: boolean
  /** Predicate of a partial index, as SQL. Not on MySQL. */
  readonly where?: string
  /** PostgreSQL: builds without blocking writers; the script must run without a transaction. */
  readonly concurrently?: boolean
  /** PostgreSQL: `gin`, `gist`, `brin`, `hash`; MySQL: `fulltext`, `spatial`, `hash`. */
  readonly using?: string
  /** PostgreSQL: columns that are kept beside the key. */
  readonly include?: readonly string[]
  readonly ifNotExists?: boolean
}

/** What a new table has besides its columns. */
export interface TableOptions {
  /** A primary key of several columns, or one with a name. */
  readonly primaryKey?: { readonly name?: string; readonly columns: readonly string[] }
  readonly uniques?: readonly UniqueDefinition[]
  readonly checks?: readonly CheckDefinition[]
  readonly foreignKeys?: readonly ForeignKeyDefinition[]
  readonly indexes?: readonly (IndexDefinition & { readonly name: string })[]
  readonly exclusions?: readonly ExclusionDefinition[]
  readonly comment?: string
  readonly ifNotExists?: boolean
  /** MySQL: storage engine, and the collation of new text columns. */
  readonly engine?: string
  readonly collation?: string
  /** SQLite. */
  readonly strict?: boolean
  readonly withoutRowid?: boolean
}
