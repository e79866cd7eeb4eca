/** A place in a text; both 1-based, the column in UTF-16 units. */
export interface TextPosition {
  readonly line: number
  readonly column: number
}

/**
 * Finds the line and column of an offset, as an editor shows them: a byte order mark takes no column.
 *
 * Takes time in proportion to the offset; to place many offsets of one text, use a {@link PositionCounter}.
 *
 * @param offset in UTF-16 units
 * @example
 * positionAt('SELECT 1;\nSELECT 2', 10) // { line: 2, column: 1 }
 */
export function positionAt(text: string, offset: number): TextPosition {
  return new PositionCounter(text).at(offset)
}

/** Finds the positions of ascending offsets of one text, reading every line end once. */
export class PositionCounter {
  private readonly text: string
  private line = 1
  private lineStart: number
  /** The line end behind `lineStart`. */
  private nextNewline: number

  constructor(text: string) {
    this.text = text
    this.lineStart = text.startsWith('\ufeff') ? 1 : 0
    this.nextNewline = this.findNewline()
  }

  /** @param offset not below the one asked for before */
  at(offset: number): TextPosition {
    while (this.nextNewline < offset) {
      this.line++
      this.lineStart = this.nextNewline + 1
      this.nextNewline = this.findNewline()
    }
    return { line: this.line, column: Math.max(1, offset - this.lineStart + 1) }
  }

  private findNewline(): number {
    const found = this.text.indexOf('\n', this.lineStart)
    return found < 0 ? Number.POSITIVE_INFINITY : found
  }
}
