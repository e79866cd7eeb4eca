import type { SqlValue } from '@mig/core'
import type {
  CheckDefinition,
  ColumnDefinition,
  EnumChange,
  ExclusionDefinition,
  ForeignKeyDefinition,
  IndexDefinition,
  SequenceDefinition,
  TableOptions,
  UniqueDefinition,
  ViewDefinition,
} from './definitions.js'

/** What `op.alterColumn` changes of a column; what is not named stays as it is. */
export interface ColumnChange {
  /** The new type, with its length and precision; `using` says how old values become new ones where the server asks (PostgreSQL). */
  readonly type?: ColumnDefinition['type']
  readonly native?: boolean
  readonly length?: number
  readonly precision?: number
  readonly scale?: number
  /** PostgreSQL: the expression of `ALTER COLUMN … TYPE … USING …`, as SQL. */
  readonly using?: string
  readonly nullable?: boolean
  /** A new default; `null` takes the default away. */
  readonly default?: ColumnDefinition['default']
  /** The new name. */
  readonly name?: string
  /** A new comment; `null` takes it away. */
  readonly comment?: string | null
  /** A new collation; `null` gives it the one that a column has by default. */
  readonly collation?: string | null
  readonly autoIncrement?: boolean
}

/** What kind of constraint is dropped: MySQL's statement differs by it. */
export type ConstraintKind = 'primaryKey' | 'foreignKey' | 'unique' | 'check' | 'exclusion'

/**
 * One change of a schema, as data: what `op`'s methods run, what a comparison finds, what a script's source is written
 * from, and what is turned round for a downgrade.
 *
 * Every member has the name of the method of `op` that runs it.
 */
export type Operation =
  | {
      readonly kind: 'createTable'
      readonly table: string
      readonly columns: Readonly<Record<string, ColumnDefinition>>
      readonly options?: TableOptions
    }
  | {
      readonly kind: 'dropTable'
      readonly table: string
      readonly ifExists?: boolean
      /** What it was, so that it can be made again (without its rows). */
      readonly existing?: { readonly columns: Readonly<Record<string, ColumnDefinition>>; readonly options?: TableOptions }
    }
  | { readonly kind: 'renameTable'; readonly table: string; readonly name: string }
  | {
      readonly kind: 'commentTable'
      readonly table: string
      readonly comment: string | undefined
      readonly existing?: { readonly comment: string | undefined }
    }
  | {
      readonly kind: 'addColumn'
      readonly table: string
      readonly name: string
      readonly column: ColumnDefinition
      readonly ifNotExists?: boolean
    }
  | {
      readonly kind: 'dropColumn'
      readonly table: string
      readonly name: string
      readonly ifExists?: boolean
      readonly existing?: ColumnDefinition
    }
  | {
      readonly kind: 'alterColumn'
      readonly table: string
      readonly name: string
      readonly change: ColumnChange
      /** The column before: needed offline on MySQL, whose statement repeats the whole definition, and to turn the change round. */
      readonly existing?: ColumnDefinition
    }
  | { readonly kind: 'createIndex'; readonly name: string; readonly table: string; readonly index: IndexDefinition }
  | {
      readonly kind: 'dropIndex'
      readonly name: string
      readonly table?: string
      readonly ifExists?: boolean
      readonly concurrently?: boolean
      readonly existing?: IndexDefinition
    }
  | { readonly kind: 'createPrimaryKey'; readonly table: string; readonly columns: readonly string[]; readonly name?: string }
  | { readonly kind: 'createForeignKey'; readonly table: string; readonly foreignKey: ForeignKeyDefinition }
  | { readonly kind: 'createUniqueConstraint'; readonly table: string; readonly unique: UniqueDefinition }
  | { readonly kind: 'createCheckConstraint'; readonly table: string; readonly check: CheckDefinition }
  | { readonly kind: 'createExclusionConstraint'; readonly table: string; readonly exclusion: ExclusionDefinition }
  | {
      readonly kind: 'dropConstraint'
      readonly table: string
      /** Undefined only for a primary key, which has no name of its own on MySQL and SQLite. */
      readonly name: string | undefined
      /** Where it is known: MySQL's older statements differ by it. */
      readonly constraint?: ConstraintKind
      readonly ifExists?: boolean
      /** The operation that makes it again. */
      readonly existing?: Operation
    }
  | { readonly kind: 'createView'; readonly name: string; readonly view: ViewDefinition }
  | {
      readonly kind: 'dropView'
      readonly name: string
      readonly materialized?: boolean
      readonly ifExists?: boolean
      readonly existing?: ViewDefinition
    }
  | { readonly kind: 'createEnum'; readonly name: string; readonly values: readonly string[] }
  | { readonly kind: 'alterEnum'; readonly name: string; readonly change: EnumChange }
  | { readonly kind: 'dropEnum'; readonly name: string; readonly ifExists?: boolean; readonly existing?: readonly string[] }
  | { readonly kind: 'createSequence'; readonly name: string; readonly sequence?: SequenceDefinition }
  | { readonly kind: 'dropSequence'; readonly name: string; readonly ifExists?: boolean; readonly existing?: SequenceDefinition }
  | { readonly kind: 'bulkInsert'; readonly table: string; readonly rows: readonly Readonly<Record<string, SqlValue>>[] }
  | { readonly kind: 'execute'; readonly text: string; readonly values?: readonly SqlValue[] }
  /** Several changes of one table: one rebuild on SQLite, one after the other elsewhere. */
  | {
      readonly kind: 'batchAlterTable'
      readonly table: string
      readonly operations: readonly TableOperation[]
      /**
       * SQLite, offline: what the table is, as `.schema` of sqlite3 prints it, with its indexes and triggers: a rebuild writes it anew. The script
       * refuses to run where the table is another.
       */
      readonly existing?: string
    }

/** The operations that change a table which is there already: on SQLite what its ALTER TABLE cannot do rebuilds the table. */
export type TableOperation = Extract<
  Operation,
  {
    readonly kind:
      | 'addColumn'
      | 'dropColumn'
      | 'alterColumn'
      | 'createPrimaryKey'
      | 'createForeignKey'
      | 'createUniqueConstraint'
      | 'createCheckConstraint'
      | 'createExclusionConstraint'
      | 'dropConstraint'
      | 'createIndex'
      | 'dropIndex'
  }
>

/** One kind of operation. */
export type OperationOf<Kind extends Operation['kind']> = Extract<Operation, { readonly kind: Kind }>
