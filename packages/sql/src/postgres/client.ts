import { isSpace } from '../characters.js'
import type { Source } from '../source.js'
import { SqlTextError } from '../sql-text-error.js'
import type { Token } from '../token.js'

/**
 * Refuses what psql would carry out itself: everything from a backslash on.
 *
 * @throws {SqlTextError} `unsupported`
 */
export function readClientCommand(source: Source, token: Token): undefined {
  if (token.kind !== 'client') return undefined
  const { text } = source
  let end = token.end
  while (end < text.length && end < token.start + 20 && !isSpace(text.charCodeAt(end))) end++
  throw new SqlTextError('unsupported', `the psql command '${text.slice(token.start, end)}'`, text, token.start)
}
