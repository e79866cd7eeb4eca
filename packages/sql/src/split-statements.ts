import type { SqlDialect, SqlOptions } from './sql-dialect.js'
import { type Body, type Grammar, grammars } from './grammar.js'
import { PositionCounter } from './position.js'
import { openSource, type Source } from './source.js'
import { SqlTextError } from './sql-text-error.js'
import { isSignificant, type Token } from './token.js'

/** How to split. */
export interface SplitOptions extends SqlOptions {
  /** No values will be bound: a parameter is refused where the server would silently take it as NULL. */
  readonly withoutValues?: boolean
}

/** One statement of a text. */
export interface SplitStatement {
  /**
   * What to send: from the first token that means something to the server to the last, without the delimiter and without comments
   * around it. A version comment or hint at the beginning is part of it.
   */
  readonly text: string
  /** Offset of `text` in the whole, in UTF-16 units. */
  readonly start: number
  /** Offset behind `text`. */
  readonly end: number
  /** Of `start`, 1-based. */
  readonly line: number
  /** Of `start`, 1-based, in UTF-16 units. */
  readonly column: number
}

/**
 * Splits a SQL text into the statements that the server's own client (`psql`, `mariadb`, `sqlite3`) would send.
 *
 * Bodies of routines, triggers and rules stay whole, with `DELIMITER` and without. Empty statements and comments between statements are
 * dropped. Takes time in proportion to the text.
 *
 * @throws {SqlTextError} `unterminated` for a quote, comment or body that is never closed, `unsupported` for what only a client
 * program understands: `\set`, `COPY … FROM STDIN`, `source`, `.read`; with
 * `withoutValues` for a parameter that would be NULL
 * @example
 * splitStatements('CREATE TABLE a (id int); -- done; really\n', 'sqlite').map((statement) => statement.text) // ['CREATE TABLE a (id int)']
 */
export function splitStatements(text: string, dialect: SqlDialect, options: SplitOptions = {}): readonly SplitStatement[] {
  const positions = new PositionCounter(text)
  const statements: SplitStatement[] = []
  for (const { start, end } of readStatements(text, dialect, options)) {
    statements.push({ text: text.slice(start, end), start, end, ...positions.at(start) })
  }
  return statements
}

/**
 * Tells whether a text has anything to send.
 *
 * @throws {SqlTextError} when the text up to the first statement's end cannot be read
 * @example
 * hasStatements('-- nothing to do\n;', 'postgres') // false
 */
export function hasStatements(text: string, dialect: SqlDialect, options: SqlOptions = {}): boolean {
  return readStatements(text, dialect, options).next().done !== true
}

function* readStatements(text: string, dialect: SqlDialect, options: SplitOptions): Generator<{ start: number; end: number }> {
  refuseNul(text)
  const grammar = grammars[dialect]
  const source = openSource(text, options)
  let pending = new PendingStatement(grammar, text)
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length;) {
    const token = grammar.readToken(source, at)
    at = token.end
    if (token.kind === 'space' || token.kind === 'comment') continue
    if (!pending.inVersionComment && (token.kind === 'client' || !pending.begun)) {
      const goOn = grammar.readClientCommand(source, token, !pending.begun)
      if (goOn !== undefined) {
        at = goOn
        continue
      }
    }
    if (token.kind === 'parameter' && options.withoutValues && grammar.unboundIsNull) {
      throw new SqlTextError('unsupported', `the parameter '${text.slice(token.start, token.end)}' without a value`, text, token.start)
    }
    if (token.kind !== 'delimiter' || pending.keepsDelimiter(source)) {
      pending.take(token)
      continue
    }
    if (pending.executes) yield pending
    pending = new PendingStatement(grammar, text)
  }
  pending.refuseUnclosed()
  if (pending.executes) yield pending
}

/** No server takes it: to PostgreSQL and SQLite it is the end of the text, to MySQL an error. */
function refuseNul(text: string): void {
  const at = text.indexOf('\0')
  if (at >= 0) throw new SqlTextError('unsupported', 'the NUL character', text, at)
}

/** The statement being read. */
class PendingStatement {
  start = -1
  end = -1
  /** Whether it has a token that the server executes; hints alone are an empty statement. */
  executes = false
  private readonly text: string
  private readonly body: Body
  private readonly versionComments: number[] = []

  constructor(grammar: Grammar, text: string) {
    this.text = text
    this.body = grammar.followBody(text)
  }

  get begun(): boolean {
    return this.start >= 0
  }

  get inVersionComment(): boolean {
    return this.versionComments.length > 0
  }

  take(token: Token): void {
    if (this.start < 0) this.start = token.start
    this.end = token.end
    if (token.kind === 'version-open') this.versionComments.push(token.start)
    else if (token.kind === 'version-close') this.versionComments.pop()
    else if (isSignificant(token.kind)) {
      this.executes = true
      this.body.take(token)
    }
  }

  keepsDelimiter(source: Source): boolean {
    if (this.inVersionComment) return true
    // a delimiter of its own is there so that nothing has to be guessed from the body
    return this.begun && source.delimiter === ';' && this.body.keepsDelimiter()
  }

  refuseUnclosed(): void {
    const versionComment = this.versionComments[0]
    if (versionComment !== undefined) throw new SqlTextError('unterminated', 'the version comment', this.text, versionComment)
    const unclosed = this.body.unclosed()
    if (unclosed !== undefined) throw new SqlTextError('unterminated', unclosed.what, this.text, unclosed.offset)
  }
}
