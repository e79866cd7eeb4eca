import { MigError, type Session } from '@mig/core'
import { changedType, defaultText } from '../column-text.js'
import { constraintOf, isConstraintOperation } from '../constraint-text.js'
import type { ColumnDefinition } from '../definitions.js'
import { needsValue } from '../needs-value.js'
import type { ColumnChange, OperationOf, TableOperation } from '../operation.js'
import { isMariadb, namelessConstraint, needsDatabase, refuseExclusion, refuseUsing, unsupported } from '../refusals.js'
import { send } from '../send.js'
import { SqlExpression } from '../sql-expression.js'
import { columnText } from './column-text.js'
import { createIndex, dropIndex } from './index-text.js'
import { guardLoss, guardMissingValues } from './guard-loss.js'
import { readColumn, type CurrentColumn } from './read-column.js'
import { refuseLoss, refuseMissingValues, refuseNulls, requireStrict } from './refuse-loss.js'
import { familyOf, typeOf } from './types.js'

/** Changes a table by the server's own ALTER TABLE, one change after the other. */
export async function alterTable(session: Session, table: string, operations: readonly TableOperation[]): Promise<void> {
  for (const operation of operations) {
    refuseExclusion(session, operation)
    refuseUsing(session, operation)
  }
  for (const operation of operations) await alter(session, table, operation)
}

async function alter(session: Session, table: string, operation: TableOperation): Promise<void> {
  const alterTo = (change: string): readonly string[] => [`ALTER TABLE ${session.quote(table)} ${change}`]
  if (isConstraintOperation(operation)) return await send(session, alterTo(`ADD ${constraintOf(session, operation)}`))
  const ifThere = (words: string): string => {
    if (!isMariadb(session)) throw unsupported(session, `${words} here`, 'Leave it out on this database.')
    return `${words} `
  }
  switch (operation.kind) {
    case 'addColumn': {
      const { name, column, ifNotExists } = operation
      const key = column.primaryKey ? ' PRIMARY KEY' : ''
      if (needsValue(column) && !ifNotExists) {
        if (session.capabilities.offline) await send(session, guardMissingValues(session, table, name))
        else await refuseMissingValues(session, { table, column: name })
      }
      return await send(
        session,
        alterTo(`ADD COLUMN ${ifNotExists ? ifThere('IF NOT EXISTS') : ''}${columnText(session, name, column)}${key}`),
      )
    }
    case 'dropColumn':
      return await send(session, alterTo(`DROP COLUMN ${operation.ifExists ? ifThere('IF EXISTS') : ''}${session.quote(operation.name)}`))
    case 'dropConstraint': {
      const ifExists = operation.ifExists ? ifThere('IF EXISTS') : ''
      return await send(session, alterTo(await dropConstraintText(session, table, operation, ifExists)))
    }
    case 'createIndex':
      return await send(session, [createIndex(session, operation.name, table, operation.index)])
    case 'dropIndex':
      return await send(session, [dropIndex(session, operation.name, { ...operation, table })])
    case 'alterColumn':
      return await alterColumn(session, table, operation)
  }
}

async function dropConstraintText(
  session: Session,
  table: string,
  { name, constraint }: OperationOf<'dropConstraint'>,
  ifExists: string,
): Promise<string> {
  if (constraint === 'primaryKey') return 'DROP PRIMARY KEY'
  if (name === undefined) throw namelessConstraint(table)
  const quoted = session.quote(name)
  switch (constraint) {
    case 'unique':
      return `DROP INDEX ${ifExists}${quoted}`
    case 'foreignKey': {
      // The index that the server made for the key bears its name, and would stay.
      const index = isMariadb(session)
        ? `, DROP INDEX IF EXISTS ${quoted}`
        : (await hasIndex(session, table, name))
          ? `, DROP INDEX ${quoted}`
          : ''
      return `DROP FOREIGN KEY ${ifExists}${quoted}${index}`
    }
    default:
      return `DROP CONSTRAINT ${ifExists}${quoted}`
  }
}

async function hasIndex(session: Session, table: string, name: string): Promise<boolean> {
  if (session.capabilities.offline) return false
  const rows = await session.query(
    'SELECT 1 FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND INDEX_NAME = ? LIMIT 1',
    [table, name],
  )
  return rows.length > 0
}

async function alterColumn(session: Session, table: string, operation: OperationOf<'alterColumn'>): Promise<void> {
  const { name, change } = operation
  const alterTo = (text: string): readonly string[] => [`ALTER TABLE ${session.quote(table)} ${text}`]
  if (isOnly(change, 'name')) return await send(session, alterTo(`RENAME COLUMN ${session.quote(name)} TO ${session.quote(change.name!)}`))
  if (isOnly(change, 'default') && !(change.default instanceof SqlExpression)) {
    const fallback = change.default === null ? undefined : defaultText(session, change.default)
    return await send(
      session,
      alterTo(`ALTER COLUMN ${session.quote(name)} ${fallback === undefined ? 'DROP DEFAULT' : `SET DEFAULT ${fallback}`}`),
    )
  }
  const words = changedType(change)
  const type = words && typeOf(words)
  const { offline } = session.capabilities
  const current = offline ? offlineColumn(table, name, operation.existing) : await onlineColumn(session, table, name)
  if (offline) {
    const from = typeOf(current.definition)
    const refusesNull = change.nullable === false && current.definition.nullable !== false
    const changesCharset = change.collation !== undefined
    await send(session, guardLoss(session, { table, column: name, from, to: type ?? from, refusesNull, changesCharset }))
  } else {
    if (change.nullable === false && current.definition.nullable !== false) await refuseNulls(session, table, name)
    if (type !== undefined) await refuseLoss(session, { table, column: name }, current.definition.type, type)
    if (change.collation !== undefined) await requireStrict(session, { table, column: name }, change.collation ?? 'the default collation')
  }
  const definition = changed(current.definition, change, type)
  const isSameType = type === undefined || type.toLowerCase() === typeOf(current.definition).toLowerCase()
  // A JSON column's own check goes with the type.
  const check = isSameType || !/^json_valid\(`(?:[^`]|``)*`\)$/i.test(current.check ?? '') ? current.check : undefined
  const text = (newName: string): string =>
    [columnText(session, newName, definition), current.isInvisible ? 'INVISIBLE' : '', check === undefined ? '' : `CHECK (${check})`]
      .filter(Boolean)
      .join(' ')
  if (change.name === undefined || change.name === name) return await send(session, alterTo(`MODIFY COLUMN ${text(name)}`))
  if (check === undefined) return await send(session, alterTo(`CHANGE COLUMN ${session.quote(name)} ${text(change.name)}`))
  // The check names the column as it was.
  await send(session, alterTo(`MODIFY COLUMN ${text(name)}`))
  await send(session, alterTo(`RENAME COLUMN ${session.quote(name)} TO ${session.quote(change.name)}`))
}

/** The definition with the change in it; `undefined` takes nothing away. */
function changed(current: ColumnDefinition, change: ColumnChange, type: string | undefined): ColumnDefinition {
  const {
    default: _default,
    comment: _comment,
    collation: _collation,
    length: _length,
    precision: _precision,
    scale: _scale,
    ...kept
  } = current
  const isText = /^(?:text|enum)$/.test(familyOf(type ?? current.type).family)
  const fallback = 'default' in change ? change.default : current.default
  const comment = 'comment' in change ? change.comment : current.comment
  const collation = change.collation === undefined ? (isText ? current.collation : undefined) : (change.collation ?? undefined)
  return {
    ...kept,
    type: type ?? typeOf(current),
    native: true,
    ...(fallback === undefined || fallback === null ? {} : { default: fallback }),
    ...(comment === undefined || comment === null ? {} : { comment }),
    ...(collation === undefined ? {} : { collation }),
    ...(change.nullable === undefined ? {} : { nullable: change.nullable }),
    ...(change.autoIncrement === undefined ? {} : { autoIncrement: change.autoIncrement }),
  }
}

async function onlineColumn(session: Session, table: string, name: string): Promise<CurrentColumn> {
  const current = await readColumn(session, table, name)
  if (current) return current
  throw new MigError('MIG_OPERATION_INVALID', `there is no column '${name}' in '${table}'`, {
    details: { table, column: name },
    hint: 'Correct the name; `mig compare` shows what the database has.',
  })
}

function offlineColumn(table: string, name: string, existing: ColumnDefinition | undefined): CurrentColumn {
  if (existing) return { definition: existing, check: undefined, isInvisible: false }
  throw needsDatabase(
    `what '${table}.${name}' is, which MODIFY COLUMN repeats`,
    `Give the column as it is now: op.alterColumn('${table}', '${name}', { …, existing: { type: '…', nullable: … } }).`,
  )
}

const isOnly = (change: ColumnChange, key: keyof ColumnChange): boolean =>
  Object.entries(change).every(([name, value]) => value === undefined || name === key) && change[key] !== undefined
