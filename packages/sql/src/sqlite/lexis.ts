import type { Lexis } from '../lexis.js'

/** SQLite, by its tokenizer's documentation ("SQL As Understood By SQLite"). */
export const lexis: Lexis = {
  hashComments: false,
  dashesNeedBlank: false,
  nestedComments: false,
  openCommentIsLegal: true,
  versionComments: false,
  dollarQuotes: false,
  escapeStrings: false,
  brackets: true,
  backticks: true,
  delimiterCommand: false,
  backslashCommands: false,
  backslashEscapes: () => false,
  doubleQuotesAreStrings: () => false,
}
