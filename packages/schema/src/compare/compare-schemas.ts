import { canonicalJson, type Catalog, type CatalogTable, type Dialect } from '@mig/core'
import { dialectSchemas } from '../dialect-schemas.js'
import type { Operation, TableOperation } from '../operation.js'
import { compareColumns } from './compare-columns.js'
import { compareEnums } from './compare-enums.js'
import { createTableOf, foreignKeyOf, isDefaultAction, keyOf, named } from './definitions-of.js'

/** What has to be done to one schema so that it is another one. */
export interface SchemaChanges {
  /** In an order in which they can run. Each knows its reverse, where there is one. */
  readonly operations: readonly Operation[]
  /** What differs and no operation changes, in words. */
  readonly notes: readonly string[]
}

/**
 * The operations that make one schema of another. Both catalogs come from one server, so that nothing is spelled in two ways.
 *
 * Constraints and indexes are compared by what they say, not by their names, and columns without their order. Views, routines, triggers
 * and sequences that only `from` has are left alone.
 *
 * @example
 * const { operations } = compareSchemas(await database.inspect(), await scratch.inspect())
 * for (const operation of operations) await runOperation(session, operation)
 */
export function compareSchemas(from: Catalog, to: Catalog): SchemaChanges {
  const { dialect } = from
  const [before, after] = [byName(from.tables), byName(to.tables)]
  const created = inOrderOfReferences(to.tables.filter(({ name }) => !before.has(name)))
  const dropped = inOrderOfReferences(from.tables.filter(({ name }) => !after.has(name))).toReversed()
  const common = from.tables.flatMap((table) => (after.has(table.name) ? [[table, after.get(table.name)!] as const] : []))
  const notes: string[] = []
  const enums = compareEnums(from, to, notes)
  const changes = common.map(([old, fresh]) => compareTables(dialect, old, fresh, notes))
  const doomed = new Set(dropped.map(({ name }) => name))
  const operations: Operation[] = [
    ...(dialect === 'sqlite' ? [] : dropped.flatMap((table) => looseEnds(table, doomed))),
    ...changes.flatMap(({ dropForeignKeys }) => dropForeignKeys),
    ...enums.before,
    ...missingExtension(from, to),
    ...createTables(dialect, created, new Set(before.keys())),
    ...changes.flatMap(({ others }) => others),
    ...changes.flatMap(({ createForeignKeys }) => createForeignKeys),
    ...dropped.map((table) => dropTable(dialect, table, doomed)),
    ...enums.after,
    ...compareViews(from, to),
  ]
  return { operations, notes }
}

/** TypeORM numbers uuids by a function of an extension, which catalogs leave out; where the first such default comes, it may not be there yet. */
function missingExtension(from: Catalog, to: Catalog): readonly Operation[] {
  const isUsed = ({ tables }: Catalog): boolean =>
    tables.some(({ columns }) => columns.some((column) => column.default?.startsWith('uuid_generate_v')))
  return isUsed(to) && !isUsed(from) ? [{ kind: 'execute', text: 'CREATE EXTENSION IF NOT EXISTS "uuid-ossp"' }] : []
}

/** Foreign keys between tables that are all dropped would be in the way of the first one when they go in a circle. */
function looseEnds(table: CatalogTable, doomed: ReadonlySet<string>): readonly Operation[] {
  return table.foreignKeys
    .filter((key) => key.referencedTable !== table.name && doomed.has(key.referencedTable) && key.name !== undefined)
    .map((key) => dropForeignKey(table.name, key))
}

/** Its foreign keys to tables that stay go with it, and come back with it. */
function dropTable(dialect: Dialect, table: CatalogTable, doomed: ReadonlySet<string>): Operation {
  const stays = (name: string): boolean => dialect === 'sqlite' || name === table.name || !doomed.has(name)
  const { columns, options } = createTableOf(
    dialect,
    table,
    table.foreignKeys.filter(({ referencedTable }) => stays(referencedTable)),
  )
  const indexes = table.indexes.map((index) => ({ name: index.name, ...dialectSchemas[dialect].fromCatalog.index(index) }))
  return {
    kind: 'dropTable',
    table: table.name,
    existing: { columns, options: { ...options, ...(indexes.length === 0 ? {} : { indexes }) } },
  }
}

function createTables(dialect: Dialect, tables: readonly CatalogTable[], existing: ReadonlySet<string>): readonly Operation[] {
  const { fromCatalog } = dialectSchemas[dialect]
  const there = new Set(existing)
  const late: Operation[] = []
  const operations: Operation[] = []
  for (const table of tables) {
    there.add(table.name)
    // SQLite takes references to what is not there yet, and could only add them by a rebuild.
    const isNow = (name: string): boolean => dialect === 'sqlite' || there.has(name)
    const now = table.foreignKeys.filter((key) => isNow(key.referencedTable))
    // The server makes the index of a foreign key by itself.
    const made = new Set(dialect === 'mysql' ? now.map(({ name }) => name) : [])
    const indexes = table.indexes.filter(({ name }) => !made.has(name)).map((index) => ({ name: index.name, ...fromCatalog.index(index) }))
    const operation = createTableOf(dialect, table, now)
    operations.push(indexes.length === 0 ? operation : { ...operation, options: { ...operation.options, indexes } })
    for (const key of table.foreignKeys)
      if (!isNow(key.referencedTable)) late.push({ kind: 'createForeignKey', table: table.name, foreignKey: foreignKeyOf(key) })
  }
  return [...operations, ...late]
}

interface TableChanges {
  readonly dropForeignKeys: readonly Operation[]
  readonly others: readonly Operation[]
  readonly createForeignKeys: readonly Operation[]
}

function compareTables(dialect: Dialect, old: CatalogTable, fresh: CatalogTable, notes: string[]): TableChanges {
  const table = old.name
  const { fromCatalog } = dialectSchemas[dialect]
  const columns = compareColumns(dialect, old, fresh, notes)
  const uniques = unmatched(old.uniques, fresh.uniques, ({ columns: names, options }) => [names, options])
  const checks = unmatched(fromCatalog.checks(old), fromCatalog.checks(fresh), ({ expression }) => expression)
  const action = (text: string): string => (isDefaultAction(text) || (dialect === 'mysql' && text === 'RESTRICT') ? '' : text)
  const keys = unmatched(old.foreignKeys, fresh.foreignKeys, (key) => ({
    ...key,
    name: undefined,
    onDelete: action(key.onDelete),
    onUpdate: action(key.onUpdate),
  }))
  const madeByKey = new Set(dialect === 'mysql' ? [...keys.old, ...keys.fresh].map(({ name }) => name) : [])
  const indexes = unmatched(
    old.indexes.filter(({ name }) => !madeByKey.has(name)),
    fresh.indexes.filter(({ name }) => !madeByKey.has(name)),
    (index) => [index.columns, index.unique, index.where, index.method],
  )
  const exclusions = unmatched(
    fromCatalog.options(old).exclusions ?? [],
    fromCatalog.options(fresh).exclusions ?? [],
    ({ name: _name, ...rest }) => rest,
  )
  const isKeyChanged = canonicalJson(old.primaryKey?.columns ?? []) !== canonicalJson(fresh.primaryKey?.columns ?? [])
  const [oldKey, newKey] = [old.primaryKey, fresh.primaryKey].map((key) => key && keyOf(dialect, key))
  const createKey = (key: NonNullable<typeof oldKey>) => ({ kind: 'createPrimaryKey', table, ...key }) as const
  const drops: TableOperation[] = [
    ...indexes.old.map((index) => ({ kind: 'dropIndex', name: index.name, table, existing: fromCatalog.index(index) }) as const),
    ...uniques.old.map((unique): TableOperation => {
      const definition = keyOf(dialect, unique)
      return {
        kind: 'dropConstraint',
        table,
        name: unique.name,
        constraint: 'unique',
        existing: { kind: 'createUniqueConstraint', table, unique: definition },
      }
    }),
    ...checks.old.map((check): TableOperation => ({
      kind: 'dropConstraint',
      table,
      name: check.name,
      constraint: 'check',
      existing: { kind: 'createCheckConstraint', table, check: named(check) },
    })),
    ...exclusions.old.map((exclusion): TableOperation => ({
      kind: 'dropConstraint',
      table,
      name: exclusion.name,
      constraint: 'exclusion',
      existing: { kind: 'createExclusionConstraint', table, exclusion },
    })),
    ...(isKeyChanged && oldKey
      ? [{ kind: 'dropConstraint', table, name: oldKey.name, constraint: 'primaryKey', existing: createKey(oldKey) } as const]
      : []),
  ]
  const creates: TableOperation[] = [
    ...(isKeyChanged && newKey ? [createKey(newKey)] : []),
    ...uniques.fresh.map((unique) => ({ kind: 'createUniqueConstraint', table, unique: keyOf(dialect, unique) }) as const),
    ...checks.fresh.map((check) => ({ kind: 'createCheckConstraint', table, check: named(check) }) as const),
    ...exclusions.fresh.map((exclusion) => ({ kind: 'createExclusionConstraint', table, exclusion }) as const),
    ...indexes.fresh.map((index) => ({ kind: 'createIndex', name: index.name, table, index: fromCatalog.index(index) }) as const),
  ]
  const dropForeignKeys = keys.old.map((key) => dropForeignKey(table, key))
  const createForeignKeys = keys.fresh.map((key) => ({ kind: 'createForeignKey', table, foreignKey: foreignKeyOf(key) }) as const)
  const comment: readonly Operation[] =
    old.comment === fresh.comment ? [] : [{ kind: 'commentTable', table, comment: fresh.comment, existing: { comment: old.comment } }]
  const changes: readonly TableOperation[] = [
    ...drops,
    ...columns.remade.dropped,
    ...columns.added,
    ...columns.altered,
    ...columns.remade.added,
    ...columns.dropped,
    ...creates,
  ]
  if (dialect !== 'sqlite') return { dropForeignKeys, others: [...changes, ...comment], createForeignKeys }
  // One rebuild for all of it.
  const all = [...dropForeignKeys, ...changes, ...createForeignKeys]
  const others: readonly Operation[] = all.length > 1 ? [{ kind: 'batchAlterTable', table, operations: all }] : all
  return { dropForeignKeys: [], others: [...others, ...comment], createForeignKeys: [] }
}

function dropForeignKey(table: string, key: CatalogTable['foreignKeys'][number]): TableOperation {
  return {
    kind: 'dropConstraint',
    table,
    name: key.name,
    constraint: 'foreignKey',
    existing: { kind: 'createForeignKey', table, foreignKey: foreignKeyOf(key) },
  }
}

/** Views that the models have; of the others models know nothing. */
function compareViews(from: Catalog, to: Catalog): readonly Operation[] {
  const old = new Map(from.views.map((view) => [view.name, view.definition]))
  return to.views.flatMap(({ name, definition }): readonly Operation[] => {
    const before = old.get(name)
    if (before === definition) return []
    const drop: readonly Operation[] =
      before === undefined ? [] : [{ kind: 'dropView', name, ...(viewOf(before) && { existing: viewOf(before) }) }]
    return [...drop, { kind: 'createView', name, view: viewOf(definition) }]
  })
}

/** A view from its text in the catalog: `view as SELECT …`, `materialized view as …`, or what stands behind its name. */
function viewOf(definition: string): { readonly query: string; readonly materialized?: boolean } {
  const query = definition.replace(/^[^;]*?\bas\s+(?=\(?\s*(?:select|with|values)\b)/i, '').replace(/;\s*$/, '')
  return definition.startsWith('materialized') ? { query, materialized: true } : { query }
}

/** What only one of two lists has, by what the members say; two alike stand for two, and of those the one of the same name is the same. */
function unmatched<Member extends { readonly name?: string | undefined }>(
  old: readonly Member[],
  fresh: readonly Member[],
  meaning: (member: Member) => unknown,
): { readonly old: readonly Member[]; readonly fresh: readonly Member[] } {
  const left = new Set(fresh)
  const says = (member: Member): string => canonicalJson(meaning(member))
  const take = (accept: (member: Member, other: Member) => boolean, members: readonly Member[]): readonly Member[] =>
    members.filter((member) => {
      const found = [...left].find((other) => says(other) === says(member) && accept(member, other))
      return found === undefined || !left.delete(found)
    })
  const renamed = take((member, other) => member.name === other.name, old)
  // Where its name is wanted for another thing, it has to go.
  const wanted = new Set(fresh.map(({ name }) => name))
  const isFree = ({ name }: Member): boolean => name === undefined || !wanted.has(name)
  return { old: take(isFree, renamed), fresh: fresh.filter((member) => left.has(member)) }
}

/** Tables after those that they refer to, as far as that goes. */
function inOrderOfReferences(tables: readonly CatalogTable[]): readonly CatalogTable[] {
  const waiting = byName(tables)
  const ordered: CatalogTable[] = []
  const visit = (table: CatalogTable): void => {
    if (!waiting.delete(table.name)) return
    for (const key of table.foreignKeys) {
      const other = waiting.get(key.referencedTable)
      if (other) visit(other)
    }
    ordered.push(table)
  }
  for (const table of tables) visit(table)
  return ordered
}

const byName = (tables: readonly CatalogTable[]): Map<string, CatalogTable> => new Map(tables.map((table) => [table.name, table]))
