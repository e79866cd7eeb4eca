import type { Session } from '@mig/core'
import { primaryKeyOf, tableConstraints } from '../constraint-text.js'
import type { DialectSchema } from '../dialect-schema.js'
import type { OperationOf } from '../operation.js'
import { isMariadb, unsupported } from '../refusals.js'
import { sequenceText } from '../sequence-text.js'
import { alterTable } from './alter-table.js'
import { columnText } from './column-text.js'
import { fromCatalog } from './from-catalog.js'
import { createIndex, dropIndex } from './index-text.js'
import { typeOf } from './types.js'

/** MySQL and MariaDB. */
export const schema: DialectSchema = {
  typeOf,
  fromCatalog,
  createTable,
  alterTable,
  createIndex,
  dropIndex,
  commentTable: (session, table, comment) => [`ALTER TABLE ${session.quote(table)} COMMENT = ${session.literal(comment ?? '')}`],
  object: (session, operation) => {
    const name = session.quote(operation.name)
    switch (operation.kind) {
      case 'createView':
        if (operation.view.materialized) throw unsupported(session, 'materialized views', 'Leave `materialized` out on this database.')
        return [`CREATE${operation.view.replace ? ' OR REPLACE' : ''} VIEW ${name} AS ${operation.view.query}`]
      case 'dropView':
        if (operation.materialized) throw unsupported(session, 'materialized views', 'Leave `materialized` out on this database.')
        return [`DROP VIEW ${operation.ifExists ? 'IF EXISTS ' : ''}${name}`]
      case 'createSequence':
        if (!isMariadb(session)) throw unsupported(session, 'sequences', 'Number the rows by AUTO_INCREMENT: { autoIncrement: true }.')
        return [`CREATE SEQUENCE ${operation.sequence?.ifNotExists ? 'IF NOT EXISTS ' : ''}${name}${sequenceText(operation.sequence)}`]
      case 'dropSequence':
        if (!isMariadb(session)) throw unsupported(session, 'sequences', 'Leave it out on this database.')
        return [`DROP SEQUENCE ${operation.ifExists ? 'IF EXISTS ' : ''}${name}`]
      default:
        throw unsupported(session, 'enum types of their own', "An enum is the type of a column: { type: \"enum('a','b')\" }, changed by op.alterColumn.") // prettier-ignore
    }
  },
}

function createTable(session: Session, operation: OperationOf<'createTable'>): readonly string[] {
  const { table, columns, options = {} } = operation
  if (options.exclusions?.length) throw unsupported(session, 'exclusion constraints', 'Leave them out on this database.')
  const key = primaryKeyOf(operation)
  const isKey = (name: string) => key?.columns.includes(name) ?? false
  const body = [
    ...Object.entries(columns).map(([name, column]) => columnText(session, name, isKey(name) ? { ...column, nullable: false } : column)),
    // The servers take a name of a primary key and forget it.
    ...tableConstraints(session, key, options),
  ]
  const suffix = [
    options.engine === undefined ? '' : ` ENGINE=${session.quote(options.engine)}`,
    options.collation === undefined ? '' : ` COLLATE=${session.quote(options.collation)}`,
    options.comment === undefined ? '' : ` COMMENT=${session.literal(options.comment)}`,
  ].join('')
  return [`CREATE TABLE ${options.ifNotExists ? 'IF NOT EXISTS ' : ''}${session.quote(table)} (${body.join(', ')})${suffix}`]
}
