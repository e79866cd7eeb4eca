import type { Dialect } from './dialect.js'

/**
 * A database's schema in canonical form: what `Database.inspect` returns.
 *
 * Two databases of one dialect have the same schema exactly when their catalogs are equal as JSON
 * ({@link catalogFingerprint}). Lists whose order means nothing to the server are sorted by name;
 * columns keep their order. Names made up by the server (an unnamed constraint) are kept when they are
 * predictable and replaced by `undefined` when they differ from one creation to the next.
 */
export interface Catalog {
  readonly dialect: Dialect
  readonly tables: readonly CatalogTable[]
  readonly views: readonly CatalogObject[]
  readonly sequences: readonly CatalogObject[]
  readonly enums: readonly CatalogObject[]
  readonly routines: readonly CatalogObject[]
  readonly triggers: readonly CatalogObject[]
}

/** A table with everything that hangs on it. */
export interface CatalogTable {
  readonly name: string
  readonly columns: readonly CatalogColumn[]
  readonly primaryKey: CatalogKey | undefined
  readonly uniques: readonly CatalogKey[]
  readonly checks: readonly { readonly name: string | undefined; readonly expression: string }[]
  readonly foreignKeys: readonly CatalogForeignKey[]
  readonly indexes: readonly CatalogIndex[]
  readonly comment: string | undefined
  /** Dialect facts that have no member of their own: engine, collation, STRICT, WITHOUT ROWID, … */
  readonly options: Readonly<Record<string, string>>
}

export interface CatalogColumn {
  readonly name: string
  /** The type as the server spells it, with length and precision: `character varying(50)`, `varchar(50)`, `VARCHAR(50)`. */
  readonly type: string
  readonly nullable: boolean
  /** The default as SQL text, as the server spells it. */
  readonly default: string | undefined
  /** The expression of a generated column, with `stored` or `virtual`. */
  readonly generated: string | undefined
  readonly identity: string | undefined
  readonly collation: string | undefined
  readonly comment: string | undefined
}

export interface CatalogKey {
  readonly name: string | undefined
  readonly columns: readonly string[]
  readonly options: Readonly<Record<string, string>>
}

export interface CatalogForeignKey {
  readonly name: string | undefined
  readonly columns: readonly string[]
  readonly referencedTable: string
  readonly referencedColumns: readonly string[]
  readonly onUpdate: string
  readonly onDelete: string
  readonly options: Readonly<Record<string, string>>
}

export interface CatalogIndex {
  readonly name: string
  /** Columns or expressions in order, each with its direction, operator class or prefix length where it has one. */
  readonly columns: readonly string[]
  readonly unique: boolean
  /** The predicate of a partial index. */
  readonly where: string | undefined
  readonly method: string | undefined
  /** False for a PostgreSQL index left behind by a failed concurrent build. */
  readonly valid: boolean
}

/** A view, sequence, enum, routine or trigger: a name (qualified by table or signature where names repeat) and its definition. */
export interface CatalogObject {
  readonly name: string
  readonly definition: string
}
