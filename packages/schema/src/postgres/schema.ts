import type { Session } from '@mig/core'
import { primaryKeyOf, tableConstraints } from '../constraint-text.js'
import { sequenceText } from '../sequence-text.js'
import type { DialectSchema } from '../dialect-schema.js'
import type { OperationOf } from '../operation.js'
import { unsupported } from '../refusals.js'
import { alterTable } from './alter-table.js'
import { columnText, commentColumn } from './column-text.js'
import { fromCatalog } from './from-catalog.js'
import { createIndex, dropIndex } from './index-text.js'
import { typeOf } from './types.js'

/** PostgreSQL. */
export const schema: DialectSchema = {
  typeOf,
  fromCatalog,
  createTable,
  alterTable,
  createIndex,
  dropIndex,
  commentTable: (session, table, comment) => [`COMMENT ON TABLE ${session.quote(table)} IS ${session.literal(comment ?? null)}`],
  object: (session, operation) => {
    const name = session.quote(operation.name)
    switch (operation.kind) {
      case 'createView': {
        const { query, materialized, replace } = operation.view
        if (materialized && replace) throw unsupported(session, 'OR REPLACE for a materialized view', 'Drop it first: op.dropView.')
        return [`CREATE${replace ? ' OR REPLACE' : ''}${materialized ? ' MATERIALIZED' : ''} VIEW ${name} AS ${query}`]
      }
      case 'dropView':
        return [`DROP${operation.materialized ? ' MATERIALIZED' : ''} VIEW ${operation.ifExists ? 'IF EXISTS ' : ''}${name}`]
      case 'createEnum':
        return [`CREATE TYPE ${name} AS ENUM (${operation.values.map((value) => session.literal(value)).join(', ')})`]
      case 'alterEnum':
        return alterEnum(session, operation)
      case 'dropEnum':
        return [`DROP TYPE ${operation.ifExists ? 'IF EXISTS ' : ''}${name}`]
      case 'createSequence':
        return [`CREATE SEQUENCE ${operation.sequence?.ifNotExists ? 'IF NOT EXISTS ' : ''}${name}${sequenceText(operation.sequence)}`]
      case 'dropSequence':
        return [`DROP SEQUENCE ${operation.ifExists ? 'IF EXISTS ' : ''}${name}`]
    }
  },
}

function createTable(session: Session, operation: OperationOf<'createTable'>): readonly string[] {
  const { table, columns, options = {} } = operation
  const key = primaryKeyOf(operation)
  const isKey = (name: string) => key?.columns.includes(name) ?? false
  const body = [
    ...Object.entries(columns).map(([name, column]) => columnText(session, name, isKey(name) ? { ...column, nullable: false } : column)),
    ...tableConstraints(session, key, options),
  ]
  return [
    `CREATE TABLE ${options.ifNotExists ? 'IF NOT EXISTS ' : ''}${session.quote(table)} (${body.join(', ')})`,
    ...(options.comment === undefined ? [] : [`COMMENT ON TABLE ${session.quote(table)} IS ${session.literal(options.comment)}`]),
    ...Object.entries(columns).flatMap(([name, { comment }]) => commentColumn(session, table, name, comment)),
  ]
}

function alterEnum(session: Session, { name, change }: OperationOf<'alterEnum'>): readonly string[] {
  const type = session.quote(name)
  const place = ({ before, after }: { readonly before?: string; readonly after?: string }): string =>
    before !== undefined ? ` BEFORE ${session.literal(before)}` : after !== undefined ? ` AFTER ${session.literal(after)}` : ''
  return [
    ...(change.rename ?? []).map(({ from, to }) => `ALTER TYPE ${type} RENAME VALUE ${session.literal(from)} TO ${session.literal(to)}`),
    ...(change.add ?? []).map((added) => `ALTER TYPE ${type} ADD VALUE ${session.literal(added.value)}${place(added)}`),
  ]
}
