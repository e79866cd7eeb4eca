import { MigError, type Session } from '@mig/core'
import { changedType } from '../column-text.js'
import { constraintOf, isConstraintOperation } from '../constraint-text.js'
import { tokensOf } from '@mig/sql'
import type { Operation, OperationOf, TableOperation } from '../operation.js'
import { unsupported } from '../refusals.js'
import { columnText, defaultClause } from './column-text.js'
import type { ColumnText, ConstraintText, TableText } from './table-text.js'
import { typeOf } from './types.js'

/** An operation that is made by writing the table's text anew. */
export type RebuildOperation = Exclude<TableOperation, { readonly kind: 'createIndex' | 'dropIndex' }>

/** Writes an operation into the text of a table. */
export function editTable(session: Session, table: string, text: TableText, operation: RebuildOperation): void {
  if (operation.kind === 'createPrimaryKey') for (const name of operation.columns) takeNoNull(text, columnOf(table, text, name))
  if (isConstraintOperation(operation)) return text.append('constraint', constraintOf(session, operation))
  switch (operation.kind) {
    case 'addColumn':
      return addColumn(session, text, operation)
    case 'dropColumn':
      return text.removePart(columnOf(table, text, operation.name))
    case 'dropConstraint':
      return dropConstraint(table, text, operation)
    case 'alterColumn':
      return alterColumn(session, table, text, operation)
  }
}

function addColumn(session: Session, text: TableText, { name, column }: OperationOf<'addColumn'>): void {
  const key = column.primaryKey && !column.autoIncrement ? ' PRIMARY KEY' : ''
  text.append('column', columnText(session, name, column) + key)
}

function alterColumn(session: Session, table: string, text: TableText, { name, change }: OperationOf<'alterColumn'>): void {
  const column = columnOf(table, text, name)
  const words = changedType(change)
  const behindType = column.type.end
  const remove = (kind: ConstraintText['kind']): void => {
    for (const { start, end, kind: found } of column.constraints) if (found === kind) text.replace(leftOf(text, start), end, '')
  }
  if (words !== undefined && !isNumberedAnyway(text, column, typeOf(words)))
    text.replace(column.type.start, column.type.end, `${column.type.text === '' ? ' ' : ''}${typeOf(words)}`)
  if (change.nullable === true) remove('notNull')
  if (change.nullable === false) takeNoNull(text, column)
  if (change.default !== undefined) {
    remove('default')
    if (change.default !== null) text.replace(behindType, behindType, ` DEFAULT ${defaultClause(session, change.default)}`)
  }
  if (change.collation !== undefined) {
    remove('collate')
    if (change.collation !== null) text.replace(behindType, behindType, ` COLLATE ${session.quote(change.collation)}`)
  }
  if (change.autoIncrement !== undefined) numberColumn(session, table, text, column, change.autoIncrement)
}

/** SQLite alone takes NULL in a primary key; a key that was made with the table takes none either. */
function takeNoNull(text: TableText, { type, constraints }: ColumnText): void {
  if (!constraints.some(({ kind }) => kind === 'notNull')) text.replace(type.end, type.end, ' NOT NULL')
}

/** Only INTEGER in this word is numbered, and it holds every whole number that other databases have types for. */
const isNumberedAnyway = ({ text }: TableText, column: ColumnText, type: string): boolean =>
  /^(?:tiny|small|medium|big)?int(?:eger)?$/i.test(type) &&
  column.constraints.some(({ kind, start, end }) => kind === 'primaryKey' && /\bautoincrement$/i.test(text.slice(start, end)))

function numberColumn(session: Session, table: string, text: TableText, column: ColumnText, numbered: boolean): void {
  const key = column.constraints.find(({ kind }) => kind === 'primaryKey')
  if (!key) {
    throw unsupported(
      session,
      `numbers for '${table}.${column.name}', which is no primary key by itself`,
      'Only { type: "integer", primaryKey: true } is numbered.',
    )
  }
  const written = text.text.slice(key.start, key.end)
  const isNumbered = /\bautoincrement$/i.test(written)
  if (isNumbered !== numbered)
    text.replace(key.start, key.end, numbered ? `${written} AUTOINCREMENT` : written.replace(/\s*autoincrement$/i, ''))
}

function dropConstraint(table: string, text: TableText, { name, constraint, ifExists, existing }: OperationOf<'dropConstraint'>): void {
  const meaning = name === undefined && existing ? meaningOf(existing) : undefined
  const isIt = (found: ConstraintText & { readonly columns?: readonly string[] }): boolean => {
    if (name !== undefined) return found.name?.toLowerCase() === name.toLowerCase()
    if (found.kind !== (constraint ?? 'primaryKey') || found.name !== undefined) return false
    if (meaning === undefined) return true
    return found.kind === 'check'
      ? wordsOf(text.text.slice(found.start, found.end)) === `CHECK ${meaning}`
      : found.columns?.join('\n').toLowerCase() === meaning
  }
  const ofTable = text.constraints.find(isIt)
  if (ofTable) {
    if (ofTable.part.isAlone) return text.removePart(ofTable.part)
    return text.replace(leftOf(text, ofTable.start), ofTable.end, '')
  }
  const ofColumn = text.columns.flatMap((column) => column.constraints.map((found) => ({ ...found, columns: [column.name] }))).find(isIt)
  if (ofColumn) return text.replace(leftOf(text, ofColumn.start), ofColumn.end, '')
  if (ifExists) return
  const known = [...text.constraints, ...text.columns.flatMap((column) => column.constraints)].flatMap((found) => found.name ?? [])
  throw new MigError('MIG_OPERATION_INVALID', `there is no constraint ${name === undefined ? `of this kind` : `'${name}'`} in '${table}'`, {
    details: { table, constraint: name, known },
    hint: known.length === 0 ? 'None of its constraints has a name.' : `It has: ${known.join(', ')}.`,
  })
}

/** What tells an unnamed constraint from its like. */
function meaningOf(existing: Operation): string | undefined {
  switch (existing.kind) {
    case 'createUniqueConstraint':
      return existing.unique.columns.join('\n').toLowerCase()
    case 'createForeignKey':
      return existing.foreignKey.columns.join('\n').toLowerCase()
    case 'createCheckConstraint':
      return wordsOf(`(${existing.check.expression})`)
    default:
      return undefined
  }
}

/** A text without its layout, comments and letter case. */
const wordsOf = (text: string): string =>
  tokensOf(text, 'sqlite')
    .map((token) => token.word || (token.kind === 'name' ? token.name.toUpperCase() : token.text))
    .join(' ')

function columnOf(table: string, text: TableText, name: string): ColumnText {
  const column = text.column(name)
  if (column) return column
  throw new MigError('MIG_OPERATION_INVALID', `there is no column '${name}' in '${table}'`, {
    details: { table, column: name },
    hint: `It has: ${text.columns.map((one) => one.name).join(', ')}.`,
  })
}

/** The layout before a place goes with what stands there. */
function leftOf({ text }: TableText, start: number): number {
  let at = start
  while (/\s/.test(text[at - 1] ?? '')) at -= 1
  return at
}
