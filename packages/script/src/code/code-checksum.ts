import { createHash } from 'node:crypto'
import { normaliseText } from '../checksum.js'
import { Lexer, Unsure } from '../header/lexer.js'
import { headerNames } from '../header/script-header.js'

/**
 * SHA-256 over what a code migration says, hexadecimal: formatting the file again does not change it.
 *
 * Comments, white space, the kind of quotes, commas before a closing bracket, semicolons that a line end makes superfluous, and the
 * header's constants (`export const revision = …`) do not count; every other token does, types included. What other files a
 * migration imports hold is not looked at. A file that only a parser could read is compared character by character.
 */
export function codeChecksum(text: string): string {
  const content = normaliseText(text)
  try {
    let meaning = ''
    for (const piece of tokensOf(content)) meaning += piece
    return createHash('sha256').update(meaning).digest('hex')
  } catch (error) {
    if (!(error instanceof Unsure)) throw error
    return createHash('sha256').update(`text:${content}`).digest('hex')
  }
}

/** After these a line end ends the statement (ECMAScript, "Automatic Semicolon Insertion"). */
const endedByLine = new Set(['return', 'throw', 'break', 'continue', 'yield', 'async'])
/** A statement that begins with one of these would go on the line before it if that had no semicolon. */
const continues = /^[([`/+*.,<>=&|^%?:!~-]/

function* tokensOf(text: string): Generator<string> {
  const lexer = new Lexer(text)
  lexer.comments = undefined
  let held: ',' | ';' | undefined
  let before = ''
  while (lexer.advance()) {
    if (lexer.depth === 0 && lexer.startsStatement && skipHeader(lexer)) continue
    const { kind, value, newlineBefore } = lexer
    const closes = kind === 'punctuation' && (value === ')' || value === ']' || value === '}')
    if (held === ',' && !closes) yield 'o,'
    if (held === ';' && !(value === '}' && closes) && (!newlineBefore || continues.test(value))) yield 'o;'
    held = undefined
    if (newlineBefore && (endedByLine.has(before) || value === '++' || value === '--')) yield 'l'
    before = value
    if (kind === 'punctuation' && (value === ',' || value === ';')) held = value
    else if (kind === 'string') yield piece('s', unquote(value))
    else yield piece(kind.charAt(0), value)
  }
}

const piece = (mark: string, content: string): string => `${mark}${content.length}:${content}`

/** The content of a string, its quotes' own escapes taken away: `'it\\'s'` is `"it's"`. */
const unquote = (literal: string): string =>
  literal.slice(1, -1).replace(/\\([\s\S])/g, (escape, character: string) => (character === '"' || character === "'" ? character : escape))

/** Passes `export const NAME = …` and `exports.NAME = …` of the header; false where the statement is another one. */
function skipHeader(lexer: Lexer): boolean {
  const ahead = /(?:export\s+(?:const|let|var)|(?:module\s*\.\s*)?exports\s*\.)\s*(\w+)\s*[:=]/y
  ahead.lastIndex = lexer.position - lexer.value.length
  const name = ahead.exec(lexer.text)?.[1]
  if (name === undefined || !headerNames.has(name)) return false
  while (lexer.advance()) {
    if (lexer.depth > 0) continue
    if (lexer.at(';')) return true
    if (lexer.newlineBefore && lexer.startsStatement) {
      lexer.hold()
      return true
    }
  }
  return true
}
