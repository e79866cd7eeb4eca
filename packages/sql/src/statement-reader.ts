import type { SqlDialect, SqlOptions } from './sql-dialect.js'
import { grammars } from './grammar.js'
import { unquoteName } from './unquote-name.js'
import { openSource, type Source } from './source.js'
import { isSignificant, type TokenKind } from './token.js'

/** A significant token with its text. */
export interface StatementToken {
  readonly kind: TokenKind
  readonly text: string
  /** The text of a word in upper case, of a single character as it is; empty for everything else. */
  readonly word: string
}

/** Reads the significant tokens of one statement in order, lexing no further than it is asked. */
export class StatementReader {
  readonly dialect: SqlDialect
  private readonly source: Source
  private at: number
  private ahead: StatementToken[] = []

  constructor(text: string, dialect: SqlDialect, options: SqlOptions = {}) {
    this.dialect = dialect
    this.source = openSource(text, options)
    this.at = text.startsWith('\ufeff') ? 1 : 0
  }

  /** The token `distance` tokens ahead; 0 is the next one. Meant for small distances. */
  peek(distance = 0): StatementToken | undefined {
    while (this.ahead.length <= distance) {
      const token = this.lex()
      if (token === undefined) return undefined
      this.ahead.push(token)
    }
    return this.ahead[distance]
  }

  take(): StatementToken | undefined {
    return this.ahead.shift() ?? this.lex()
  }

  /** The {@link StatementToken.word} of a token ahead; empty at the end. */
  word(distance = 0): string {
    return this.peek(distance)?.word ?? ''
  }

  /** Takes the words when they come next, in this order. */
  accept(...words: readonly string[]): boolean {
    if (!words.every((word, index) => this.word(index) === word)) return false
    this.ahead.splice(0, words.length)
    return true
  }

  /** Takes a parenthesis with what is in it, if one comes next. @returns the words in it */
  acceptParentheses(): readonly string[] | undefined {
    if (!this.accept('(')) return undefined
    const words: string[] = []
    for (let depth = 1; depth > 0;) {
      const token = this.take()
      if (token === undefined) break
      if (token.word === '(') depth++
      else if (token.word === ')') depth--
      if (depth > 0 && words.length < 100) words.push(token.word)
    }
    return words
  }

  /** Takes tokens up to and with a word outside parentheses. @returns whether it was found */
  skipBehind(...words: readonly string[]): boolean {
    let depth = 0
    for (let token = this.take(); token !== undefined; token = this.take()) {
      if (token.word === '(') depth++
      else if (token.word === ')') depth--
      else if (depth === 0 && words.includes(token.word)) return true
    }
    return false
  }

  /** Takes a name with its qualifiers, if one comes next. @returns its parts, unquoted, as the server keeps them */
  acceptName(): readonly string[] | undefined {
    const parts: string[] = []
    do {
      const token = this.peek()
      if (token === undefined || (token.kind !== 'word' && token.kind !== 'name' && token.kind !== 'string')) break
      parts.push(unquoteName(token, this.dialect))
      this.take()
    } while (this.accept('.'))
    return parts.length === 0 ? undefined : parts
  }

  private lex(): StatementToken | undefined {
    const { text } = this.source
    while (this.at < text.length) {
      const { kind, start, end } = grammars[this.dialect].readToken(this.source, this.at)
      this.at = end
      if (!isSignificant(kind)) continue
      const piece = text.slice(start, end)
      return { kind, text: piece, word: kind === 'word' ? piece.toUpperCase() : kind === 'operator' && piece.length === 1 ? piece : '' }
    }
    return undefined
  }
}
