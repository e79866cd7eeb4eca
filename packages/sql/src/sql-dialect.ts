/** The dialects that this package reads. */
export type SqlDialect = 'postgres' | 'mysql' | 'sqlite'

/** How the server is set up, where that changes how its SQL is read. */
export interface SqlOptions {
  /** MySQL `sql_mode` ANSI_QUOTES: `"…"` is an identifier. */
  readonly ansiQuotes?: boolean
  /** MySQL `sql_mode` NO_BACKSLASH_ESCAPES. */
  readonly noBackslashEscapes?: boolean
}
