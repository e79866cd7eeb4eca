import type { SqlOptions } from './sql-dialect.js'

/** What a dialect contributes to the lexer. Each dialect folder has one. */
export interface Lexis {
  /** `#` begins a comment. */
  readonly hashComments: boolean
  /** `--` needs a blank behind it to begin a comment. */
  readonly dashesNeedBlank: boolean
  readonly nestedComments: boolean
  /** A block comment that never ends is legal. */
  readonly openCommentIsLegal: boolean
  /** `/*! … *\/` is code. */
  readonly versionComments: boolean
  readonly dollarQuotes: boolean
  /** `E'…'` escapes with backslashes. */
  readonly escapeStrings: boolean
  /** `[…]` is an identifier. */
  readonly brackets: boolean
  readonly backticks: boolean
  /** `DELIMITER` lines of the client. */
  readonly delimiterCommand: boolean
  /** `\command` lines of the client. */
  readonly backslashCommands: boolean
  /** Backslashes escape in `'…'` (and in `"…"` strings). */
  readonly backslashEscapes: (options: SqlOptions) => boolean
  /** `"…"` is a string, not an identifier. */
  readonly doubleQuotesAreStrings: (options: SqlOptions) => boolean
}
