import type { Session } from '@mig/core'
import { changedType, defaultText } from '../column-text.js'
import { constraintOf, isConstraintOperation } from '../constraint-text.js'
import type { OperationOf, TableOperation } from '../operation.js'
import { namelessConstraint } from '../refusals.js'
import { send } from '../send.js'
import { columnText, commentColumn } from './column-text.js'
import { createIndex, dropIndex } from './index-text.js'
import { guardLoss } from './guard-loss.js'
import { guardCollation, readCollation } from './keep-collation.js'
import { numberColumn, unnumberColumn, widenNumbers } from './number-column.js'
import { currentType, refuseLoss, refuseNulls } from './refuse-loss.js'
import { integers, typeOf } from './types.js'

/** Changes a table by PostgreSQL's own ALTER TABLE, one change after the other. */
export async function alterTable(session: Session, table: string, operations: readonly TableOperation[]): Promise<void> {
  for (const operation of operations) await alter(session, table, operation)
}

async function alter(session: Session, table: string, operation: TableOperation): Promise<void> {
  const alterTo = (change: string): string => `ALTER TABLE ${session.quote(table)} ${change}`
  if (isConstraintOperation(operation)) return await send(session, [alterTo(`ADD ${constraintOf(session, operation)}`)])
  switch (operation.kind) {
    case 'addColumn': {
      const { name, column, ifNotExists } = operation
      const text = columnText(session, name, column) + (column.primaryKey ? ' PRIMARY KEY' : '')
      await send(session, [alterTo(`ADD COLUMN ${ifNotExists ? 'IF NOT EXISTS ' : ''}${text}`)])
      return await send(session, commentColumn(session, table, name, column.comment))
    }
    case 'dropColumn':
      return await send(session, [alterTo(`DROP COLUMN ${operation.ifExists ? 'IF EXISTS ' : ''}${session.quote(operation.name)}`)])
    case 'dropConstraint': {
      if (operation.name === undefined && operation.constraint !== 'primaryKey') throw namelessConstraint(table)
      const name = operation.name ?? `${table}_pkey`
      return await send(session, [alterTo(`DROP CONSTRAINT ${operation.ifExists ? 'IF EXISTS ' : ''}${session.quote(name)}`)])
    }
    case 'createIndex':
      return await send(session, [createIndex(session, operation.name, table, operation.index)])
    case 'dropIndex':
      return await send(session, [dropIndex(session, operation.name, operation)])
    case 'alterColumn':
      return await alterColumn(session, table, operation)
  }
}

async function alterColumn(session: Session, table: string, operation: OperationOf<'alterColumn'>): Promise<void> {
  const { name, change, existing } = operation
  const words = changedType(change)
  const type = words && typeOf(words)
  const isChecked = type !== undefined && change.using === undefined
  if (session.capabilities.offline) {
    // SET NOT NULL looks by itself.
    if (isChecked) await send(session, [guardLoss(session, table, name, type)])
    if (type !== undefined && change.collation === undefined && existing?.collation === undefined)
      await send(session, [guardCollation(session, table, name, type)])
  } else {
    if (change.nullable === false) await refuseNulls(session, table, name)
    if (isChecked) await refuseLoss(session, table, name, type)
  }
  const column = `ALTER COLUMN ${session.quote(name)}`
  const fallback = change.default === null ? undefined : defaultText(session, change.default)
  const collation = await collationText(session, table, operation, type)
  const parts: string[] = []
  // A default of the old type may have no cast to the new one: it goes first when a new one comes.
  if (change.default === null || (fallback !== undefined && type !== undefined)) parts.push(`${column} DROP DEFAULT`)
  if (type !== undefined || change.collation !== undefined) {
    const using = change.using === undefined ? '' : ` USING ${change.using}`
    parts.push(`${column} TYPE ${type ?? (existing && typeOf(existing)) ?? (await currentType(session, table, name))}${collation}${using}`)
  }
  if (fallback !== undefined) parts.push(`${column} SET DEFAULT ${fallback}`)
  if (change.nullable !== undefined) parts.push(`${column} ${change.nullable ? 'DROP' : 'SET'} NOT NULL`)
  if (parts.length > 0) await send(session, [`ALTER TABLE ${session.quote(table)} ${parts.join(', ')}`])
  if (change.autoIncrement !== undefined)
    await send(session, [(change.autoIncrement ? numberColumn : unnumberColumn)(session, table, name)])
  else if (type !== undefined && integers.includes(type)) await send(session, [widenNumbers(session, table, name, type)])
  await send(session, commentColumn(session, table, name, change.comment))
  if (change.name !== undefined && change.name !== name)
    await send(session, [`ALTER TABLE ${session.quote(table)} RENAME COLUMN ${session.quote(name)} TO ${session.quote(change.name)}`])
}

/** The collation that is asked for, or the one that the column has: a new type would take its own. */
async function collationText(
  session: Session,
  table: string,
  { name, change, existing }: OperationOf<'alterColumn'>,
  type: string | undefined,
): Promise<string> {
  if (change.collation !== undefined) return ` COLLATE ${session.quote(change.collation ?? 'default')}`
  if (type === undefined) return ''
  if (!session.capabilities.offline) {
    const collation = await readCollation(session, table, name, type)
    return collation === undefined ? '' : ` COLLATE ${collation}`
  }
  return existing?.collation === undefined ? '' : ` COLLATE ${session.quote(existing.collation)}`
}
