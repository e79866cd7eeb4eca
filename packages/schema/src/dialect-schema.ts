import type { Session } from '@mig/core'
import type { ColumnDefinition, IndexDefinition } from './definitions.js'

/** What a dialect contributes: its type names and the statements that differ. */
export interface DialectSchema {
  /** The dialect's own type for a definition, with length and precision. */
  readonly typeOf: (column: ColumnDefinition) => string
  readonly addColumn: (session: Session, table: string, name: string, column: ColumnDefinition) => string
  readonly createIndex: (session: Session, name: string, table: string, index: IndexDefinition) => string
  readonly dropIndex: (session: Session, name: string, options: DropIndexOptions) => string
}

/** How to drop an index. */
export interface DropIndexOptions {
  /** MySQL needs it: names of indexes belong to their table there. */
  readonly table?: string
  readonly ifExists?: boolean
  /** PostgreSQL: without blocking readers; the script must run without a transaction. */
  readonly concurrently?: boolean
}
