import type { Session } from '@mig/core'
import { defaultText, sizedType } from '../column-text.js'
import type { ColumnDefinition } from '../definitions.js'
import { refuseColumnWords, unsupported } from '../refusals.js'
import { typeOf } from './types.js'

/** `name type NOT NULL DEFAULT …`: in CREATE TABLE, and what ADD COLUMN takes. */
export function columnText(session: Session, name: string, column: ColumnDefinition): string {
  refuseColumnWords(session, name, column)
  const fallback = defaultText(session, column.default)
  return [
    session.quote(name),
    column.autoIncrement ? serialType(column) : typeOf(column),
    column.collation === undefined ? '' : `COLLATE ${session.quote(column.collation)}`,
    column.generated === undefined ? '' : generatedText(session, column.generated),
    column.identity === undefined ? '' : `GENERATED ${column.identity.toUpperCase()} AS IDENTITY`,
    fallback === undefined ? '' : `DEFAULT ${fallback}`,
    column.nullable === false ? 'NOT NULL' : '',
    column.unique ? 'UNIQUE' : '',
  ]
    .filter(Boolean)
    .join(' ')
}

/** The comment of a column, where it has one. */
export const commentColumn = (session: Session, table: string, name: string, comment: string | null | undefined): readonly string[] =>
  comment === undefined ? [] : [`COMMENT ON COLUMN ${session.quote(table)}.${session.quote(name)} IS ${session.literal(comment)}`]

function generatedText(session: Session, { expression, stored }: NonNullable<ColumnDefinition['generated']>): string {
  if (stored) return `GENERATED ALWAYS AS (${expression}) STORED`
  const version = Number(/\d+/.exec(session.capabilities.server)?.[0] ?? 0)
  if (version > 0 && version < 18) throw unsupported(session, 'a generated column that is not stored', 'Write stored: true.')
  return `GENERATED ALWAYS AS (${expression}) VIRTUAL`
}

function serialType(column: ColumnDefinition): string {
  const type = sizedType(column, {})
  return type === 'bigint' ? 'bigserial' : type === 'smallint' ? 'smallserial' : 'serial'
}
