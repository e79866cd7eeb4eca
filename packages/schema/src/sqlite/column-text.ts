import type { Session } from '@mig/core'
import { defaultText } from '../column-text.js'
import type { ColumnDefinition } from '../definitions.js'
import { SqlExpression } from '../sql-expression.js'
import { refuseColumnWords } from '../refusals.js'
import { typeOf } from './types.js'

/** `name type NOT NULL DEFAULT …`; SQLite keeps no comments. Only `INTEGER PRIMARY KEY` in exactly these words is numbered. */
export function columnText(session: Session, name: string, column: ColumnDefinition): string {
  refuseColumnWords(session, name, column)
  if (column.autoIncrement) return `${session.quote(name)} integer PRIMARY KEY AUTOINCREMENT NOT NULL`
  return [
    session.quote(name),
    typeOf(column),
    column.nullable === false ? 'NOT NULL' : '',
    column.default === undefined ? '' : `DEFAULT ${defaultClause(session, column.default)}`,
    column.unique ? 'UNIQUE' : '',
    column.collation === undefined ? '' : `COLLATE ${session.quote(column.collation)}`,
    column.generated === undefined
      ? ''
      : `GENERATED ALWAYS AS (${column.generated.expression}) ${column.generated.stored ? 'STORED' : 'VIRTUAL'}`,
  ]
    .filter(Boolean)
    .join(' ')
}

/** An expression stands in parentheses, but for the words and literals that SQLite takes bare. */
export function defaultClause(session: Session, fallback: NonNullable<ColumnDefinition['default']> | null): string {
  const text = defaultText(session, fallback)!
  if (!(fallback instanceof SqlExpression)) return text
  return /^(?:current_(?:timestamp|date|time)|null|true|false|[-+]?\s*[\d.]+|'(?:[^']|'')*'|\(.*\))$/is.test(text.trim())
    ? text
    : `(${text})`
}
