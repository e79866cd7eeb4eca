/** A SQL text that cannot be split: something never ends, or only a client program understands it. */
export class SqlTextError extends Error {
  readonly kind: 'unterminated' | 'unsupported'
  /** What it is: `a quoted string`, `the psql command \set`. */
  readonly what: string
  /** 0-based. */
  readonly offset: number
  /** 1-based. */
  readonly line: number
  /** 1-based, in UTF-16 units. */
  readonly column: number

  constructor(kind: SqlTextError['kind'], what: string, text: string, offset: number) {
    const { line, column } = positionAt(text, offset)
    super(`${what} at line ${line}, column ${column} ${kind === 'unterminated' ? 'is never closed' : 'is not SQL'}`)
    this.name = 'SqlTextError'
    this.kind = kind
    this.what = what
    this.offset = offset
    this.line = line
    this.column = column
  }
}

/** The 1-based line and column of an offset; `\r\n`, `\n` and a lone `\r` end a line. */
export function positionAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  let line = 1
  let start = 0
  for (let at = 0; at < offset; at++) {
    const code = text.charCodeAt(at)
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) {
      line++
      start = at + 1
    }
  }
  return { line, column: offset - start + 1 }
}
