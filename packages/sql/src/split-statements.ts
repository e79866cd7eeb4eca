import { dialectOf } from './dialects.js'
import type { SqlDialect, SqlOptions } from './sql-dialect.js'
import { SqlTextError } from './sql-text-error.js'
import type { Token } from './token.js'
import { tokenize } from './tokenize.js'

/** One statement of a text. */
export interface SplitStatement {
  /** From its first token to its last, without the delimiter and the comments around it. */
  readonly text: string
  /** 0-based offsets in the whole text. */
  readonly start: number
  readonly end: number
  /** 1-based, of the first token. */
  readonly line: number
  readonly column: number
}

/**
 * Splits SQL text into the statements that the server's own client (psql, mariadb, sqlite3) sends for it.
 *
 * Empty statements and tails of comments are left out. `DELIMITER` works; bodies with statements of their own stay whole.
 *
 * @throws {SqlTextError} for what never ends, psql's backslash commands, and `COPY … FROM STDIN` with its data
 * @example
 * splitStatements("CREATE TABLE a (id int); -- one; two\nSELECT ';'", 'postgres').length // 2
 */
export function splitStatements(text: string, dialect: SqlDialect, options: SqlOptions = {}): readonly SplitStatement[] {
  const statements: SplitStatement[] = []
  const { compound, lexis } = dialectOf(dialect)
  const place = new PlaceCounter(text)
  let follow = compound()
  let words: string[] = []
  let first: Token | undefined
  let last: Token | undefined
  let ownDelimiter = false
  const finish = () => {
    if (first && last) {
      statements.push({ text: text.slice(first.start, last.end), start: first.start, end: last.end, ...place.at(first.start) })
      if (lexis.backslashCommands && isCopyFromStdin(words))
        throw new SqlTextError('unsupported', 'COPY … FROM STDIN with its data', text, first.start)
    }
    follow = compound()
    words = []
    first = last = undefined
  }
  for (const token of tokenize(text, dialect, options)) {
    if (token.kind === 'space' || token.kind === 'comment') continue
    if (token.kind === 'client') {
      ownDelimiter = !/^\S+\s+;\s*$/.test(text.slice(token.start, token.end))
      continue
    }
    if (token.kind === 'delimiter') {
      if (first && !ownDelimiter && !follow.canEnd) {
        follow.see(';')
        last = token
        continue
      }
      finish()
      continue
    }
    const word =
      token.kind === 'word' ? text.slice(token.start, token.end).toUpperCase() : token.kind === 'operator' ? text[token.start]! : token.kind
    follow.see(word)
    if (words.length < 400) words.push(word)
    first ??= token
    last = token
  }
  if (first && !ownDelimiter && !follow.canEnd)
    throw new SqlTextError('unterminated', 'the body or parenthesis of the statement', text, first.start)
  finish()
  return statements
}

/** True when the text holds a statement; false for an empty one and for comments alone. */
export function hasStatements(text: string, dialect: SqlDialect, options: SqlOptions = {}): boolean {
  for (const { kind } of tokenize(text, dialect, options)) if (!['space', 'comment', 'delimiter', 'client'].includes(kind)) return true
  return false
}

function isCopyFromStdin(words: readonly string[]): boolean {
  return words[0] === 'COPY' && words.some((word, at) => word === 'FROM' && words[at + 1] === 'STDIN')
}

/** Lines and columns of ascending offsets, counted once. */
class PlaceCounter {
  readonly #text: string
  #at = 0
  #line = 1
  #lineStart = 0

  constructor(text: string) {
    this.#text = text
  }

  at(offset: number): { readonly line: number; readonly column: number } {
    for (; this.#at < offset; this.#at++) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== 10 && !(code === 13 && this.#text.charCodeAt(this.#at + 1) !== 10)) continue
      this.#line += 1
      this.#lineStart = this.#at + 1
    }
    return { line: this.#line, column: offset - this.#lineStart + 1 }
  }
}
