import { MigError } from '@mig/core'
import type { ColumnDefinition } from './definitions.js'
import type { ColumnChange, Operation, OperationOf, TableOperation } from './operation.js'
import { takesCollation } from './takes-collation.js'

/**
 * The operation that undoes another one. Rows that a change took with it do not come back.
 *
 * Drops and changes are turned round with the help of their `existing`: what was there before.
 *
 * @throws {MigError} `MIG_IRREVERSIBLE`, which says what is lost or missing
 * @example
 * reverseOf({ kind: 'renameTable', table: 'a', name: 'b' }) // { kind: 'renameTable', table: 'b', name: 'a' }
 */
export function reverseOf(operation: Operation): Operation {
  switch (operation.kind) {
    case 'createTable': {
      const { table, columns, options } = operation
      return { kind: 'dropTable', table, existing: { columns, ...(options && { options }) } }
    }
    case 'dropTable':
      return { kind: 'createTable', table: operation.table, ...kept(operation, 'the table') }
    case 'renameTable':
      return { kind: 'renameTable', table: operation.name, name: operation.table }
    case 'commentTable': {
      const existing = kept(operation, 'the comment before')
      return { ...operation, comment: existing.comment, existing: { comment: operation.comment } }
    }
    case 'createView':
      if (operation.view.replace) throw irreversible(operation, 'the view that it replaces is not known')
      return {
        kind: 'dropView',
        name: operation.name,
        existing: operation.view,
        ...(operation.view.materialized && { materialized: true }),
      }
    case 'dropView':
      return { kind: 'createView', name: operation.name, view: kept(operation, 'the view') }
    case 'createEnum':
      return { kind: 'dropEnum', name: operation.name, existing: operation.values }
    case 'alterEnum':
      if (operation.change.add?.length) throw irreversible(operation, 'a value of an enum cannot be taken away')
      return { ...operation, change: { rename: (operation.change.rename ?? []).map(({ from, to }) => ({ from: to, to: from })).reverse() } }
    case 'dropEnum':
      return { kind: 'createEnum', name: operation.name, values: kept(operation, 'the values') }
    case 'createSequence':
      return { kind: 'dropSequence', name: operation.name, existing: operation.sequence ?? {} }
    case 'dropSequence':
      return { kind: 'createSequence', name: operation.name, sequence: kept(operation, 'the sequence') }
    case 'bulkInsert':
      throw irreversible(operation, 'rows that were inserted cannot be told from those that were there')
    case 'execute':
      throw irreversible(operation, `nothing says what undoes it: ${operation.text.trim().slice(0, 100)}`)
    case 'batchAlterTable':
      // The reverse of a table's operation is one again. What the table is then, only the database knows.
      return {
        kind: 'batchAlterTable',
        table: operation.table,
        operations: operation.operations.map((one) => reverseOf(one) as TableOperation).reverse(),
      }
    default:
      return reverseOfTable(operation)
  }
}

function reverseOfTable(operation: TableOperation): Operation {
  switch (operation.kind) {
    case 'addColumn':
      return { kind: 'dropColumn', table: operation.table, name: operation.name, existing: operation.column }
    case 'dropColumn':
      return { kind: 'addColumn', table: operation.table, name: operation.name, column: kept(operation, 'the column') }
    case 'alterColumn':
      return reverseOfChange(operation)
    case 'createIndex':
      return { kind: 'dropIndex', name: operation.name, table: operation.table, existing: operation.index }
    case 'dropIndex':
      if (operation.table === undefined) throw irreversible(operation, 'its table is not named')
      return { kind: 'createIndex', name: operation.name, table: operation.table, index: kept(operation, 'the index') }
    case 'createPrimaryKey':
      return { kind: 'dropConstraint', table: operation.table, name: operation.name, constraint: 'primaryKey', existing: operation }
    case 'createForeignKey':
      return {
        kind: 'dropConstraint',
        table: operation.table,
        name: operation.foreignKey.name,
        constraint: 'foreignKey',
        existing: operation,
      }
    case 'createUniqueConstraint':
      return {
        kind: 'dropConstraint',
        table: operation.table,
        name: operation.unique.name,
        constraint: 'unique',
        existing: operation,
      }
    case 'createCheckConstraint':
      return {
        kind: 'dropConstraint',
        table: operation.table,
        name: operation.check.name,
        constraint: 'check',
        existing: operation,
      }
    case 'createExclusionConstraint':
      return {
        kind: 'dropConstraint',
        table: operation.table,
        name: operation.exclusion.name,
        constraint: 'exclusion',
        existing: operation,
      }
    case 'dropConstraint':
      return kept(operation, 'the constraint')
  }
}

/** Everything that the change touches, as it was. */
function reverseOfChange(operation: OperationOf<'alterColumn'>): Operation {
  const { table, name, change, existing } = operation
  const isRename = Object.entries(change).every(([key, value]) => value === undefined || key === 'name')
  if (isRename && change.name !== undefined) return { kind: 'alterColumn', table, name: change.name, change: { name } }
  const before = kept(operation, 'the column before')
  const touches = (...keys: readonly (keyof ColumnChange)[]): boolean => keys.some((key) => change[key] !== undefined)
  const { type, native, length, precision, scale } = before
  const hadNone = before.collation === undefined && touches('type') && !takesCollation(type)
  const reverse: ColumnChange = {
    ...(touches('name') ? { name } : {}),
    ...(touches('type')
      ? {
          type,
          ...(native !== undefined && { native }),
          ...(length !== undefined && { length }),
          ...(precision !== undefined && { precision }),
          ...(scale !== undefined && { scale }),
        }
      : {}),
    ...(touches('nullable') ? { nullable: before.nullable !== false } : {}),
    ...(touches('default') ? { default: before.default ?? null } : {}),
    ...(touches('comment') ? { comment: before.comment ?? null } : {}),
    ...(touches('collation') && !hadNone ? { collation: before.collation ?? null } : {}),
    ...(touches('autoIncrement') ? { autoIncrement: before.autoIncrement ?? false } : {}),
  }
  return { kind: 'alterColumn', table, name: change.name ?? name, change: reverse, existing: changedColumn(existing!, change) }
}

/** A column's definition with a change in it. */
export function changedColumn(column: ColumnDefinition, change: ColumnChange): ColumnDefinition {
  const { native: _native, length: _length, precision: _precision, scale: _scale, ...rest } = column
  const { name: _name, using: _using, comment, default: fallback, collation, type, ...others } = change
  const { default: oldDefault, comment: oldComment, collation: oldCollation, ...base } = type === undefined ? column : { ...rest, type }
  const newDefault = fallback === undefined ? oldDefault : fallback
  const newComment = comment === undefined ? oldComment : comment
  const newCollation = collation === undefined ? oldCollation : collation
  return {
    ...base,
    ...others,
    ...(newCollation === undefined || newCollation === null ? {} : { collation: newCollation }),
    ...(newDefault === undefined || newDefault === null ? {} : { default: newDefault }),
    ...(newComment === undefined || newComment === null ? {} : { comment: newComment }),
  }
}

/** What was there, given beside a drop or change. */
function kept<Existing>(operation: Operation & { readonly existing?: Existing }, what: string): NonNullable<Existing> {
  if (operation.existing !== undefined && operation.existing !== null) return operation.existing
  throw irreversible(operation, `${what} is not known: give it as \`existing\``)
}

function irreversible(operation: Operation, why: string): MigError {
  const place = 'name' in operation && operation.name !== undefined ? operation.name : 'table' in operation ? operation.table : ''
  return new MigError('MIG_IRREVERSIBLE', `op.${operation.kind}${place === '' ? '' : ` of '${place}'`} has no way back: ${why}`, {
    details: { operation: operation.kind, name: place },
    hint: 'Write the downgrade by hand, and take `autoReverse` out. Nothing was changed.',
  })
}
