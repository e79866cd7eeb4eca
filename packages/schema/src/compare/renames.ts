import { canonicalJson, MigError, type Catalog, type CatalogTable } from '@mig/core'
import type { Operation } from '../operation.js'

/** A table or column that has another name now. */
export interface Rename {
  readonly table: string
  /** Absent: the table itself. */
  readonly column?: string
  readonly name: string
}

/** `account.name=full_name`, `account=client`. */
export const renameText = ({ table, column, name }: Rename): string => `${table}${column === undefined ? '' : `.${column}`}=${name}`

/** @throws {MigError} `MIG_OPTION_INVALID` */
export function parseRename(text: string): Rename {
  const [, table, column, name] = /^([^.=]+)(?:\.([^=]+))?=([^=]+)$/.exec(text) ?? []
  if (table !== undefined && name !== undefined) return { table, ...(column === undefined ? {} : { column }), name }
  throw new MigError('MIG_OPTION_INVALID', `'${text}' is no rename`, {
    details: { rename: text },
    hint: 'Write table.old=new, or old=new for a table.',
  })
}

/**
 * What may have been renamed: a column that is gone and one that is new in its table and alike in all but the name, and a table that is gone
 * and a new one with the same columns; where each has only one that fits.
 */
export function proposeRenames(from: Catalog, to: Catalog): readonly Rename[] {
  const [before, after] = [from, to].map(({ tables }) => new Map(tables.map((table) => [table.name, table])))
  const gone = from.tables.filter(({ name }) => !after!.has(name))
  const fresh = to.tables.filter(({ name }) => !before!.has(name))
  const tables = pairs(gone, fresh, ({ columns }) => columns.map(({ name, type }) => `${name} ${type}`).toSorted())
  const columns = from.tables.flatMap((table) => {
    const other = after!.get(table.name)
    if (!other) return []
    const lost = table.columns.filter(({ name }) => !other.columns.some((column) => column.name === name))
    const added = other.columns.filter(({ name }) => !table.columns.some((column) => column.name === name))
    return pairs(lost, added, ({ name: _name, ...rest }) => rest).map(([old, now]) => ({
      table: table.name,
      column: old.name,
      name: now.name,
    }))
  })
  return [...tables.map(([old, now]) => ({ table: old.name, name: now.name })), ...columns]
}

/** Members of two lists that mean the same and have no second of their kind on either side. */
function pairs<Member>(
  old: readonly Member[],
  fresh: readonly Member[],
  meaning: (member: Member) => unknown,
): readonly (readonly [Member, Member])[] {
  const text = (member: Member): string => canonicalJson(meaning(member))
  return old.flatMap((member) => {
    const fits = fresh.filter((other) => text(other) === text(member))
    const rivals = old.filter((other) => text(other) === text(member))
    return fits.length === 1 && rivals.length === 1 ? [[member, fits[0]!] as const] : []
  })
}

/**
 * A catalog in which something has another name already, and the operations that do it.
 *
 * @throws {MigError} `MIG_OPTION_INVALID` for what is not there
 */
export function applyRenames(
  catalog: Catalog,
  renames: readonly Rename[],
): { readonly catalog: Catalog; readonly operations: readonly Operation[] } {
  // Tables first: their columns are named with the name that the table had.
  const ordered = renames.toSorted((a, b) => Number(a.column !== undefined) - Number(b.column !== undefined))
  const names = new Map(ordered.flatMap(({ table, column, name }) => (column === undefined ? [[table, name] as const] : [])))
  let renamed = catalog
  const operations: Operation[] = []
  for (const rename of ordered) {
    const table = rename.column === undefined ? rename.table : (names.get(rename.table) ?? rename.table)
    const found = renamed.tables.find(({ name }) => name === table)
    if (!found || (rename.column !== undefined && !found.columns.some(({ name }) => name === rename.column))) throw notThere(rename)
    if (rename.column === undefined) {
      renamed = withTable(renamed, table, rename.name)
      operations.push({ kind: 'renameTable', table, name: rename.name })
    } else {
      renamed = withColumn(renamed, table, rename.column, rename.name)
      operations.push({ kind: 'alterColumn', table, name: rename.column, change: { name: rename.name } })
    }
  }
  return { catalog: renamed, operations }
}

const withTable = (catalog: Catalog, from: string, to: string): Catalog => ({
  ...catalog,
  tables: catalog.tables.map((table) => ({
    ...table,
    name: table.name === from ? to : table.name,
    foreignKeys: table.foreignKeys.map((key) => (key.referencedTable === from ? { ...key, referencedTable: to } : key)),
  })),
})

function withColumn(catalog: Catalog, table: string, from: string, to: string): Catalog {
  const swap = (names: readonly string[]): readonly string[] =>
    names.map((name) => (name === from ? to : name.startsWith(`${from} `) ? to + name.slice(from.length) : name))
  const inTable = (one: CatalogTable): CatalogTable => ({
    ...one,
    columns: one.columns.map((column) => (column.name === from ? { ...column, name: to } : column)),
    primaryKey: one.primaryKey && { ...one.primaryKey, columns: swap(one.primaryKey.columns) },
    uniques: one.uniques.map((unique) => ({ ...unique, columns: swap(unique.columns) })),
    indexes: one.indexes.map((index) => ({ ...index, columns: swap(index.columns) })),
    foreignKeys: one.foreignKeys.map((key) => ({ ...key, columns: swap(key.columns) })),
  })
  return {
    ...catalog,
    tables: catalog.tables.map((one) => {
      const own = one.name === table ? inTable(one) : one
      return {
        ...own,
        foreignKeys: own.foreignKeys.map((key) =>
          key.referencedTable === table ? { ...key, referencedColumns: swap(key.referencedColumns) } : key,
        ),
      }
    }),
  }
}

const notThere = (rename: Rename): MigError =>
  new MigError(
    'MIG_OPTION_INVALID',
    `there is no ${rename.column === undefined ? `table '${rename.table}'` : `column '${rename.table}.${rename.column}'`} to rename`,
    {
      details: { rename: renameText(rename) },
      hint: 'Name what the database has: table.old=new, or old=new for a table.',
    },
  )
