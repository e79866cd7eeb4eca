import { columnText, indexColumnText, sizedType } from '../column-text.js'
import type { DialectSchema } from '../dialect-schema.js'

const types = {
  integer: 'integer',
  boolean: 'boolean',
  varchar: 'character varying',
  char: 'character',
  decimal: 'numeric',
  float: 'real',
  double: 'double precision',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  json: 'jsonb',
  uuid: 'uuid',
  binary: 'bytea',
}

/** PostgreSQL. */
export const schema: DialectSchema = {
  typeOf: (column) => sizedType(column, types),
  addColumn: (session, table, name, column) =>
    `ALTER TABLE ${session.quote(table)} ADD COLUMN ${columnText(session, schema, name, column)}`,
  createIndex: (session, name, table, { columns, unique, where, concurrently, ifNotExists }) =>
    [
      `CREATE${unique ? ' UNIQUE' : ''} INDEX${concurrently ? ' CONCURRENTLY' : ''}${ifNotExists ? ' IF NOT EXISTS' : ''} ${session.quote(name)}`,
      `ON ${session.quote(table)} (${columns.map((column) => indexColumnText(session, column)).join(', ')})`,
      where === undefined ? '' : `WHERE ${where}`,
    ]
      .filter(Boolean)
      .join(' '),
  dropIndex: (session, name, { ifExists, concurrently }) =>
    `DROP INDEX${concurrently ? ' CONCURRENTLY' : ''}${ifExists ? ' IF EXISTS' : ''} ${session.quote(name)}`,
}
