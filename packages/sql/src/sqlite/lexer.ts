import { isDigit, isSpace, isWordPart, isWordStart } from '../characters.js'
import { scanBlockComment, scanLine, scanNumber, scanQuoted, scanSpace } from '../scan.js'
import type { Source } from '../source.js'
import { SqlTextError } from '../sql-text-error.js'
import type { Token } from '../token.js'

/**
 * Reads the token at `start` as SQLite's tokenizer does.
 *
 * @throws {SqlTextError} `unterminated`
 */
export function readToken(source: Source, start: number): Token {
  const { text } = source
  const code = text.charCodeAt(start)
  const next = text.charCodeAt(start + 1)
  if (isSpace(code)) return { kind: 'space', start, end: scanSpace(text, start) }
  if (code === 45 && next === 45) return { kind: 'comment', start, end: scanLine(text, start) }
  if (code === 47 && next === 42) {
    const end = scanBlockComment(text, start)
    // legal to SQLite: the end of the text closes it
    return { kind: 'comment', start, end: end < 0 ? text.length : end }
  }
  if (code === 39) return { kind: 'string', start, end: scanQuoted(text, start, start, false, 'the string') }
  if (code === 34 || code === 96) return { kind: 'name', start, end: scanQuoted(text, start, start, false, 'the quoted name') }
  if (code === 91) return { kind: 'name', start, end: scanBracket(text, start) }
  if (next === 39 && (code | 32) === 120) return { kind: 'string', start, end: scanQuoted(text, start, start + 1, false, 'the blob') }
  if (isWordStart(code)) return { kind: 'word', start, end: scanWord(text, start) }
  if (isDigit(code) || (code === 46 && isDigit(next))) return { kind: 'number', start, end: scanNumber(text, start) }
  if (code === 63 || ((code === 58 || code === 64 || code === 36 || code === 35) && isWordPart(next))) {
    return { kind: 'parameter', start, end: scanWord(text, start) }
  }
  if (code === 59) return { kind: 'delimiter', start, end: start + 1 }
  return { kind: 'operator', start, end: scanOperator(text, start, code, next) }
}

/** `[name]` knows no escape: the first `]` closes it. */
function scanBracket(text: string, start: number): number {
  const close = text.indexOf(']', start)
  if (close < 0) throw new SqlTextError('unterminated', 'the quoted name', text, start)
  return close + 1
}

function scanWord(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && isWordPart(text.charCodeAt(at))) at++
  return at
}

function scanOperator(text: string, start: number, code: number, next: number): number {
  // -> and ->>
  if (code === 45 && next === 62) return text.charCodeAt(start + 2) === 62 ? start + 3 : start + 2
  const pair =
    (code === 124 && next === 124) || // ||
    (code === 60 && (next === 61 || next === 62 || next === 60)) || // <= <> <<
    (code === 62 && (next === 61 || next === 62)) || // >= >>
    (code === 61 && next === 61) || // ==
    (code === 33 && next === 61) // !=
  return pair ? start + 2 : start + 1
}
