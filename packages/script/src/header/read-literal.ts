import { Unsure, type Lexer } from './lexer.js'

const simpleEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '`': '`',
  $: '$',
}
/** One type, or a union of them: what may follow `as` on the same line. */
const typeAt = /\s+(?:readonly\s+)?[A-Za-z_$][\w$.]*(?:\[\])*(?:\s*[|&]\s*(?:readonly\s+)?[A-Za-z_$][\w$.]*(?:\[\])*)*/y
/** A name that continues an expression although it stands on a new line. */
const operators = new Set(['in', 'instanceof', 'as', 'satisfies'])

/**
 * Reads `= literal` or `: literal`'s literal: a string, an array of strings, `null`, `undefined`, `true` or `false`, with an
 * optional `as const`.
 *
 * @throws {Unsure} for anything computed
 */
export function readLiteral(lexer: Lexer): unknown {
  need(lexer)
  const value = lexer.at('[') ? readArray(lexer) : readScalar(lexer)
  if (lexer.advance()) {
    if (isName(lexer, 'as') || isName(lexer, 'satisfies')) {
      typeAt.lastIndex = lexer.position
      if (lexer.newlineBefore || !typeAt.test(lexer.text)) throw new Unsure('a type assertion')
      lexer.jump(typeAt.lastIndex)
    } else lexer.hold()
  }
  return value
}

/**
 * Goes on behind the end of a statement.
 *
 * @returns true when a `,` follows instead: another declarator
 * @throws {Unsure} when the expression may go on
 */
export function endStatement(lexer: Lexer): boolean {
  if (!lexer.advance()) return false
  if (lexer.at(',')) return true
  if (lexer.at(';')) return false
  const begins = lexer.kind === 'string' || lexer.at('@') || (lexer.kind === 'name' && !operators.has(lexer.value))
  if (!lexer.newlineBefore || !begins) throw new Unsure('a computed value')
  lexer.hold()
  return false
}

/** Moves on, where the text must go on. */
export function need(lexer: Lexer): void {
  if (!lexer.advance()) throw new Unsure('the text ends too early')
}

function isName(lexer: Lexer, name: string): boolean {
  return lexer.kind === 'name' && lexer.value === name
}

function readArray(lexer: Lexer): readonly string[] {
  const items: string[] = []
  for (;;) {
    need(lexer)
    if (lexer.at(']')) return items
    const item = readScalar(lexer)
    if (typeof item !== 'string') throw new Unsure('an array of other things than strings')
    items.push(item)
    need(lexer)
    if (lexer.at(']')) return items
    if (!lexer.at(',')) throw new Unsure('a computed value in an array')
  }
}

function readScalar(lexer: Lexer): unknown {
  if (lexer.kind === 'string' || lexer.kind === 'template') return unquote(lexer.value)
  if (lexer.kind === 'name') {
    if (lexer.value === 'null') return null
    if (lexer.value === 'undefined') return undefined
    if (lexer.value === 'true') return true
    if (lexer.value === 'false') return false
  }
  throw new Unsure('a computed value')
}

function unquote(source: string): string {
  const inner = source.slice(1, -1)
  if (source.startsWith('`') && (!source.endsWith('`') || source.length < 2 || inner.includes('\r')))
    throw new Unsure('a template with values in it')
  if (!inner.includes('\\')) return inner
  return inner.replace(/\\(u[\da-fA-F]{4}|x[\da-fA-F]{2}|.|$)/gs, (_, escaped: string) => {
    const character = escaped.length > 1 ? String.fromCharCode(parseInt(escaped.slice(1), 16)) : simpleEscapes[escaped]
    if (character === undefined) throw new Unsure('a string with a rare escape')
    return character
  })
}
