import type { SqlOptions } from './sql-dialect.js'

/** A text being lexed, with what the lexer of a dialect has to remember between two tokens. */
export interface Source {
  readonly text: string
  readonly ansiQuotes: boolean
  readonly backslashEscapes: boolean
  /** What ends a statement; changed by MySQL's `DELIMITER`. */
  delimiter: string
  /**
   * PostgreSQL goes on with a string after white space with a line end, by the rules of its first part.
   * Kept from the end of a string to the next token that is neither space nor comment.
   */
  continuation: { readonly escapes: boolean; newline: boolean } | undefined
}

/** Opens a text for a lexer. */
export function openSource(text: string, options: SqlOptions = {}): Source {
  return {
    text,
    ansiQuotes: options.ansiQuotes ?? false,
    backslashEscapes: !(options.noBackslashEscapes ?? false),
    delimiter: ';',
    continuation: undefined,
  }
}
