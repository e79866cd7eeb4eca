import { MigError, type Session } from '@mig/core'
import type { ColumnDefinition, IndexColumn } from './definitions.js'
import type { DialectSchema } from './dialect-schema.js'
import { SqlExpression } from './sql-expression.js'

/** `name type NOT NULL DEFAULT …`: what ADD COLUMN takes. */
export function columnText(session: Session, schema: Pick<DialectSchema, 'typeOf'>, name: string, column: ColumnDefinition): string {
  const fallback = defaultText(session, column)
  return [
    session.quote(name),
    schema.typeOf(column),
    column.nullable === false ? 'NOT NULL' : '',
    fallback === undefined ? '' : `DEFAULT ${fallback}`,
    column.unique ? 'UNIQUE' : '',
  ]
    .filter(Boolean)
    .join(' ')
}

/** A column's default as SQL: a literal of its value, or the expression. */
export function defaultText(session: Session, column: ColumnDefinition): string | undefined {
  if (column.default === undefined) return undefined
  return column.default instanceof SqlExpression ? column.default.text : session.literal(column.default)
}

/** One column of an index. */
export function indexColumnText(session: Session, column: IndexColumn): string {
  if (typeof column === 'string') return session.quote(column)
  if (column instanceof SqlExpression) return `(${column.text})`
  return `${session.quote(column.column)}${column.descending ? ' DESC' : ''}`
}

/** `varchar(50)`, `decimal(10,2)`; a type of the dialect's own is checked to be one. */
export function sizedType(column: ColumnDefinition, names: Readonly<Record<string, string>>): string {
  const word = column.type.toLowerCase()
  const type = Object.hasOwn(names, word) ? names[word]! : ownType(column.type)
  if (type.includes('(')) return type
  if (column.length !== undefined) return `${type}(${wholeNumber(column.length, 'length')})`
  if (column.precision === undefined) return type
  return `${type}(${wholeNumber(column.precision, 'precision')}${column.scale === undefined ? '' : `,${wholeNumber(column.scale, 'scale')}`})`
}

function ownType(type: string): string {
  if (
    /^[a-z][\w ]*(?:\(\s*\d+(?:\s*,\s*\d+)*\s*\))?(?: [a-z][\w ]*)?(?:\[\])*$/i.test(type) ||
    /^enum\((?:'[^'\\]*'(?:,\s*)?)+\)$/i.test(type)
  )
    return type
  throw new MigError('MIG_OPERATION_INVALID', `'${type}' is no column type`, {
    details: { type },
    hint: 'Write a type name, with numbers in parentheses where it takes them.',
  })
}

function wholeNumber(value: number, what: string): number {
  if (Number.isInteger(value) && value >= 0) return value
  throw new MigError('MIG_OPERATION_INVALID', `the ${what} of a column must be a whole number, not '${value}'`, {
    details: { [what]: value },
    hint: 'Correct the definition.',
  })
}
