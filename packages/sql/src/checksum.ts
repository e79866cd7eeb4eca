import { createHash } from 'node:crypto'
import type { SqlDialect, SqlOptions } from './sql-dialect.js'
import { grammars, type PreviousToken } from './grammar.js'
import { openSource } from './source.js'
import { splitStatements } from './split-statements.js'
import { isSignificant, type Token } from './token.js'
import { foldAscii } from './unquote-name.js'
import { WordPlaceReader } from './word-place.js'

/** SHA-256 of the text as it is, in UTF-8, hexadecimal: any change counts. */
export function rawChecksum(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/**
 * SHA-256 over what the text means, hexadecimal: formatting a file again does not change it.
 *
 * Comments, white space, the case of keywords, a byte order mark, line ends (inside strings too), delimiters and empty
 * statements do not count; strings, names, version comments, hints and the order of statements do. Unquoted names count without their case
 * on PostgreSQL, which folds them, and with it elsewhere.
 *
 * @throws {SqlTextError} as `splitStatements`
 * @example
 * layoutBlindChecksum('select 1', 'postgres') === layoutBlindChecksum('SELECT 1; -- one\n', 'postgres') // true
 */
export function layoutBlindChecksum(text: string, dialect: SqlDialect, options: SqlOptions = {}): string {
  return statementsChecksum(
    splitStatements(text, dialect, options).map((statement) => statement.text),
    dialect,
    options,
  )
}

/** {@link layoutBlindChecksum} of a text that is split already. */
export function statementsChecksum(statements: Iterable<string>, dialect: SqlDialect, options: SqlOptions = {}): string {
  const hash = createHash('sha256')
  for (const statement of statements) {
    // one call per statement: a call per token costs more than the reading
    let meaning = ''
    for (const piece of meaningOf(statement, dialect, options)) meaning += piece
    hash.update(`${meaning}\n`)
  }
  return hash.digest('hex')
}

/** The tokens of a statement, each with its class and length, so that no two lists of tokens read the same. */
function* meaningOf(statement: string, dialect: SqlDialect, options: SqlOptions): Generator<string> {
  const grammar = grammars[dialect]
  const source = openSource(statement, options)
  const places = new WordPlaceReader()
  let previous: PreviousToken | undefined
  for (let at = 0; at < statement.length;) {
    const token = grammar.readToken(source, at)
    at = token.end
    if (token.kind === 'space' || token.kind === 'comment') continue
    const text = statement.slice(token.start, token.end)
    const content = canonicalText(token, text, (word) => grammar.foldWord(word, previous))
    yield `${classOf(token)}${content.length}:${content}`
    if (!isSignificant(token.kind)) continue
    places.take(token.kind, text)
    previous = { kind: token.kind, text, place: places.place }
  }
}

function canonicalText(token: Token, text: string, foldWord: (word: string) => string): string {
  if (token.kind === 'word') return foldWord(text)
  const sameLineEnds = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  // the prefix of E'…', X'…', U&"…"
  const isPrefixed = (token.kind === 'string' || token.kind === 'name') && /^[a-z]/i.test(text)
  return isPrefixed ? foldAscii(sameLineEnds.charAt(0)) + sameLineEnds.slice(1) : sameLineEnds
}

function classOf(token: Token): string {
  switch (token.kind) {
    case 'word':
      return 'w'
    case 'name':
      return 'n'
    case 'string':
      return 's'
    case 'hint':
      return 'h'
    case 'version-open':
    case 'version-close':
      return 'v'
    default:
      return 'o'
  }
}
