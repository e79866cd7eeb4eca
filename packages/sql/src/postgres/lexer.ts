import { isDigit, isSpace, isWordPart, isWordStart } from '../characters.js'
import { scanNumber, scanQuoted, scanSpace } from '../scan.js'
import type { Source } from '../source.js'
import { SqlTextError } from '../sql-text-error.js'
import type { Token } from '../token.js'

/**
 * Reads the token at `start` as PostgreSQL's scanner does with `standard_conforming_strings` on.
 *
 * @throws {SqlTextError} `unterminated`
 */
export function readToken(source: Source, start: number): Token {
  const { text } = source
  const code = text.charCodeAt(start)
  const next = text.charCodeAt(start + 1)
  if (isSpace(code)) {
    const end = scanSpace(text, start)
    if (source.continuation !== undefined) source.continuation.newline ||= hasLineEnd(text, start, end)
    return { kind: 'space', start, end }
  }
  if (code === 45 && next === 45) return { kind: 'comment', start, end: scanLineComment(text, start) }
  const continuation = source.continuation
  source.continuation = undefined
  if (code === 47 && next === 42) {
    return { kind: text.charCodeAt(start + 2) === 43 ? 'hint' : 'comment', start, end: scanNestedComment(text, start) }
  }
  if (code === 39) return readString(source, start, start, continuation?.newline === true && continuation.escapes)
  if (code === 34) return { kind: 'name', start, end: scanQuoted(text, start, start, false, 'the quoted name') }
  if (isWordStart(code)) return readWord(source, start)
  if (isDigit(code) || (code === 46 && isDigit(next))) return { kind: 'number', start, end: scanNumber(text, start) }
  if (code === 36) return readDollar(text, start)
  if (code === 59) return { kind: 'delimiter', start, end: start + 1 }
  if (code === 92) return { kind: 'client', start, end: start + 1 }
  return { kind: 'operator', start, end: scanOperator(text, start) }
}

function hasLineEnd(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code === 10 || code === 13) return true
  }
  return false
}

/** To PostgreSQL a lone carriage return ends a line too. */
function scanLineComment(text: string, start: number): number {
  let at = start
  while (at < text.length && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at++
  return at
}

/** Block comments nest. */
function scanNestedComment(text: string, start: number): number {
  let depth = 1
  for (let at = start + 2; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 42 && text.charCodeAt(at + 1) === 47) {
      depth--
      at++
      if (depth === 0) return at + 1
    } else if (code === 47 && text.charCodeAt(at + 1) === 42) {
      depth++
      at++
    }
  }
  throw new SqlTextError('unterminated', 'the block comment', text, start)
}

function readString(source: Source, start: number, quoteAt: number, escapes: boolean): Token {
  const end = scanQuoted(source.text, start, quoteAt, escapes, 'the string')
  source.continuation = { escapes, newline: false }
  return { kind: 'string', start, end }
}

/** A word, or a string or quoted name with a prefix: `E'' B'' X'' N'' U&'' U&""`. */
function readWord(source: Source, start: number): Token {
  const { text } = source
  const prefix = text.charCodeAt(start) | 32
  const next = text.charCodeAt(start + 1)
  if (next === 39 && (prefix === 101 || prefix === 98 || prefix === 120 || prefix === 110)) {
    return readString(source, start, start + 1, prefix === 101)
  }
  if (prefix === 117 && next === 38) {
    const quote = text.charCodeAt(start + 2)
    if (quote === 39) return readString(source, start, start + 2, false)
    if (quote === 34) return { kind: 'name', start, end: scanQuoted(text, start, start + 2, false, 'the quoted name') }
  }
  let end = start + 1
  while (end < text.length && isWordPart(text.charCodeAt(end))) end++
  return { kind: 'word', start, end }
}

/** `$1`, a dollar-quoted string, or a `$` that opens nothing. */
function readDollar(text: string, start: number): Token {
  let at = start + 1
  if (isDigit(text.charCodeAt(at))) {
    while (isDigit(text.charCodeAt(at))) at++
    return { kind: 'parameter', start, end: at }
  }
  if (isWordStart(text.charCodeAt(at))) {
    while (isWordStart(text.charCodeAt(at)) || isDigit(text.charCodeAt(at))) at++
  }
  if (text.charCodeAt(at) !== 36) return { kind: 'operator', start, end: start + 1 }
  const tag = text.slice(start, at + 1)
  const close = text.indexOf(tag, at + 1)
  if (close < 0) throw new SqlTextError('unterminated', `the dollar-quoted string ${shorten(tag)}`, text, start)
  return { kind: 'string', start, end: close + tag.length }
}

function shorten(tag: string): string {
  return tag.length > 70 ? `${tag.slice(0, 66)}…$` : tag
}

const operatorCharacters = codesOf('~!@#^&|`?+-*/%<>=')
/** An operator of several characters ends in `+` or `-` only when it has one of these (manual, "Operators"). */
const allowSignAtEnd = codesOf('~!@#%^&|`?')

/** A name has no more characters; without a limit a long row of signs would be read again from each of them. */
const longestOperator = 63

/** The longest operator; a comment that begins inside it ends it. */
function scanOperator(text: string, start: number): number {
  const code = text.charCodeAt(start)
  if (code === 58) {
    const next = text.charCodeAt(start + 1)
    return next === 58 || next === 61 ? start + 2 : start + 1
  }
  if (code === 46) return text.charCodeAt(start + 1) === 46 ? start + 2 : start + 1
  if (!operatorCharacters.has(code)) return start + 1
  let end = start
  let signAllowed = false
  for (; end - start < longestOperator && operatorCharacters.has(text.charCodeAt(end)); end++) {
    const current = text.charCodeAt(end)
    const next = text.charCodeAt(end + 1)
    if ((current === 45 && next === 45) || (current === 47 && next === 42)) break
    signAllowed ||= allowSignAtEnd.has(current)
  }
  if (!signAllowed) while (end > start + 1 && isSign(text.charCodeAt(end - 1))) end--
  return end
}

function isSign(code: number): boolean {
  return code === 43 || code === 45
}

function codesOf(characters: string): ReadonlySet<number> {
  return new Set([...characters].map((character) => character.charCodeAt(0)))
}
