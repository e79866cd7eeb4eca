import { MigError, type Session } from '@mig/core'
import type { ColumnDefinition, IndexColumn } from './definitions.js'
import type { ColumnChange } from './operation.js'
import { SqlExpression } from './sql-expression.js'

/** A column's default as SQL: a literal of its value, or the expression. */
export function defaultText(session: Session, fallback: ColumnDefinition['default']): string | undefined {
  if (fallback === undefined) return undefined
  return fallback instanceof SqlExpression ? fallback.text : session.literal(fallback)
}

/** One column of an index. */
export function indexColumnText(session: Session, column: IndexColumn): string {
  if (typeof column === 'string') return session.quote(column)
  if (column instanceof SqlExpression) return `(${column.text})`
  if ('sql' in column) return column.sql
  return [
    `${session.quote(column.column)}${column.length === undefined ? '' : `(${wholeNumber(column.length, 'length')})`}`,
    column.collation === undefined ? '' : `COLLATE ${session.quote(column.collation)}`,
    column.opclass ?? '',
    column.descending ? 'DESC' : '',
  ]
    .filter(Boolean)
    .join(' ')
}

/** The columns of an index, in parentheses. */
export const indexColumns = (session: Session, columns: readonly IndexColumn[]): string =>
  `(${columns.map((column) => indexColumnText(session, column)).join(', ')})`

/** `varchar(50)`, `decimal(10,2)`; a type of the dialect's own is checked to be one. */
export function sizedType(column: TypeWords, names: Readonly<Record<string, string>>): string {
  const word = column.type.toLowerCase()
  const type = !column.native && Object.hasOwn(names, word) ? names[word]! : ownType(column.type)
  if (type.includes('(')) return type
  if (column.length !== undefined) return withSize(type, `(${wholeNumber(column.length, 'length')})`)
  if (column.precision === undefined) return type
  return withSize(
    type,
    `(${wholeNumber(column.precision, 'precision')}${column.scale === undefined ? '' : `,${wholeNumber(column.scale, 'scale')}`})`,
  )
}

/** The part of a definition that makes its type. */
export type TypeWords = Pick<ColumnDefinition, 'type' | 'native' | 'length' | 'precision' | 'scale'>

/** The type that a change asks for; `undefined` when it leaves the type alone. */
export function changedType({ type, native, length, precision, scale }: ColumnChange): TypeWords | undefined {
  if (type !== undefined)
    return {
      type,
      ...(native === undefined ? {} : { native }),
      ...(length === undefined ? {} : { length }),
      ...(precision === undefined ? {} : { precision }),
      ...(scale === undefined ? {} : { scale }),
    }
  if (length === undefined && precision === undefined && scale === undefined) return undefined
  throw new MigError('MIG_OPERATION_INVALID', 'op.alterColumn was given the size of a type without the type', {
    hint: "Write both: { type: 'varchar', length: 200 }.",
  })
}

/** `timestamp(3) without time zone`, `int(10) unsigned`: the size stands behind the first word. */
function withSize(type: string, size: string): string {
  const at = /^(?:character varying|double precision|bit varying|\w+)/i.exec(type)![0].length
  return `${type.slice(0, at)}${size}${type.slice(at)}`
}

function ownType(type: string): string {
  if (
    /^[a-z][\w ]*(?:\(\s*\d+(?:\s*,\s*\d+)*\s*\))?(?: [a-z][\w ]*)?(?:\[\])*$/i.test(type) ||
    /^(?:enum|set)\((?:'(?:[^'\\]|'')*'(?:,\s*)?)+\)$/i.test(type) ||
    /^"(?:[^"]|"")+"(?:\."(?:[^"]|"")+")?(?:\[\])*$/.test(type)
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
