import { isSpace } from './characters.js'
import { SqlTextError } from './sql-text-error.js'

/** Reads white space from `start`. */
export function scanSpace(text: string, start: number): number {
  let at = start
  while (at < text.length && isSpace(text.charCodeAt(at))) at++
  return at
}

/** Reads to the end of the line; the line end itself is left. */
export function scanLine(text: string, start: number): number {
  const newline = text.indexOf('\n', start)
  return newline < 0 ? text.length : newline
}

/** Reads a block comment whose `/*` is at `start` and which does not nest. @returns -1 when it is not closed */
export function scanBlockComment(text: string, start: number): number {
  const close = text.indexOf('*/', start + 2)
  return close < 0 ? -1 : close + 2
}

/**
 * Reads a string or quoted name in which the doubled quote stands for itself.
 *
 * @param start of the whole token, for the message
 * @param quoteAt the opening quote
 * @param escapes whether a backslash takes the next character with it
 * @param what names it in the message
 */
export function scanQuoted(text: string, start: number, quoteAt: number, escapes: boolean, what: string): number {
  const quote = text.charCodeAt(quoteAt)
  for (let at = quoteAt + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 92 && escapes) at++
    else if (code === quote) {
      if (text.charCodeAt(at + 1) !== quote) return at + 1
      at++
    }
  }
  throw new SqlTextError('unterminated', what, text, start)
}

/**
 * Reads a number: digits, letters and points, a signed exponent. Wider than any server's grammar, because a wrong number
 * is the server's to refuse.
 */
export function scanNumber(text: string, start: number): number {
  const hex = text.charCodeAt(start) === 48 && (text.charCodeAt(start + 1) | 32) === 120
  let at = start
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 46) {
      // 1..10 is a range: two numbers
      if (text.charCodeAt(at + 1) === 46) break
      continue
    }
    const lower = code | 32
    if ((code >= 48 && code <= 57) || code === 95 || (lower >= 97 && lower <= 122)) continue
    const signed = (code === 43 || code === 45) && !hex && (text.charCodeAt(at - 1) | 32) === 101 && isDigitAt(text, at + 1)
    if (!signed) break
  }
  return at
}

function isDigitAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 48 && code <= 57
}
