import { grammars } from './grammar.js'
import { openSource } from './source.js'
import type { SqlDialect, SqlOptions } from './sql-dialect.js'
import { isSignificant, type TokenKind } from './token.js'
import { unquoteName } from './unquote-name.js'

/** A token that the server acts on, with its place in the text. */
export interface SqlToken {
  readonly kind: TokenKind
  readonly text: string
  /** The text of an unquoted word in upper case, of a single character as it is; empty for everything else. */
  readonly word: string
  /** Of a word or quoted name: the identifier that it is, as the server keeps it. */
  readonly name: string
  /** `start` inclusive, `end` exclusive, in UTF-16 units. */
  readonly start: number
  readonly end: number
}

/**
 * Cuts one statement into tokens; layout and comments are between them. For edits of a text that leave the rest of it as it is.
 *
 * @throws {SqlTextError} for what is never closed
 * @example
 * tokensOf('CREATE TABLE "a" (b int)', 'sqlite').map(({ text }) => text) // ['CREATE', 'TABLE', '"a"', '(', 'b', 'int', ')']
 */
export function tokensOf(text: string, dialect: SqlDialect, options: SqlOptions = {}): readonly SqlToken[] {
  const source = openSource(text, options)
  const tokens: SqlToken[] = []
  for (let at = 0; at < text.length;) {
    const { kind, start, end } = grammars[dialect].readToken(source, at)
    at = end
    if (!isSignificant(kind)) continue
    const piece = text.slice(start, end)
    const word = kind === 'word' ? piece.toUpperCase() : kind === 'operator' && piece.length === 1 ? piece : ''
    const isName = kind === 'word' || kind === 'name'
    tokens.push({ kind, text: piece, word, name: isName ? unquoteName({ kind, text: piece }, dialect) : '', start, end })
  }
  return tokens
}
