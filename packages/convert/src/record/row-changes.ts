import type { CatalogTable } from '@mig/core'
import type { LiteralRows } from './table-rows.js'

/** A table with its rows before and after. */
export interface TableChange {
  readonly table: CatalogTable
  readonly before: LiteralRows
  readonly after: LiteralRows
}

/** How a dialect writes what these statements need. */
export interface RowDialect {
  quote(name: string): string
  /** Lets an INSERT give values to columns that the server numbers always. */
  readonly overriding: (table: CatalogTable) => string
}

/** The statements that make the rows of each table what they are afterwards, and the tables that cannot be said row by row. */
export interface RowChanges {
  readonly statements: readonly string[]
  /** A sentence each. */
  readonly obstacles: readonly string[]
}

/**
 * What changes the rows: deletes first, from the tables that refer to others; then updates, and inserts into the tables that others refer to
 * first. Rows are told apart by the primary key; without one, rows can only be added.
 */
export function rowChanges(changes: readonly TableChange[], dialect: RowDialect): RowChanges {
  const ordered = parentsFirst(changes)
  const perTable = ordered.map((change) => changesOf(change, dialect))
  return {
    statements: [
      ...perTable.toReversed().flatMap(({ deletes }) => deletes),
      ...perTable.flatMap(({ updates }) => updates),
      ...perTable.flatMap(({ inserts }) => inserts),
    ],
    obstacles: perTable.flatMap(({ obstacle }) => obstacle ?? []),
  }
}

/** Updates alone, of some columns, of rows that are there before and after: for what has to be right before the schema is changed. */
export function columnUpdates({ table, before, after }: TableChange, columns: readonly string[], dialect: RowDialect): readonly string[] {
  const key = table.primaryKey?.columns
  if (!key) return []
  const old = new Map(before.rows.map((row) => [keyText(before, row, key), row]))
  return after.rows.flatMap((row) => {
    const was = old.get(keyText(after, row, key))
    if (!was) return []
    const set = columns.filter((column) => cell(before, was, column) !== cell(after, row, column))
    return set.length === 0 ? [] : [update(table, after, row, { key, set }, dialect)]
  })
}

interface Statements {
  readonly deletes: readonly string[]
  readonly updates: readonly string[]
  readonly inserts: readonly string[]
  readonly obstacle?: string
}

function changesOf({ table, before, after }: TableChange, dialect: RowDialect): Statements {
  const key = table.primaryKey?.columns
  const insert = (row: readonly string[]): string =>
    `INSERT INTO ${dialect.quote(table.name)} (${after.columns.map((column) => dialect.quote(column)).join(', ')})${dialect.overriding(table)} VALUES (${row.join(', ')})`
  if (!key) {
    const { added, removed } = countRows(before, after)
    if (removed > 0) {
      return {
        deletes: [],
        updates: [],
        inserts: [],
        obstacle: `rows of ${table.name}, which has no primary key, are other ones afterwards`,
      }
    }
    return { deletes: [], updates: [], inserts: added.map(insert) }
  }
  const old = new Map(before.rows.map((row) => [keyText(before, row, key), row]))
  const kept = new Set<string>()
  const updates: string[] = []
  const inserts: string[] = []
  for (const row of after.rows) {
    const text = keyText(after, row, key)
    const was = old.get(text)
    if (!was) inserts.push(insert(row))
    else {
      kept.add(text)
      const set = after.columns.filter((column) => cell(before, was, column) !== cell(after, row, column))
      if (set.length > 0) updates.push(update(table, after, row, { key, set }, dialect))
    }
  }
  const deletes = before.rows
    .filter((row) => !kept.has(keyText(before, row, key)))
    .map((row) => `DELETE FROM ${dialect.quote(table.name)} WHERE ${condition(before, row, key, dialect)}`)
  return { deletes, updates, inserts }
}

const cell = ({ columns }: LiteralRows, row: readonly string[], column: string): string | undefined => row[columns.indexOf(column)]

const keyText = (rows: LiteralRows, row: readonly string[], key: readonly string[]): string =>
  JSON.stringify(key.map((column) => cell(rows, row, column)))

function update(
  table: CatalogTable,
  rows: LiteralRows,
  row: readonly string[],
  { key, set }: { readonly key: readonly string[]; readonly set: readonly string[] },
  dialect: RowDialect,
): string {
  const values = set.map((column) => `${dialect.quote(column)} = ${cell(rows, row, column)}`).join(', ')
  return `UPDATE ${dialect.quote(table.name)} SET ${values} WHERE ${condition(rows, row, key, dialect)}`
}

const condition = (rows: LiteralRows, row: readonly string[], key: readonly string[], dialect: RowDialect): string =>
  key.map((column) => `${dialect.quote(column)} = ${cell(rows, row, column)}`).join(' AND ')

function countRows(before: LiteralRows, after: LiteralRows): { readonly added: readonly (readonly string[])[]; readonly removed: number } {
  const left = new Map<string, number>()
  for (const row of before.rows) left.set(JSON.stringify(row), (left.get(JSON.stringify(row)) ?? 0) + 1)
  const added = after.rows.filter((row) => {
    const count = left.get(JSON.stringify(row)) ?? 0
    if (count > 0) left.set(JSON.stringify(row), count - 1)
    return count === 0
  })
  return { added, removed: [...left.values()].reduce((sum, count) => sum + count, 0) }
}

/** Tables before those that refer to them; in a circle as they come. */
function parentsFirst(changes: readonly TableChange[]): readonly TableChange[] {
  const byName = new Map(changes.map((change) => [change.table.name, change]))
  const ordered = new Set<TableChange>()
  const seen = new Set<string>()
  const visit = (change: TableChange): void => {
    if (seen.has(change.table.name)) return
    seen.add(change.table.name)
    for (const { referencedTable } of change.table.foreignKeys) {
      const parent = byName.get(referencedTable)
      if (parent) visit(parent)
    }
    ordered.add(change)
  }
  for (const change of changes) visit(change)
  return [...ordered]
}
