import type { Lexis } from './lexis.js'
import { dialectOf } from './dialects.js'
import type { SqlDialect, SqlOptions } from './sql-dialect.js'
import { SqlTextError } from './sql-text-error.js'
import type { Token } from './token.js'

/**
 * Reads SQL text as tokens, every character in exactly one of them. Linear in the text, whatever it holds.
 *
 * @throws {SqlTextError} for a quote or comment that never ends, a NUL, or a line for the client program
 */
export function* tokenize(text: string, dialect: SqlDialect, options: SqlOptions = {}): Generator<Token, void> {
  yield* new Lexer(text, dialectOf(dialect).lexis, options).tokens()
}

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13) || code === 0xfeff || code === 0xa0
const isDigit = (code: number): boolean => code >= 48 && code <= 57
const isWordStart = (code: number): boolean =>
  (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 || (code > 127 && !isSpace(code))
const isWordPart = (code: number): boolean => isWordStart(code) || isDigit(code) || code === 36

class Lexer {
  readonly #text: string
  readonly #lexis: Lexis
  readonly #escapes: boolean
  readonly #doubleStrings: boolean
  #at = 0
  #delimiter = ';'
  /** Nothing but blanks and comments since the last delimiter: where a client command may stand. */
  #fresh = true

  constructor(text: string, lexis: Lexis, options: SqlOptions) {
    this.#text = text
    this.#lexis = lexis
    this.#escapes = lexis.backslashEscapes(options)
    this.#doubleStrings = lexis.doubleQuotesAreStrings(options)
  }

  *tokens(): Generator<Token, void> {
    while (this.#at < this.#text.length) {
      const start = this.#at
      const kind = this.#next()
      if (kind !== 'space' && kind !== 'comment') this.#fresh = kind === 'delimiter' || kind === 'client'
      yield { kind, start, end: this.#at }
    }
  }

  #next(): Token['kind'] {
    const text = this.#text
    const start = this.#at
    const code = text.charCodeAt(start)
    if (code === 0) throw new SqlTextError('unsupported', 'a NUL character', text, start)
    if (isSpace(code)) return this.#while(isSpace, 'space')
    if (this.#startsWithDelimiter()) {
      this.#at += this.#delimiter.length
      return 'delimiter'
    }
    if (this.#lexis.delimiterCommand && this.#fresh && this.#isDelimiterCommand()) return this.#readDelimiterCommand()
    const char = text[start]!
    const two = text.slice(start, start + 2)
    if (two === '--' && this.#isDashComment()) return this.#lineComment()
    if (char === '#' && this.#lexis.hashComments) return this.#lineComment()
    if (two === '/*') return this.#blockComment()
    if (char === "'") return this.#quoted("'", this.#escapes, 'string', 'a quoted string')
    if (char === '"')
      return this.#doubleStrings
        ? this.#quoted('"', this.#escapes, 'string', 'a quoted string')
        : this.#quoted('"', false, 'quoted', 'a quoted name')
    if (char === '`' && this.#lexis.backticks) return this.#quoted('`', false, 'quoted', 'a quoted name')
    if (char === '[' && this.#lexis.brackets) return this.#bracketed()
    if (char === '$' && this.#lexis.dollarQuotes) return this.#dollar()
    if (isDigit(code)) return this.#while((part) => isWordPart(part) || part === 46, 'number')
    if (isWordStart(code)) return this.#word()
    if (char === '\\' && this.#lexis.backslashCommands) {
      const command = /^\\\S*/.exec(text.slice(start, start + 40))![0]
      throw new SqlTextError('unsupported', `the psql command ${command}`, text, start)
    }
    this.#at += 1
    return 'operator'
  }

  #while(accept: (code: number) => boolean, kind: Token['kind']): Token['kind'] {
    do this.#at += 1
    while (this.#at < this.#text.length && accept(this.#text.charCodeAt(this.#at)) && (kind === 'space' || !this.#startsWithDelimiter()))
    return kind
  }

  #word(): Token['kind'] {
    const start = this.#at
    this.#while(isWordPart, 'word')
    const isEscape = this.#lexis.escapeStrings && this.#at === start + 1 && /e/i.test(this.#text[start]!) && this.#text[this.#at] === "'"
    return isEscape ? this.#quoted("'", true, 'string', 'a quoted string', start) : 'word'
  }

  /** From the opening quote at the present place; a doubled quote stands for itself. */
  #quoted(quote: string, escapes: boolean, kind: Token['kind'], what: string, from = this.#at): Token['kind'] {
    const text = this.#text
    let at = this.#at + 1
    for (;;) {
      const char = text[at]
      if (char === undefined) throw new SqlTextError('unterminated', what, text, from)
      if (char === '\0') throw new SqlTextError('unsupported', 'a NUL character', text, at)
      if (escapes && char === '\\') at += 2
      else if (char !== quote) at += 1
      else if (text[at + 1] === quote) at += 2
      else break
    }
    this.#at = at + 1
    return kind
  }

  #bracketed(): Token['kind'] {
    const end = this.#text.indexOf(']', this.#at)
    if (end < 0) throw new SqlTextError('unterminated', 'a quoted name', this.#text, this.#at)
    this.#at = end + 1
    return 'quoted'
  }

  /** `$tag$ … $tag$`, or a parameter, or a lone sign. */
  #dollar(): Token['kind'] {
    const tag = /^\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/.exec(this.#text.slice(this.#at, this.#at + 130))?.[0]
    if (tag === undefined) {
      this.#at += 1
      return 'operator'
    }
    const end = this.#text.indexOf(tag, this.#at + tag.length)
    if (end < 0) throw new SqlTextError('unterminated', `the dollar-quoted body ${tag}`, this.#text, this.#at)
    this.#at = end + tag.length
    return 'string'
  }

  #isDashComment(): boolean {
    if (!this.#lexis.dashesNeedBlank) return true
    const next = this.#text.charCodeAt(this.#at + 2)
    return Number.isNaN(next) || isSpace(next) || next < 32
  }

  #lineComment(): Token['kind'] {
    const text = this.#text
    while (this.#at < text.length && text.charCodeAt(this.#at) !== 10 && text.charCodeAt(this.#at) !== 13) this.#at += 1
    return 'comment'
  }

  #blockComment(): Token['kind'] {
    const text = this.#text
    const start = this.#at
    const third = text[start + 2]
    const isCode = (this.#lexis.versionComments && (third === '!' || (third === 'M' && text[start + 3] === '!'))) || third === '+'
    let depth = 1
    let at = start + 2
    while (depth > 0) {
      const char = text.charCodeAt(at)
      if (Number.isNaN(char)) {
        if (!this.#lexis.openCommentIsLegal) throw new SqlTextError('unterminated', 'a block comment', text, start)
        this.#at = text.length
        return 'comment'
      }
      if (char === 42 && text.charCodeAt(at + 1) === 47) {
        depth -= 1
        at += 2
      } else if (this.#lexis.nestedComments && char === 47 && text.charCodeAt(at + 1) === 42) {
        depth += 1
        at += 2
      } else {
        at += 1
      }
    }
    this.#at = at
    return isCode ? 'code-comment' : 'comment'
  }

  #startsWithDelimiter(): boolean {
    return this.#text.startsWith(this.#delimiter, this.#at)
  }

  #isDelimiterCommand(): boolean {
    return /^delimiter[ \t]/i.test(this.#text.slice(this.#at, this.#at + 10))
  }

  /** To the end of the line; the first word after the command is the new delimiter. */
  #readDelimiterCommand(): Token['kind'] {
    const start = this.#at
    this.#lineComment()
    const delimiter = this.#text.slice(start, this.#at).trim().split(/\s+/)[1]
    if (delimiter === undefined) throw new SqlTextError('unsupported', 'a DELIMITER without a delimiter', this.#text, start)
    this.#delimiter = delimiter
    return 'client'
  }
}
