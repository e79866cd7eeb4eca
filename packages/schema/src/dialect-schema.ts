import type { CatalogColumn, CatalogIndex, CatalogTable, Session } from '@mig/core'
import type { ColumnDefinition, IndexDefinition, TableOptions } from './definitions.js'
import type { OperationOf, TableOperation } from './operation.js'

/** How to drop an index. */
export interface DropIndexOptions {
  /** MySQL needs it: names of indexes belong to their table there. */
  readonly table?: string
  readonly ifExists?: boolean
  /** PostgreSQL: without blocking readers; the script must run without a transaction. */
  readonly concurrently?: boolean
}

/** Operations on objects that not every dialect has. */
export type ObjectOperation = OperationOf<
  'createView' | 'dropView' | 'createEnum' | 'alterEnum' | 'dropEnum' | 'createSequence' | 'dropSequence'
>

/** Reads definitions from a catalog, as the server spells it there. */
export interface FromCatalog {
  readonly column: (column: CatalogColumn, table: CatalogTable) => ColumnDefinition
  /** The name of a column of a key; a direction or collation behind it is left out. */
  readonly keyColumn: (text: string) => string
  readonly index: (index: CatalogIndex) => IndexDefinition
  /** Checks that are no part of a column's type. */
  readonly checks: (table: CatalogTable) => CatalogTable['checks']
  readonly options: (table: CatalogTable) => Pick<TableOptions, 'engine' | 'collation' | 'strict' | 'withoutRowid' | 'exclusions'>
}

/** What a dialect contributes: its type names and the statements that differ. */
export interface DialectSchema {
  /** The dialect's own type for a definition, with length and precision. */
  readonly typeOf: (column: ColumnDefinition) => string
  /** CREATE TABLE, and what has to follow it (comments); indexes are created by their own operations. */
  readonly createTable: (session: Session, operation: OperationOf<'createTable'>) => readonly string[]
  /**
   * Changes a table that is there. Asks the database for what a statement has to repeat, and for what the change would lose.
   *
   * @param existing SQLite, offline: what `.schema` prints of the table
   * @throws {MigError} `MIG_DATA_LOSS`, `MIG_OPERATION_UNSUPPORTED`, `MIG_OFFLINE_READ`
   */
  readonly alterTable: (session: Session, table: string, operations: readonly TableOperation[], existing?: string) => Promise<void>
  readonly createIndex: (session: Session, name: string, table: string, index: IndexDefinition) => string
  readonly dropIndex: (session: Session, name: string, options: DropIndexOptions) => string
  /** A comment on a table; nothing where there are none. */
  readonly commentTable: (session: Session, table: string, comment: string | undefined) => readonly string[]
  /** Definitions that make what a catalog shows. */
  readonly fromCatalog: FromCatalog
  readonly object: (session: Session, operation: ObjectOperation) => readonly string[]
}
