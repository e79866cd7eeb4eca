import { grammars } from './grammar.js'
import { openSource } from './source.js'
import { SqlTextError } from './sql-text-error.js'
import type { SqlDialect } from './sql-dialect.js'

/**
 * Writes literals in place of the marks of bound values: `$1` on PostgreSQL, `?` on the others (`?1` too on SQLite). Marks in
 * strings, names and comments are text.
 *
 * @param literals SQL, as it is to stand in the text
 * @throws {SqlTextError} `unsupported` for a mark without a value and for values without a mark, `unterminated`
 * @example
 * bindLiterals('UPDATE a SET b = ?', 'sqlite', ["'it''s'"]) // "UPDATE a SET b = 'it''s'"
 */
export function bindLiterals(text: string, dialect: SqlDialect, literals: readonly string[]): string {
  const grammar = grammars[dialect]
  const source = openSource(text, {})
  const used = new Set<number>()
  let bound = ''
  let next = 1
  for (let at = 0; at < text.length;) {
    const { start, end } = grammar.readToken(source, at)
    const piece = text.slice(start, end)
    at = end
    const number = /^[$?]\d+$/.test(piece) && piece.startsWith(dialect === 'postgres' ? '$' : '?') ? Number(piece.slice(1)) : undefined
    const isMark = dialect === 'mysql' ? piece === '?' : number !== undefined || (dialect === 'sqlite' && piece === '?')
    if (!isMark) {
      bound += piece
      continue
    }
    const n = number ?? next
    next = n + 1
    const literal = literals[n - 1]
    if (literal === undefined) throw new SqlTextError('unsupported', `the mark '${piece}' without a value`, text, start)
    used.add(n)
    bound += literal
  }
  if (used.size < literals.length) {
    throw new SqlTextError('unsupported', `marks for ${used.size} values and values for ${literals.length}`, text, 0)
  }
  return bound
}
