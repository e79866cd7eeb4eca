import { isWordStart } from '../characters.js'
import { scanLine } from '../scan.js'
import type { Source } from '../source.js'
import { SqlTextError } from '../sql-text-error.js'
import type { Token } from '../token.js'

/** A migration has no values to bind: `VALUES (:name)` would insert NULL without a word. */
export const unboundIsNull = true

/**
 * Does what the sqlite3 program does with lines between statements: one that begins with `#` is a comment, one that begins with
 * `.` is a command to the program.
 *
 * @returns the end of a comment line
 * @throws {SqlTextError} `unsupported` for a command
 */
export function readClientCommand(source: Source, token: Token, startsStatement: boolean): number | undefined {
  const { text } = source
  if (!startsStatement || !beginsLine(text, token.start)) return undefined
  const code = text.charCodeAt(token.start)
  if (code === 35) return scanLine(text, token.start)
  if (code !== 46 || !isWordStart(text.charCodeAt(token.start + 1))) return undefined
  let end = token.start + 1
  while (isWordStart(text.charCodeAt(end)) && end < token.start + 20) end++
  throw new SqlTextError('unsupported', `the sqlite3 command '${text.slice(token.start, end)}'`, text, token.start)
}

function beginsLine(text: string, at: number): boolean {
  return at === 0 || text.charCodeAt(at - 1) === 10 || (at === 1 && text.charCodeAt(0) === 0xfeff)
}
