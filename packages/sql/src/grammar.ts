import type { StatementClass } from './statement-class.js'
import type { SqlDialect } from './sql-dialect.js'
import type { Source } from './source.js'
import type { StatementReader } from './statement-reader.js'
import type { Token } from './token.js'
import type { WordPlace } from './word-place.js'
import * as mysqlBody from './mysql/body.js'
import * as mysqlClassify from './mysql/classify.js'
import * as mysqlClient from './mysql/client.js'
import * as mysqlFold from './mysql/fold.js'
import * as mysqlLexer from './mysql/lexer.js'
import * as postgresBody from './postgres/body.js'
import * as postgresClassify from './postgres/classify.js'
import * as postgresClient from './postgres/client.js'
import * as postgresFold from './postgres/fold.js'
import * as postgresLexer from './postgres/lexer.js'
import * as sqliteBody from './sqlite/body.js'
import * as sqliteClassify from './sqlite/classify.js'
import * as sqliteClient from './sqlite/client.js'
import * as sqliteFold from './sqlite/fold.js'
import * as sqliteLexer from './sqlite/lexer.js'

/** What the dialects differ in. To add one, write a folder with the files of the others. */
export interface Grammar {
  /** Reads the token that begins at `start`; there is one. */
  readToken(source: Source, start: number): Token
  /** Follows one statement from its first token, to know whether a delimiter inside it ends it. */
  followBody(text: string): Body
  /**
   * Carries out what the server's client program would do itself, or refuses it.
   *
   * @param token of kind `client`, or the first one of a statement
   * @returns where to go on reading, or `undefined` when the token belongs to SQL
   */
  readClientCommand(source: Source, token: Token, startsStatement: boolean): number | undefined
  /** The server takes a parameter that no value is bound to as NULL, where the others refuse the statement. */
  readonly unboundIsNull?: true
  classify(reader: StatementReader): StatementClass
  /** Takes the case out of an unquoted word, where it has no meaning. */
  foldWord(word: string, previous: PreviousToken | undefined): string
}

/** The parts of a statement that may hold delimiters without ending. */
export interface Body {
  /** Takes the next significant token of the statement, delimiters that it keeps included. */
  take(token: Token): void
  /** Whether a delimiter at this place belongs to the statement. */
  keepsDelimiter(): boolean
  /** What is still open, at the end of the text. */
  unclosed(): { readonly what: string; readonly offset: number } | undefined
}

/** What stands before a word. */
export interface PreviousToken {
  readonly kind: Token['kind']
  readonly text: string
  readonly place: WordPlace
}

/** The grammar of each dialect. */
export const grammars: Readonly<Record<SqlDialect, Grammar>> = {
  postgres: { ...postgresLexer, ...postgresBody, ...postgresClient, ...postgresClassify, ...postgresFold },
  mysql: { ...mysqlLexer, ...mysqlBody, ...mysqlClient, ...mysqlClassify, ...mysqlFold },
  sqlite: { ...sqliteLexer, ...sqliteBody, ...sqliteClient, ...sqliteClassify, ...sqliteFold },
}
