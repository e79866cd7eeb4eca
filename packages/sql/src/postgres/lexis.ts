import type { Lexis } from '../lexis.js'

/** PostgreSQL, by the manual's chapter "Lexical Structure", and psql's own lines. */
export const lexis: Lexis = {
  hashComments: false,
  dashesNeedBlank: false,
  nestedComments: true,
  openCommentIsLegal: false,
  versionComments: false,
  dollarQuotes: true,
  escapeStrings: true,
  brackets: false,
  backticks: false,
  delimiterCommand: false,
  backslashCommands: true,
  backslashEscapes: () => false,
  doubleQuotesAreStrings: () => false,
}
