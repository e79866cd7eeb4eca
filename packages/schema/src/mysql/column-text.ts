import type { Session } from '@mig/core'
import { defaultText } from '../column-text.js'
import type { ColumnDefinition } from '../definitions.js'
import { SqlExpression } from '../sql-expression.js'
import { refuseColumnWords } from '../refusals.js'
import { typeOf } from './types.js'

/**
 * `name type NOT NULL DEFAULT …`: in CREATE TABLE, and what ADD, MODIFY and CHANGE COLUMN take. Whether it may be null is always
 * said: an old server gives a `timestamp` without it a NOT NULL and a default.
 */
export function columnText(session: Session, name: string, column: ColumnDefinition): string {
  refuseColumnWords(session, name, column)
  const fallback = column.default === undefined ? undefined : defaultClause(session, column.default)
  return [
    session.quote(name),
    typeOf(column),
    column.collation === undefined ? '' : `COLLATE ${session.quote(column.collation)}`,
    column.generated === undefined
      ? ''
      : `GENERATED ALWAYS AS (${column.generated.expression}) ${column.generated.stored ? 'STORED' : 'VIRTUAL'}`,
    column.nullable === false ? 'NOT NULL' : column.generated === undefined ? 'NULL' : '',
    fallback === undefined ? '' : `DEFAULT ${fallback}`,
    column.onUpdate === undefined ? '' : `ON UPDATE ${column.onUpdate}`,
    column.autoIncrement ? 'AUTO_INCREMENT' : '',
    column.unique ? 'UNIQUE' : '',
    column.comment === undefined ? '' : `COMMENT ${session.literal(column.comment)}`,
  ]
    .filter(Boolean)
    .join(' ')
}

/** An expression stands in parentheses, but for literals and the time words that the servers take bare. */
function defaultClause(session: Session, fallback: NonNullable<ColumnDefinition['default']> | null): string {
  const text = defaultText(session, fallback)!
  if (!(fallback instanceof SqlExpression)) return text
  const isBare =
    /^(?:(?:current_timestamp|localtimestamp|localtime|now)(?:\(\d*\))?|null|true|false|[-+]?[\d.]+(?:e[-+]?\d+)?|[bxn]?'(?:[^'\\]|''|\\.)*'|\(.*\))$/is
  return isBare.test(text.trim()) ? text : `(${text})`
}
