import { isDigit, isSpace, isWordPart } from '../characters.js'
import { scanBlockComment, scanLine, scanNumber, scanQuoted, scanSpace } from '../scan.js'
import type { Source } from '../source.js'
import { SqlTextError } from '../sql-text-error.js'
import type { Token, TokenKind } from '../token.js'

/**
 * Reads the token at `start` as MySQL's and MariaDB's scanners do; the delimiter in force as their clients do: anywhere outside
 * strings and comments, even in the middle of a word (`END$$`).
 *
 * @throws {SqlTextError} `unterminated`
 */
export function readToken(source: Source, start: number): Token {
  const { text, delimiter } = source
  const code = text.charCodeAt(start)
  const next = text.charCodeAt(start + 1)
  if (text.startsWith(delimiter, start)) return { kind: 'delimiter', start, end: start + delimiter.length }
  if (isSpace(code)) return { kind: 'space', start, end: scanSpace(text, start) }
  // a dash opens a comment only in front of white space; 5--1 is arithmetic
  if (code === 35 || (code === 45 && next === 45 && isBlankAt(text, start + 2)))
    return { kind: 'comment', start, end: scanLine(text, start) }
  if (code === 47 && next === 42) return readBlockComment(text, start)
  if (code === 42 && next === 47) return { kind: 'version-close', start, end: start + 2 }
  if (code === 39 || code === 34 || code === 96) return readQuoted(source, start, start)
  if (code === 64) return readVariable(source, start)
  if (next === 39 && isStringPrefix(code)) return readQuoted(source, start, start + 1)
  if (isDigit(code) || (code === 46 && isDigit(next))) return readNumber(source, start)
  if (isWordPart(code)) return { kind: 'word', start, end: scanWord(source, start) }
  if (code === 59) return { kind: 'semicolon', start, end: start + 1 }
  if (code === 92) return { kind: next === 78 ? 'word' : 'client', start, end: Math.min(start + 2, text.length) }
  return { kind: 'operator', start, end: scanOperator(source, start) }
}

function isBlankAt(text: string, at: number): boolean {
  // control characters count as well (manual, "Comments")
  return at >= text.length || text.charCodeAt(at) <= 32
}

/** `/*! … *\/` and MariaDB's `/*M! … *\/` are code: only their opening mark is read here. */
function readBlockComment(text: string, start: number): Token {
  const mark = text.charCodeAt(start + 2)
  const versionAt = mark === 33 ? start + 3 : mark === 77 && text.charCodeAt(start + 3) === 33 ? start + 4 : -1
  if (versionAt >= 0) {
    let end = versionAt
    // five or six digits are a version; a longer number is a version and code behind it
    while (end < versionAt + 6 && isDigit(text.charCodeAt(end))) end++
    return { kind: 'version-open', start, end }
  }
  const end = scanBlockComment(text, start)
  if (end < 0) throw new SqlTextError('unterminated', 'the block comment', text, start)
  return { kind: mark === 43 ? 'hint' : 'comment', start, end }
}

function readQuoted(source: Source, start: number, quoteAt: number): Token {
  const quote = source.text.charCodeAt(quoteAt)
  const isName = quote === 96 || (quote === 34 && source.ansiQuotes)
  const end = scanQuoted(source.text, start, quoteAt, !isName && source.backslashEscapes, isName ? 'the quoted name' : 'the string')
  return { kind: isName ? 'name' : 'string', start, end }
}

/** `b'01'`, `x'ff'`, `N'text'`. */
function isStringPrefix(code: number): boolean {
  const lower = code | 32
  return lower === 98 || lower === 120 || lower === 110
}

/** `@name`, `@@global.name`, `@'quoted'`; the host of `user@host` reads the same. */
function readVariable(source: Source, start: number): Token {
  const { text } = source
  const quote = text.charCodeAt(start + 1)
  if (quote === 39 || quote === 34 || quote === 96) return { kind: 'parameter', start, end: readQuoted(source, start, start + 1).end }
  let at = text.charCodeAt(start + 1) === 64 ? start + 2 : start + 1
  while (at < text.length && (isWordPart(text.charCodeAt(at)) || text.charCodeAt(at) === 46) && !text.startsWith(source.delimiter, at)) at++
  return { kind: 'parameter', start, end: at }
}

/** A number, or a word that begins with digits: `1st_table` is a name. */
function readNumber(source: Source, start: number): Token {
  const { text, delimiter } = source
  let end = scanNumber(text, start)
  const cut = end - start >= delimiter.length ? text.slice(start, end).indexOf(delimiter) : -1
  if (cut > 0) return { kind: 'number', start, end: start + cut }
  let kind: TokenKind = 'number'
  if (end < text.length && isWordPart(text.charCodeAt(end)) && !text.startsWith(delimiter, end)) {
    kind = 'word'
    end = scanWord(source, end)
  }
  return { kind, start, end }
}

function scanWord(source: Source, start: number): number {
  const { text, delimiter } = source
  let at = start + 1
  while (at < text.length && isWordPart(text.charCodeAt(at)) && !text.startsWith(delimiter, at)) at++
  return at
}

const operators: ReadonlySet<string> = new Set(['<=>', '->>', '<<', '>>', '<>', '!=', '<=', '>=', '||', '&&', ':=', '->'])

function scanOperator(source: Source, start: number): number {
  for (let length = 3; length > 1; length--) {
    const candidate = source.text.slice(start, start + length)
    if (operators.has(candidate) && !candidate.includes(source.delimiter, 1)) return start + length
  }
  return start + 1
}
