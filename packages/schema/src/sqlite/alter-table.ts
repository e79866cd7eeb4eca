import type { Session } from '@mig/core'
import type { OperationOf, TableOperation } from '../operation.js'
import { refuseExclusion, refuseUsing } from '../refusals.js'
import { send } from '../send.js'
import { SqlExpression } from '../sql-expression.js'
import { columnText } from './column-text.js'
import type { RebuildOperation } from './edit-table.js'
import { createIndex, dropIndex } from './index-text.js'
import { rebuildOffline } from './rebuild-offline.js'
import { readTable, rebuildTable } from './rebuild-table.js'

/**
 * Changes a table: by SQLite's own ALTER TABLE what that does right (a new column, a new name, a column that nothing uses), by one rebuild
 * what comes together otherwise.
 */
export async function alterTable(session: Session, table: string, operations: readonly TableOperation[], existing?: string): Promise<void> {
  for (const operation of operations) {
    refuseExclusion(session, operation)
    refuseUsing(session, operation)
  }
  if (session.capabilities.offline && existing !== undefined) return await alterOffline(session, table, operations, existing)
  let pending: RebuildOperation[] = []
  const flush = async (): Promise<void> => {
    if (pending.length > 0) await rebuildTable(session, table, pending)
    pending = []
  }
  for (const operation of operations) {
    const own =
      pending.length > 0 && operation.kind !== 'createIndex' && operation.kind !== 'dropIndex'
        ? undefined
        : await ownStatement(session, table, operation)
    if (own !== undefined) {
      await flush()
      await send(session, own)
      continue
    }
    // Both are no index: those always have a statement of their own.
    pending.push(operation as RebuildOperation)
    const renamed = operation.kind === 'alterColumn' ? operation.change.name : undefined
    if (renamed !== undefined && operation.kind === 'alterColumn' && renamed !== operation.name) {
      await flush()
      await send(session, renameColumn(session, table, operation))
    }
  }
  await flush()
}

/** One rebuild of the table as it was told; what SQLite does by itself to indexes and names comes after it. */
async function alterOffline(session: Session, table: string, operations: readonly TableOperation[], existing: string): Promise<void> {
  const dropped = operations.flatMap((operation) => (operation.kind === 'dropIndex' ? operation.name.toLowerCase() : []))
  const isIndex = (operation: TableOperation): boolean => operation.kind === 'createIndex' || operation.kind === 'dropIndex'
  const rebuilt = operations.filter((operation): operation is RebuildOperation => !isIndex(operation))
  await rebuildOffline(session, table, rebuilt, existing, new Set(dropped))
  for (const operation of operations) {
    if (operation.kind === 'createIndex') await send(session, [createIndex(session, operation.name, table, operation.index)])
    const isRename = operation.kind === 'alterColumn' && operation.change.name !== undefined && operation.change.name !== operation.name
    if (isRename) await send(session, renameColumn(session, table, operation))
  }
}

/** What SQLite does by itself; `undefined` where the table has to be rebuilt. */
async function ownStatement(session: Session, table: string, operation: TableOperation): Promise<readonly string[] | undefined> {
  switch (operation.kind) {
    case 'createIndex':
      return [createIndex(session, operation.name, table, operation.index)]
    case 'dropIndex':
      return [dropIndex(session, operation.name, operation)]
    case 'addColumn':
      return isAddable(operation)
        ? [`ALTER TABLE ${session.quote(table)} ADD COLUMN ${columnText(session, operation.name, operation.column)}`]
        : undefined
    case 'dropColumn':
      return (await isDroppable(session, table, operation.name))
        ? [`ALTER TABLE ${session.quote(table)} DROP COLUMN ${session.quote(operation.name)}`]
        : undefined
    case 'alterColumn': {
      const isRename = Object.entries(operation.change).every(([key, value]) => value === undefined || key === 'name')
      if (isRename) return renameColumn(session, table, operation)
      const isComment = Object.entries(operation.change).every(([key, value]) => value === undefined || key === 'comment')
      return isComment ? [] : undefined
    }
    default:
      return undefined
  }
}

const renameColumn = (session: Session, table: string, { name, change }: OperationOf<'alterColumn'>): readonly string[] => [
  `ALTER TABLE ${session.quote(table)} RENAME COLUMN ${session.quote(name)} TO ${session.quote(change.name!)}`,
]

function isAddable({ column, ifNotExists }: OperationOf<'addColumn'>): boolean {
  if (ifNotExists || column.primaryKey || column.unique || column.autoIncrement || column.generated?.stored) return false
  if (column.default instanceof SqlExpression) return false
  return column.nullable !== false || (column.default !== undefined && column.default !== null)
}

/** A column whose own definition holds a key, a reference or a check is more than SQLite takes away by itself. */
async function isDroppable(session: Session, table: string, name: string): Promise<boolean> {
  if (session.capabilities.offline) return true
  const column = (await readTable(session, table)).text.column(name)
  return !column?.constraints.some(({ kind }) => ['unique', 'foreignKey', 'check'].includes(kind))
}
