import type { ColumnDefinition } from './definitions.js'
import { sql } from './sql-expression.js'

/**
 * A default as a server spells it: the value where it is a plain number or text, which every server spells as it was given; else the
 * expression.
 */
export function defaultValue(text: string): NonNullable<ColumnDefinition['default']> {
  // SQLite's catalog puts a blank behind the sign.
  const number = text.replace(/^- /, '-')
  if (/^-?\d+(?:\.\d+)?$/.test(number) && String(Number(number)) === number) return Number(number)
  if (/^'(?:[^'\\]|'')*'$/.test(text)) return text.slice(1, -1).replaceAll("''", "'")
  return sql(text)
}
