/** The dialects whose SQL this package reads: PostgreSQL, MySQL with MariaDB, SQLite. */
export type SqlDialect = 'postgres' | 'mysql' | 'sqlite'

/** Server settings that change where a string ends. Only MySQL and MariaDB have them; the other dialects ignore them. */
export interface SqlOptions {
  /** `ANSI_QUOTES` is on: `"…"` is a name, not a string. */
  readonly ansiQuotes?: boolean
  /** `NO_BACKSLASH_ESCAPES` is on: a backslash in a string is an ordinary character. */
  readonly noBackslashEscapes?: boolean
}
