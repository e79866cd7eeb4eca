import type { Lexis } from '../lexis.js'

/** MySQL and MariaDB, by the manuals' chapters "Literals" and "Comments", and the client's DELIMITER. */
export const lexis: Lexis = {
  hashComments: true,
  dashesNeedBlank: true,
  nestedComments: false,
  openCommentIsLegal: false,
  versionComments: true,
  dollarQuotes: false,
  escapeStrings: false,
  brackets: false,
  backticks: true,
  delimiterCommand: true,
  backslashCommands: false,
  backslashEscapes: (options) => options.noBackslashEscapes !== true,
  doubleQuotesAreStrings: (options) => options.ansiQuotes !== true,
}
