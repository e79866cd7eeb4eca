import type { Session } from '@mig/core'
import { primaryKeyOf, tableConstraints } from '../constraint-text.js'
import type { DialectSchema } from '../dialect-schema.js'
import type { OperationOf } from '../operation.js'
import { unsupported } from '../refusals.js'
import { alterTable } from './alter-table.js'
import { columnText } from './column-text.js'
import { fromCatalog } from './from-catalog.js'
import { createIndex, dropIndex } from './index-text.js'
import { typeOf } from './types.js'

/** SQLite. What its own ALTER TABLE cannot do rebuilds the table. */
export const schema: DialectSchema = {
  typeOf,
  fromCatalog,
  createTable,
  alterTable,
  createIndex,
  dropIndex,
  commentTable: () => [],
  object: (session, operation) => {
    const name = session.quote(operation.name)
    switch (operation.kind) {
      case 'createView': {
        const { query, materialized, replace } = operation.view
        if (materialized) throw unsupported(session, 'materialized views', 'Leave `materialized` out on this database.')
        return [...(replace ? [`DROP VIEW IF EXISTS ${name}`] : []), `CREATE VIEW ${name} AS ${query}`]
      }
      case 'dropView':
        if (operation.materialized) throw unsupported(session, 'materialized views', 'Leave `materialized` out on this database.')
        return [`DROP VIEW ${operation.ifExists ? 'IF EXISTS ' : ''}${name}`]
      case 'createSequence':
      case 'dropSequence':
        throw unsupported(session, 'sequences', 'Number the rows by the key: { type: "integer", primaryKey: true, autoIncrement: true }.')
      default:
        throw unsupported(session, 'enum types', 'Use a text with a check: op.createCheckConstraint.')
    }
  },
}

function createTable(session: Session, operation: OperationOf<'createTable'>): readonly string[] {
  const { table, columns, options = {} } = operation
  const numbered = Object.values(columns).some((column) => column.autoIncrement)
  const key = primaryKeyOf(operation)
  if (numbered && key !== undefined && key.columns.length > 1)
    throw unsupported(
      session,
      `numbers in a primary key of several columns (${table})`,
      'Number a key of one column, and make the others unique with it.',
    )
  const isKey = (name: string) => key?.columns.includes(name) ?? false
  const body = [
    ...Object.entries(columns).map(([name, column]) => columnText(session, name, isKey(name) ? { ...column, nullable: false } : column)),
    ...tableConstraints(session, numbered ? undefined : key, options),
  ]
  if (options.exclusions?.length) throw unsupported(session, 'exclusion constraints', 'Leave them out on this database.')
  const suffix = [options.strict ? 'STRICT' : '', options.withoutRowid ? 'WITHOUT ROWID' : ''].filter(Boolean).join(', ')
  return [
    `CREATE TABLE ${options.ifNotExists ? 'IF NOT EXISTS ' : ''}${session.quote(table)} (${body.join(', ')})${suffix === '' ? '' : ` ${suffix}`}`,
  ]
}
