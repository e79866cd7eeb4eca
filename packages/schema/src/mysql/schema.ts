import { MigError } from '@mig/core'
import { columnText, indexColumnText, sizedType } from '../column-text.js'
import type { DialectSchema } from '../dialect-schema.js'

const types = {
  integer: 'int',
  boolean: 'tinyint(1)',
  double: 'double',
  timestamp: 'datetime',
  timestamptz: 'timestamp',
  uuid: 'char(36)',
  binary: 'longblob',
}

/** MySQL and MariaDB. */
export const schema: DialectSchema = {
  typeOf: (column) => sizedType(column, types),
  addColumn: (session, table, name, column) => {
    const comment = column.comment === undefined ? '' : ` COMMENT ${session.literal(column.comment)}`
    return `ALTER TABLE ${session.quote(table)} ADD COLUMN ${columnText(session, schema, name, column)}${comment}`
  },
  createIndex: (session, name, table, { columns, unique, where, ifNotExists }) => {
    if (where !== undefined) throw unsupported('a partial index', 'Leave `where` out on this database: if (op.dialect !== "mysql") …')
    if (ifNotExists && !/mariadb/i.test(session.capabilities.server))
      throw unsupported('IF NOT EXISTS on an index', 'Leave `ifNotExists` out.')
    return `CREATE${unique ? ' UNIQUE' : ''} INDEX${ifNotExists ? ' IF NOT EXISTS' : ''} ${session.quote(name)} ON ${session.quote(table)} (${columns.map((column) => indexColumnText(session, column)).join(', ')})`
  },
  dropIndex: (session, name, { table, ifExists }) => {
    if (table === undefined) throw unsupported('dropping an index without its table', `Write op.dropIndex('${name}', { table: '…' }).`)
    if (ifExists && !/mariadb/i.test(session.capabilities.server)) throw unsupported('IF EXISTS on an index', 'Leave `ifExists` out.')
    return `DROP INDEX${ifExists ? ' IF EXISTS' : ''} ${session.quote(name)} ON ${session.quote(table)}`
  },
}

function unsupported(what: string, hint: string): MigError {
  return new MigError('MIG_OPERATION_UNSUPPORTED', `MySQL does not know ${what}`, { details: { what }, hint })
}
