import { positionAt } from './position.js'

/**
 * A text that cannot be read as SQL statements, with the place where the trouble begins.
 *
 * `unterminated`: `what` (`the string`, `the BEGIN … END body`) is never closed; the place is where it opens.
 * `unsupported`: `what` (`the psql command '\set'`) is for a client program, and no server understands it.
 *
 * @example
 * try {
 *   splitStatements(text, 'postgres')
 * } catch (error) {
 *   if (error instanceof SqlTextError) console.log(`${error.line}:${error.column} ${error.what}`)
 * }
 */
export class SqlTextError extends Error {
  readonly kind: 'unterminated' | 'unsupported'
  /** A noun phrase, to be the subject of a sentence. */
  readonly what: string
  /** In UTF-16 units from the beginning of the text. */
  readonly offset: number
  /** 1-based. */
  readonly line: number
  /** 1-based, in UTF-16 units. */
  readonly column: number

  constructor(kind: 'unterminated' | 'unsupported', what: string, text: string, offset: number) {
    const { line, column } = positionAt(text, offset)
    super(`${what} in line ${line}, column ${column} ${kind === 'unterminated' ? 'is never closed' : 'is not understood by the server'}`)
    this.name = 'SqlTextError'
    this.kind = kind
    this.what = what
    this.offset = offset
    this.line = line
    this.column = column
  }
}
