import { Lexer, type TokenKind } from '@mig/script'

/** A word, mark or literal of a code file. */
export interface Token {
  readonly kind: TokenKind
  readonly value: string
  /** 1-based. */
  readonly line: number
}

/**
 * The tokens of a TypeScript or JavaScript file, without comments.
 *
 * @throws {Unsure} where the text needs a parser
 */
export function readTokens(text: string): readonly Token[] {
  const lexer = new Lexer(text)
  const tokens: Token[] = []
  let [line, counted] = [1, 0]
  while (lexer.advance()) {
    const start = lexer.position - lexer.value.length
    for (let at = counted; at < start; at++) if (text.charCodeAt(at) === 10) line++
    counted = Math.max(counted, start)
    tokens.push({ kind: lexer.kind, value: lexer.value, line })
  }
  return tokens
}

/** A place in a list of tokens, and what may stand there. */
export class TokenReader {
  readonly tokens: readonly Token[]
  at = 0

  constructor(tokens: readonly Token[], at = 0) {
    this.tokens = tokens
    this.at = at
  }

  get here(): Token | undefined {
    return this.tokens[this.at]
  }

  get isAtEnd(): boolean {
    return this.at >= this.tokens.length
  }

  /** Whether this mark or name stands here (a literal of the same text does not count). */
  is(value: string): boolean {
    return this.here?.value === value && (this.here.kind === 'name' || this.here.kind === 'punctuation')
  }

  /** Passes these marks and names when all of them stand here, one after the other. */
  take(...values: readonly string[]): boolean {
    const start = this.at
    for (const value of values) {
      if (!this.is(value)) {
        this.at = start
        return false
      }
      this.at++
    }
    return true
  }

  /** Passes a name. */
  takeName(): string | undefined {
    if (this.here?.kind !== 'name') return undefined
    return this.tokens[this.at++]!.value
  }

  /** Passes everything up to the bracket that closes the one here; gives what stands between them. */
  takeBrackets(): readonly Token[] | undefined {
    const closing = this.is('(') ? ')' : this.is('{') ? '}' : this.is('[') ? ']' : undefined
    if (closing === undefined) return undefined
    const start = this.at + 1
    let depth = 0
    for (; this.at < this.tokens.length; this.at++) {
      const { kind, value } = this.tokens[this.at]!
      // a piece of a template opens with ${ and goes on with }
      if (kind === 'template' && value.endsWith('${')) depth += value.startsWith('}') ? 0 : 1
      else if (kind === 'template' && value.startsWith('}')) depth--
      else if (kind === 'punctuation' && '([{'.includes(value)) depth++
      else if (kind === 'punctuation' && ')]}'.includes(value) && --depth === 0) return this.tokens.slice(start, this.at++)
    }
    return undefined
  }
}
