/** Thrown where the text does not tell surely; the file must be imported to know. */
export class Unsure extends Error {}

export type TokenKind = 'name' | 'string' | 'template' | 'number' | 'regex' | 'punctuation'

const nameAt = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy
const asciiNameAt = /[A-Za-z$_][\w$]*/y
const numberAt = /(?:0[xXbBoO][\da-fA-F_]+|\d[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?[\d_]+)?)n?/y
const flagsAt = /[A-Za-z]*/y

/** After these words a `/` begins a regular expression. */
const beforeOperand = new Set([
  'return',
  'typeof',
  'case',
  'do',
  'else',
  'in',
  'instanceof',
  'new',
  'void',
  'delete',
  'throw',
  'default',
  'extends',
])
/** These are names in one place and operators in another. */
const eitherWay = new Set(['yield', 'await', 'of', 'async'])
/** A `)` that closes one of these is followed by a statement, so a `/` after it begins a regular expression. */
const beforeCondition = new Set(['if', 'while', 'for', 'with'])

/**
 * Splits TypeScript or JavaScript into tokens, as far as a header needs: strings, templates, regular expressions and
 * comments are skipped rightly, brackets are counted, types are not understood.
 *
 * A `/` whose meaning needs a parser throws {@link Unsure} rather than being guessed.
 */
export class Lexer {
  readonly text: string
  position: number
  kind: TokenKind = 'punctuation'
  /** The token: a name, a punctuation mark, or the source of a string or template with its quotes. */
  value = ''
  /** How many brackets are open around the token. */
  depth = 0
  /** Whether it is a property name: `a.name`, `a?.name`. */
  afterDot = false
  newlineBefore = false
  /** Comments passed so far, with their marks. Set to `undefined` to stop collecting. */
  comments: string[] | undefined = []

  /** Whether the token before the current one can end a statement that the current one follows. */
  startsStatement = true

  #brackets: string[] = []
  /** Whether the last token ends an operand, so that a `/` after it divides. */
  #endsOperand: boolean | undefined = false
  #last = ''
  #lastAfterDot = false
  #held = false
  #ended = false

  constructor(text: string) {
    this.text = text
    this.position = text.charCodeAt(0) === 0xfeff ? 1 : 0
    if (text.startsWith('#!', this.position)) this.position = lineEnd(text, this.position)
  }

  /** Moves to the next token; false at the end. */
  advance(): boolean {
    if (this.#held) {
      this.#held = false
      return true
    }
    this.#skipBlank()
    const { text, position } = this
    if (position >= text.length) {
      if (this.#brackets.length > 0) throw new Unsure('a bracket is never closed')
      this.#ended = true
      return false
    }
    const code = text.charCodeAt(position)
    this.startsStatement =
      this.#last === '' || this.#last === ';' || this.#last === '}' || (this.newlineBefore && this.#endsOperand === true)
    this.afterDot = this.#last === '.'
    this.depth = this.#brackets.length
    if (code === 0x22 || code === 0x27) this.#take('string', this.#endOfString(code), true)
    else if (code === 0x60) this.#template(position)
    else if (isDigit(code)) this.#take('number', match(numberAt, text, position), true)
    else if (isNameStart(code)) this.#name(position, code)
    else this.#punctuation(position, code)
    return true
  }

  /** Makes the next {@link advance} stay on the current token. */
  hold(): void {
    this.#held = !this.#ended
  }

  /** Whether the current token is this punctuation mark. */
  at(mark: string): boolean {
    return this.kind === 'punctuation' && this.value === mark
  }

  /** Continues behind a piece of text that the caller understood itself. */
  jump(position: number): void {
    this.position = position
  }

  #take(kind: TokenKind, end: number, endsOperand: boolean | undefined): void {
    this.kind = kind
    this.value = this.text.slice(this.position, end)
    this.position = end
    this.#lastAfterDot = this.afterDot
    this.#last = kind === 'punctuation' || kind === 'name' ? this.value : kind
    this.#endsOperand = endsOperand
  }

  #name(position: number, code: number): void {
    let end = match(asciiNameAt, this.text, position)
    if (end === position || this.text.charCodeAt(end) > 0x7f) end = match(nameAt, this.text, position)
    if (end === position) throw new Unsure(`U+${code.toString(16)} stands outside a string`)
    this.#take('name', end, undefined)
    if (this.afterDot) this.#endsOperand = true
    else if (eitherWay.has(this.value)) this.#endsOperand = undefined
    else this.#endsOperand = !beforeOperand.has(this.value)
  }

  #punctuation(position: number, code: number): void {
    const { text } = this
    const character = text.charAt(position)
    const following = text.charCodeAt(position + 1)
    const before = this.#endsOperand
    switch (character) {
      case '(':
        // `for await (` is left undecided by the word `await`
        this.#brackets.push(!this.#lastAfterDot && beforeCondition.has(this.#last) ? 'condition' : this.#last === 'await' ? 'unsure' : '(')
        return this.#take('punctuation', position + 1, false)
      case '[':
      case '{':
        this.#brackets.push(character)
        return this.#take('punctuation', position + 1, false)
      case ')': {
        const opened = this.#brackets.pop()
        if (opened !== '(' && opened !== 'condition' && opened !== 'unsure') throw new Unsure('brackets do not match')
        this.depth = this.#brackets.length
        return this.#take('punctuation', position + 1, opened === '(' ? true : opened === 'condition' ? false : undefined)
      }
      case ']':
        if (this.#brackets.pop() !== '[') throw new Unsure('brackets do not match')
        this.depth = this.#brackets.length
        return this.#take('punctuation', position + 1, true)
      case '}': {
        const opened = this.#brackets.pop()
        this.depth = this.#brackets.length
        if (opened === '`') return this.#template(position)
        if (opened !== '{') throw new Unsure('brackets do not match')
        // the end of a block or of an object: only a parser can tell
        return this.#take('punctuation', position + 1, undefined)
      }
      case '/': {
        if (before === undefined || this.#last === '>') throw new Unsure('a `/` that divides or begins a regular expression')
        return before ? this.#take('punctuation', position + 1, false) : this.#take('regex', this.#endOfRegex(position), true)
      }
      case '+':
      case '-':
        if (following !== code) return this.#take('punctuation', position + 1, false)
        if (text.charAt(position + 2) === '>') throw new Unsure('`-->` can be a comment')
        return this.#take('punctuation', position + 2, undefined)
      case '!':
        return this.#take('punctuation', position + 1, before === false ? false : undefined)
      case '=': {
        const end =
          following === 0x3e ? position + 2 : following === 0x3d ? position + (text.charAt(position + 2) === '=' ? 3 : 2) : position + 1
        return this.#take('punctuation', end, false)
      }
      case '.':
        return this.#take('punctuation', text.startsWith('...', position) ? position + 3 : position + 1, false)
      case '\\':
        throw new Unsure('a name with an escape')
      case '<':
        if (text.startsWith('<!--', position)) throw new Unsure('`<!--` can be a comment')
    }
    this.#take('punctuation', position + 1, false)
  }

  #skipBlank(): void {
    const { text } = this
    this.newlineBefore = false
    for (let at = this.position; ;) {
      const code = text.charCodeAt(at)
      if (code === 0x20 || code === 0x09) at++
      else if (isLineEnd(code)) {
        this.newlineBefore = true
        at++
      } else if (code === 0x2f && text.charCodeAt(at + 1) === 0x2f) {
        const end = lineEnd(text, at)
        this.comments?.push(text.slice(at, end))
        at = end
      } else if (code === 0x2f && text.charCodeAt(at + 1) === 0x2a) {
        const end = text.indexOf('*/', at + 2)
        if (end < 0) throw new Unsure('a comment is never closed')
        const comment = text.slice(at, end + 2)
        this.comments?.push(comment)
        if (/[\n\r\u2028\u2029]/.test(comment)) this.newlineBefore = true
        at = end + 2
      } else if (code === 0x0b || code === 0x0c || code === 0xa0 || code === 0xfeff || (code > 0x7f && /\s/.test(text.charAt(at)))) at++
      else {
        this.position = at
        return
      }
    }
  }

  #endOfString(quote: number): number {
    const { text } = this
    for (let at = this.position + 1; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === quote) return at + 1
      if (code === 0x5c) at += text.startsWith('\r\n', at + 1) ? 2 : 1
      else if (code === 0x0a || code === 0x0d) break
    }
    throw new Unsure('a string is never closed')
  }

  /** Passes a template up to its end or its next `${`. */
  #template(from: number): void {
    const { text } = this
    for (let at = from + 1; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === 0x5c) at++
      else if (code === 0x60) return this.#take('template', at + 1, true)
      else if (code === 0x24 && text.charCodeAt(at + 1) === 0x7b) {
        this.#brackets.push('`')
        return this.#take('template', at + 2, false)
      }
    }
    throw new Unsure('a template is never closed')
  }

  #endOfRegex(from: number): number {
    const { text } = this
    let inClass = false
    for (let at = from + 1; at < text.length; at++) {
      const character = text.charAt(at)
      if (character === '\\') at++
      else if (isLineEnd(text.charCodeAt(at))) break
      else if (character === '[') inClass = true
      else if (character === ']') inClass = false
      else if (character === '/' && !inClass) return match(flagsAt, text, at + 1)
    }
    throw new Unsure('a regular expression is never closed')
  }
}

function match(pattern: RegExp, text: string, position: number): number {
  pattern.lastIndex = position
  return pattern.test(text) ? pattern.lastIndex : position
}

function lineEnd(text: string, from: number): number {
  let at = from
  while (at < text.length && !isLineEnd(text.charCodeAt(at))) at++
  return at
}

const isLineEnd = (code: number): boolean => code === 0x0a || code === 0x0d || code === 0x2028 || code === 0x2029
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39
const isNameStart = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x24 || code === 0x5f || code > 0x7f
