import type { ColumnDefinition } from './definitions.js'
import { sql } from './sql-expression.js'

/**
 * A default as a server spells it: the value where it is a plain number or text, which every server spells as it was given; else the
 * expression.
 */
export function defaultValue(text: string): NonNullable<ColumnDefinition['default']> {
  if (/^-?\d+(?:\.\d+)?$/.test(text) && String(Number(text)) === text) return Number(text)
  if (/^'(?:[^'\\]|'')*'$/.test(text)) return text.slice(1, -1).replaceAll("''", "'")
  return sql(text)
}
