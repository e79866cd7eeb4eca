import type { Dialect } from '@mig/core'

/**
 * A source format as data: how a tool names, orders, splits and records its migrations.
 *
 * One reader serves every format; what a tool does differently is written here. A project with a format of its own gives such an object
 * under `sourceFormats` in its configuration.
 *
 * @example
 * const ours: SourcePreset = {
 *   name: 'ours',
 *   title: 'our patches',
 *   pattern: /^patch-(?<number>\d+)-(?<name>.*)\.sql$/,
 *   order: 'integer',
 *   identity: 'number',
 *   bookkeeping: { table: 'patches', kind: 'set', key: 'patch', recorded: 'version' },
 * }
 */
export interface SourcePreset {
  /** What `--from` takes. */
  readonly name: string
  /** The tool, as its users call it. */
  readonly title: string
  /** Folders below the named one in which the tool keeps its migrations; the first that holds some is read. Default: the folder itself. */
  readonly folders?: readonly string[]
  /**
   * A migration's path below its folder, with `/`. Groups: `number` (needed), `name`, `direction` (`up` or `down`, also `U`, `undo`,
   * `rollback`), `dialect`, `alone` (anything there means: outside a transaction).
   */
  readonly pattern: RegExp
  readonly order: OrderRule
  /**
   * What makes a version one: its `number` (two up files of one number are refused, as by the tool), or its whole `name` (a number may come
   * again; ties are ordered by name).
   */
  readonly identity: 'number' | 'name'
  /** How one file holds both directions; without it a file is one direction. */
  readonly marks?: SectionMarks
  /** Ends a statement, whether or not a `;` stands before it. */
  readonly breakpoint?: RegExp
  /** Finds placeholders; group `name`. */
  readonly placeholder?: RegExp
  /** Text that switches placeholders on for a file; default always on. */
  readonly placeholderWhen?: RegExp
  /** Text that takes a whole file out of its transaction. */
  readonly noTransaction?: RegExp
  /** A file beside a migration that takes it out of its transaction: its path from the migration's, and the text that says so. */
  readonly sideFile?: { readonly from: RegExp; readonly to: string; readonly noTransaction: RegExp }
  /** The databases that the tool runs on; default all. */
  readonly dialects?: readonly Dialect[]
  /** A file that names the one database of a repository. */
  readonly dialectFile?: { readonly path: string; readonly pattern: RegExp }
  /** Code that the tool runs, and whose literal SQL can be read out. */
  readonly code?: 'typeorm' | 'knex' | 'sequelize' | 'db-migrate' | 'node-pg-migrate'
  /** Names that the tool has for something else, with what they are; they are reported and are no revisions. */
  readonly notRevisions?: readonly { readonly pattern: RegExp; readonly why: string }[]
  /** How the format is known without `--from`; a format without it has to be named. */
  readonly signs?: FormatSigns
  readonly bookkeeping: Bookkeeping
}

/**
 * How versions follow each other. `integer`: by the value of the digits · `components`: part by part between dots, underscores and hyphens,
 * each by its value · `text`: by the whole name, character by character · `digits`: as text, without hyphens · `journal`: as the tool's
 * journal lists them.
 */
export type OrderRule = 'integer' | 'components' | 'text' | 'digits' | 'journal'

/** Comment lines that part a file into directions. */
export interface SectionMarks {
  readonly up: RegExp
  readonly down: RegExp
  /** In the line of a mark: its direction runs outside a transaction. */
  readonly noTransaction?: RegExp
  /** A line that ends a statement which may hold semicolons. */
  readonly statementEnd?: RegExp
  /** Without an up mark the tool refuses a file (`required`), or takes the whole of it (`optional`). */
  readonly needed: 'required' | 'optional'
}

/** What tells a format. */
export interface FormatSigns {
  /** A file or folder below or beside the migrations that only this tool has. */
  readonly files?: readonly string[]
  /** Text that a migration of this tool holds. */
  readonly text?: RegExp
  /** Names that only this tool's migrations have. */
  readonly names?: RegExp
  /** Names that migrations of this tool and of others have: enough when no other format claims the folder. */
  readonly likelyNames?: RegExp
}

/** The table in which a tool records what it has run. */
export interface Bookkeeping {
  readonly table: string
  /** The PostgreSQL schema, where it is not the default one. */
  readonly schema?: string
  /**
   * `repository`: one row per repository id, with its number · `number`: one row, one number · `set`: a row per version · `none`: the tool
   * keeps no table, or mig does not read it.
   */
  readonly kind: 'repository' | 'number' | 'set' | 'none'
  /** The column that names a version. */
  readonly key?: string
  /** What stands in it: the number normalised or as written, a file or folder name, a name without ending, a class, a journal time. */
  readonly recorded?: 'version' | 'digits' | 'file' | 'stem' | 'slash-stem' | 'folder' | 'class' | 'when'
  /** Further columns that tell whether a row counts, and the rule that reads them. */
  readonly rows?: RowRule
  /** Other tables of the tool: no part of the schema. */
  readonly beside?: readonly string[]
}

/** Tools whose rows say more than that a version is there. */
export type RowRule = 'golang-migrate' | 'flyway' | 'goose' | 'prisma' | 'sqlx'
