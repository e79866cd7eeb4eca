import type { BookkeepingColumn, BookkeepingTable, SqlValue } from '@mig/core'

/** Quotes an identifier. */
export const quote = (identifier: string): string => `\`${identifier.replaceAll('`', '``')}\``

/** Writes a value as a literal, for offline text; a text with a backslash is written so that NO_BACKSLASH_ESCAPES does not matter. */
export function literal(value: SqlValue): string {
  if (value === null) return 'NULL'
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'NULL'
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Date) return `'${dateText(value)}'`
  if (value instanceof Uint8Array) return `X'${Buffer.from(value).toString('hex')}'`
  if (value.includes('\\')) return `CONVERT(X'${Buffer.from(value).toString('hex')}' USING utf8mb4)`
  return `'${value.replaceAll("'", "''")}'`
}

/** UTC, as `DATETIME` takes it: neither server takes the `T` and `Z` of ISO 8601 everywhere. */
export const dateText = (date: Date): string => date.toISOString().replace('T', ' ').replace('Z', '')

/**
 * The DDL of a bookkeeping table; does nothing when it exists.
 *
 * `utf8mb4_bin`: ids are compared byte by byte, as mig compares them; the server's default would take `A1` and `a1` for one.
 */
export function createTableSql(table: BookkeepingTable): string {
  const constraint = table.primaryKeyName === undefined ? '' : `CONSTRAINT ${quote(table.primaryKeyName)} `
  const key = `${constraint}PRIMARY KEY (${table.primaryKey.map(quote).join(', ')})`
  const body = [...table.columns.map(columnSql), key].join(',\n  ')
  return `CREATE TABLE IF NOT EXISTS ${quote(table.name)} (\n  ${body}\n) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`
}

function columnSql(column: BookkeepingColumn): string {
  const numbered = column.autoIncrement ? ' AUTO_INCREMENT' : ''
  return `${quote(column.name)} ${typeSql(column)}${column.nullable ? '' : ' NOT NULL'}${numbered}`
}

function typeSql(column: BookkeepingColumn): string {
  switch (column.type) {
    case 'varchar':
      return `VARCHAR(${column.length ?? 255})`
    case 'time':
      return 'VARCHAR(30)'
    case 'integer':
      return 'INT'
    case 'bigint':
      return 'BIGINT'
    case 'boolean':
      return 'BOOLEAN'
    case 'text':
      return 'MEDIUMTEXT'
  }
}
