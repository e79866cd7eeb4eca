import type { BookkeepingColumn, BookkeepingTable, SqlValue } from '@mig/core'

/** Quotes an identifier. */
export const quote = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`

/** Writes a value as a literal, for offline text. */
export function literal(value: SqlValue): string {
  if (value === null) return 'NULL'
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'number' || typeof value === 'bigint') return numberText(value)
  if (value instanceof Date) return `'${value.toISOString()}'`
  if (value instanceof Uint8Array) return `X'${Buffer.from(value).toString('hex')}'`
  // SQLite stops reading its text at a NUL.
  if (value.includes('\0')) return `CAST(X'${Buffer.from(value).toString('hex')}' AS TEXT)`
  return `'${value.replaceAll("'", "''")}'`
}

/** SQLite has no literal for infinity; 9e999 overflows to it, and NaN is stored as NULL. */
function numberText(value: number | bigint): string {
  if (typeof value === 'number' && Number.isNaN(value)) return 'NULL'
  if (value === Infinity) return '9e999'
  return value === -Infinity ? '-9e999' : String(value)
}

/** The DDL of a bookkeeping table; does nothing when it exists. */
export function createTableSql(table: BookkeepingTable): string {
  const numbered = table.columns.some((column) => column.autoIncrement)
  const constraint = table.primaryKeyName === undefined ? '' : `CONSTRAINT ${quote(table.primaryKeyName)} `
  const key = numbered ? [] : [`${constraint}PRIMARY KEY (${table.primaryKey.map(quote).join(', ')})`]
  return `CREATE TABLE IF NOT EXISTS ${quote(table.name)} (\n  ${[...table.columns.map(columnSql), ...key].join(',\n  ')}\n)`
}

function columnSql(column: BookkeepingColumn): string {
  // Exactly this spelling is numbered. AUTOINCREMENT would only matter where rows are removed, and write a second table each time.
  if (column.autoIncrement) return `${quote(column.name)} INTEGER PRIMARY KEY NOT NULL`
  return `${quote(column.name)} ${typeSql(column)}${column.nullable ? '' : ' NOT NULL'}`
}

function typeSql(column: BookkeepingColumn): string {
  switch (column.type) {
    case 'varchar':
      return `VARCHAR(${column.length ?? 255})`
    case 'integer':
      return 'INTEGER'
    case 'bigint':
      return 'BIGINT'
    case 'boolean':
      return 'BOOLEAN'
    case 'time':
    case 'text':
      return 'TEXT'
  }
}
