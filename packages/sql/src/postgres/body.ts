import type { Body } from '../grammar.js'
import { SqlTextError } from '../sql-text-error.js'
import type { Token } from '../token.js'

/**
 * Follows a statement as psql does: a `;` in parentheses (`CREATE RULE … DO (…; …)`) or in the `BEGIN ATOMIC … END` of
 * a routine does not end it.
 */
export function followBody(text: string): Body {
  return new PostgresBody(text)
}

class PostgresBody implements Body {
  private readonly text: string
  private depth = 0
  /** Words so far, as long as they may become `CREATE [OR REPLACE] FUNCTION | PROCEDURE`, or `COPY`. */
  private head: string[] | undefined = []
  private kind: 'routine' | 'copy' | 'other' = 'other'
  private first = 0
  private previous = ''
  private beginOffset = 0
  private beganAt = -1
  /** `BEGIN ATOMIC` and the `CASE`s in it. */
  private blocks = 0

  constructor(text: string) {
    this.text = text
  }

  take(token: Token): void {
    if (token.kind === 'word') {
      this.takeWord(this.text.slice(token.start, token.end).toLowerCase(), token)
      return
    }
    this.head = undefined
    this.previous = ''
    if (token.kind !== 'operator' || token.end - token.start !== 1) return
    const code = this.text.charCodeAt(token.start)
    if (code === 40) this.depth++
    else if (code === 41 && this.depth > 0) this.depth--
    else if (code === 46) this.previous = '.'
  }

  keepsDelimiter(): boolean {
    return this.depth > 0 || this.blocks > 0
  }

  unclosed(): { what: string; offset: number } | undefined {
    return this.blocks > 0 ? { what: 'the BEGIN ATOMIC … END body', offset: this.beganAt } : undefined
  }

  private takeWord(word: string, token: Token): void {
    const previous = this.previous
    this.previous = word
    if (this.head !== undefined) this.takeHead(word, token)
    if (this.depth > 0) return
    if (this.kind === 'copy') this.refuseCopy(previous, word)
    // t.end and AS end are names
    if (this.kind !== 'routine' || previous === '.' || previous === 'as') return
    if (word === 'begin') this.beginOffset = token.start
    else if (word === 'atomic' && previous === 'begin' && this.blocks === 0) {
      this.blocks = 1
      this.beganAt = this.beginOffset
    } else if (word === 'case' && this.blocks > 0) this.blocks++
    else if (word === 'end' && this.blocks > 0) this.blocks--
  }

  private takeHead(word: string, token: Token): void {
    const head = this.head!
    if (head.length === 0) this.first = token.start
    head.push(word)
    if (head.length === 1 && word === 'copy') this.kind = 'copy'
    else if (head[0] === 'create' && (word === 'function' || word === 'procedure')) this.kind = 'routine'
    else if (headWords.has(word)) return
    this.head = undefined
  }

  /** The lines that follow are data, for a protocol of their own. The grammar takes STDOUT for STDIN. */
  private refuseCopy(previous: string, word: string): void {
    if (previous === 'from' && (word === 'stdin' || word === 'stdout')) {
      throw new SqlTextError('unsupported', 'COPY … FROM STDIN', this.text, this.first)
    }
  }
}

const headWords: ReadonlySet<string> = new Set(['create', 'or', 'replace'])
