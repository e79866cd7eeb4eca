import { MigError } from '@mig/core'
import { columnText, indexColumnText, sizedType } from '../column-text.js'
import type { DialectSchema } from '../dialect-schema.js'
import { SqlExpression } from '../sql-expression.js'

const types = {
  timestamp: 'datetime',
  timestamptz: 'datetime',
  json: 'text',
  uuid: 'varchar(36)',
  binary: 'blob',
  double: 'double',
  float: 'float',
}

/** SQLite. Columns are added and dropped by its own ALTER TABLE; what that cannot do is refused, not done by copying the table. */
export const schema: DialectSchema = {
  typeOf: (column) => sizedType(column, types),
  addColumn: (session, table, name, column) => {
    const refused =
      column.primaryKey || column.unique
        ? 'a primary key or unique column'
        : column.nullable === false && (column.default === undefined || column.default === null)
          ? 'a column that must not be null without a default'
          : column.default instanceof SqlExpression
            ? 'a column whose default is an expression'
            : undefined
    if (refused !== undefined) {
      throw new MigError('MIG_OPERATION_UNSUPPORTED', `SQLite cannot add ${refused}: '${name}' to '${table}'`, {
        details: { table, column: name },
        hint: 'Give it a constant default, add it as nullable, or create a unique index afterwards.',
      })
    }
    return `ALTER TABLE ${session.quote(table)} ADD COLUMN ${columnText(session, schema, name, column)}`
  },
  createIndex: (session, name, table, { columns, unique, where, ifNotExists }) =>
    [
      `CREATE${unique ? ' UNIQUE' : ''} INDEX${ifNotExists ? ' IF NOT EXISTS' : ''} ${session.quote(name)}`,
      `ON ${session.quote(table)} (${columns.map((column) => indexColumnText(session, column)).join(', ')})`,
      where === undefined ? '' : `WHERE ${where}`,
    ]
      .filter(Boolean)
      .join(' '),
  dropIndex: (session, name, { ifExists }) => `DROP INDEX${ifExists ? ' IF EXISTS' : ''} ${session.quote(name)}`,
}
