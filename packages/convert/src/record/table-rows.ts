import type { CatalogColumn, CatalogTable, Dialect, Session } from '@mig/core'

/** The rows of a table; each value is written as the server itself writes it as a literal, and two of them are equal exactly when the values are. */
export interface LiteralRows {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Reads every row, as literals. Columns that the server computes are left out: nobody writes them. */
export async function readLiteralRows(session: Session, table: CatalogTable): Promise<LiteralRows> {
  const columns = table.columns.filter(({ generated }) => generated === undefined)
  const list = columns.map((column, at) => `${literalOf[session.dialect](session.quote(column.name), column)} AS v${at}`)
  const found = await session.query<Record<string, unknown>>(`SELECT ${list.join(', ')} FROM ${session.quote(table.name)}`)
  return {
    columns: columns.map(({ name }) => name),
    rows: found.map((row) => columns.map((_column, at) => String(row[`v${at}`]))),
  }
}

const literalOf: Readonly<Record<Dialect, (name: string, column: CatalogColumn) => string>> = {
  // an untyped literal takes the type of the column that it is put into
  postgres: (name) => `quote_nullable(${name}::text)`,
  mysql: (name, { type }) => {
    if (/^(?:bit)\b/i.test(type)) return `IFNULL(CAST(${name} + 0 AS CHAR), 'NULL')`
    if (/binary|blob|geometry|point|linestring|polygon/i.test(type)) return `IFNULL(CONCAT('X''', HEX(${name}), ''''), 'NULL')`
    // shown with six digits, and kept with more
    if (/^float/i.test(type)) return `IFNULL(CAST(${name} + 0e0 AS CHAR), 'NULL')`
    return `QUOTE(${name})`
  },
  sqlite: (name) => `quote(${name})`,
}
