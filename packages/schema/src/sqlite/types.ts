import { sizedType, type TypeWords } from '../column-text.js'

const types = {
  timestamp: 'datetime',
  timestamptz: 'datetime',
  json: 'text',
  uuid: 'varchar(36)',
  binary: 'blob',
  double: 'double',
  float: 'float',
}

/** SQLite's type for a definition. */
export const typeOf = (column: TypeWords): string => sizedType(column, types)
