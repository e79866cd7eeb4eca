import type { CatalogForeignKey, CatalogKey, CatalogTable, Dialect } from '@mig/core'
import type { Deferrable, ForeignKeyAction, ForeignKeyDefinition, TableOptions, UniqueDefinition } from '../definitions.js'
import { dialectSchemas } from '../dialect-schemas.js'
import type { OperationOf } from '../operation.js'

/** The operation that creates a table of a catalog: with everything but its indexes, and with the foreign keys that are asked for. */
export function createTableOf(
  dialect: Dialect,
  table: CatalogTable,
  foreignKeys: readonly CatalogForeignKey[] = table.foreignKeys,
): OperationOf<'createTable'> {
  const { column, checks, options } = dialectSchemas[dialect].fromCatalog
  const columns = Object.fromEntries(table.columns.map((one) => [one.name, column(one, table)]))
  const numbered = Object.values(columns).some((one) => one.primaryKey)
  const all: TableOptions = {
    ...(table.primaryKey === undefined || numbered ? {} : { primaryKey: keyOf(dialect, table.primaryKey) }),
    ...(table.uniques.length === 0 ? {} : { uniques: table.uniques.map((unique) => keyOf(dialect, unique)) }),
    ...(checks(table).length === 0 ? {} : { checks: checks(table).map(named) }),
    ...(foreignKeys.length === 0 ? {} : { foreignKeys: foreignKeys.map(foreignKeyOf) }),
    ...(table.comment === undefined ? {} : { comment: table.comment }),
    ...options(table),
  }
  return { kind: 'createTable', table: table.name, columns, ...(Object.keys(all).length === 0 ? {} : { options: all }) }
}

/** A primary key or unique constraint. */
export function keyOf(dialect: Dialect, { name, columns, options }: CatalogKey): UniqueDefinition {
  const { keyColumn } = dialectSchemas[dialect].fromCatalog
  const deferrable = options['deferrable'] as Deferrable | undefined // the catalog writes only these
  return { ...(name === undefined ? {} : { name }), columns: columns.map(keyColumn), ...(deferrable === undefined ? {} : { deferrable }) }
}

/** A foreign key; what it does by default is left out. */
export function foreignKeyOf(key: CatalogForeignKey): ForeignKeyDefinition {
  const clauses = /deferrable( initially deferred)?/i.exec(key.options['clauses'] ?? '')
  const deferrable = (key.options['deferrable'] ?? (clauses ? `initially ${clauses[1] ? 'deferred' : 'immediate'}` : undefined)) as
    Deferrable | undefined
  const action = (text: string): ForeignKeyAction | undefined => (isDefaultAction(text) ? undefined : (text as ForeignKeyAction)) // the servers know no others
  const [onDelete, onUpdate] = [action(key.onDelete), action(key.onUpdate)]
  return {
    ...(key.name === undefined ? {} : { name: key.name }),
    columns: key.columns,
    references: { table: key.referencedTable, columns: key.referencedColumns },
    ...(onDelete === undefined ? {} : { onDelete }),
    ...(onUpdate === undefined ? {} : { onUpdate }),
    ...(deferrable === undefined ? {} : { deferrable }),
  }
}

/** `RESTRICT` and `NO ACTION` differ to PostgreSQL alone, which writes what was said. */
export const isDefaultAction = (action: string): boolean => action === '' || action === 'NO ACTION'

export const named = <Thing extends { readonly name: string | undefined }>({
  name,
  ...rest
}: Thing): Omit<Thing, 'name'> & { name?: string } => ({
  ...(name === undefined ? {} : { name }),
  ...rest,
})
