import type { Catalog, CatalogObject, CatalogTable, Session } from '@mig/core'
import { groupBy } from '../group-by.js'
import { sortedByName } from '../sorted-by-name.js'
import { catalogQueries } from './catalog-queries.js'
import type { ColumnRow, ConstraintRow, IndexRow, TableRow, TriggerRow, ViewRow } from './catalog-rows.js'
import { readCheck, readColumn, readForeignKey, readIndex, readKey } from './catalog-table.js'
import { quote } from './sql-text.js'

/**
 * Reads one schema of a PostgreSQL database: the named one, or the first of the search path.
 *
 * The server spells names with their schema unless the search path finds them; it is set to this schema alone meanwhile,
 * so that the spelling does not depend on who asks. Extensions, owners, privileges and statistics do not count.
 */
export async function readPostgresCatalog(session: Session, schema: string | undefined, leftOut: ReadonlySet<string>): Promise<Catalog> {
  const [path] = await session.query<{ schema: string | null; before: string }>(
    "SELECT coalesce($1, current_schema()) AS schema, current_setting('search_path') AS before",
    [schema ?? null],
  )
  if (!path || path.schema === null)
    return { dialect: 'postgres', tables: [], views: [], sequences: [], enums: [], routines: [], triggers: [] }
  const setPath = (text: string) => session.query("SELECT set_config('search_path', $1, false)", [text])
  await setPath(quote(path.schema))
  let catalog: Catalog
  try {
    catalog = await readSchema(session, path.schema, leftOut)
  } catch (error) {
    // A failed transaction takes the setting back itself, and refuses this.
    await setPath(path.before).catch(() => undefined)
    throw error
  }
  await setPath(path.before)
  return catalog
}

async function readSchema(session: Session, schema: string, leftOut: ReadonlySet<string>): Promise<Catalog> {
  const read = <Row>(kind: keyof typeof catalogQueries): Promise<Row[]> => session.query<Row>(catalogQueries[kind], [schema])
  const tables = (await read<TableRow>('tables')).filter((table) => !leftOut.has(table.name))
  const columns = groupBy(await read<ColumnRow>('columns'), (row) => row.owner)
  const constraints = groupBy(await read<ConstraintRow>('constraints'), (row) => row.owner)
  const indexes = groupBy(await read<IndexRow>('indexes'), (row) => row.owner)
  const views = await read<ViewRow>('views')
  const triggers = (await read<TriggerRow>('triggers')).filter((trigger) => !leftOut.has(trigger.owner))
  return {
    dialect: 'postgres',
    tables: sortedByName(
      tables.map((table) => readTable(table, columns.get(table.oid) ?? [], constraints.get(table.oid) ?? [], indexes.get(table.oid) ?? [])),
    ),
    views: sortedByName(views.map((view) => ({ name: view.name, definition: viewText(view, indexes.get(view.oid) ?? []) }))),
    sequences: sortedByName((await read<CatalogObject>('sequences')).filter((sequence) => !leftOut.has(sequence.name))),
    enums: sortedByName(await read<CatalogObject>('types')),
    routines: sortedByName(await read<CatalogObject>('routines')),
    triggers: sortedByName(triggers.map((trigger) => ({ name: `${trigger.owner}.${trigger.name}`, definition: triggerText(trigger) }))),
  }
}

function readTable(
  table: TableRow,
  columns: readonly ColumnRow[],
  constraints: readonly ConstraintRow[],
  indexes: readonly IndexRow[],
): CatalogTable {
  const ofKind = (kind: ConstraintRow['kind']) => constraints.filter((constraint) => constraint.kind === kind)
  const [primaryKey] = ofKind('p')
  return {
    name: table.name,
    columns: columns.map(readColumn),
    primaryKey: primaryKey && readKey(primaryKey),
    uniques: sortedByName(ofKind('u').map(readKey)),
    checks: sortedByName(ofKind('c').map(readCheck)),
    foreignKeys: sortedByName(ofKind('f').map(readForeignKey)),
    indexes: sortedByName(indexes.map(readIndex)),
    comment: table.comment ?? undefined,
    options: tableOptions(table, columns, ofKind('x')),
  }
}

function tableOptions(
  table: TableRow,
  columns: readonly ColumnRow[],
  exclusions: readonly ConstraintRow[],
): Readonly<Record<string, string>> {
  const prefixed = (prefix: string, record: Readonly<Record<string, string>> | null) =>
    Object.entries(record ?? {}).map(([name, text]) => [`${prefix} ${name}`, text] as const)
  const entries: readonly (readonly [string, string | null | undefined])[] = [
    ['kind', table.kind === 'f' ? 'foreign' : undefined],
    ['persistence', table.persistence === 'u' ? 'unlogged' : undefined],
    ['storage', table.storage],
    ['row security', table.row_security ? (table.force_row_security ? 'forced' : 'enabled') : undefined],
    ['replica identity', table.replica_identity === 'd' ? undefined : table.replica_identity],
    ['partition key', table.partition_key],
    [table.partition_bound === null ? 'inherits' : 'partition of', table.parents],
    ['partition bound', table.partition_bound],
    ...prefixed('rule', table.rules),
    ...prefixed('policy', table.policies),
    ...exclusions.map((exclusion) => [`exclusion ${exclusion.name}`, exclusion.definition] as const),
    ...columns.map((column) => [`storage of ${column.name}`, column.storage] as const),
  ]
  return Object.fromEntries(entries.flatMap(([name, text]) => (text === null || text === undefined ? [] : [[name, text]])))
}

function viewText(view: ViewRow, indexes: readonly IndexRow[]): string {
  const parts = [
    view.kind === 'm' ? 'materialized view' : 'view',
    view.options === null ? '' : ` with (${view.options})`,
    ` as ${view.definition.trim()}`,
    ...indexes.map((index) => `\n${index.definition}`).sort(),
    view.comment === null ? '' : `\ncomment ${view.comment}`,
  ]
  return parts.join('')
}

const triggerText = (trigger: TriggerRow): string =>
  trigger.enabled === 'O'
    ? trigger.definition
    : `${trigger.definition} (${{ D: 'disabled', R: 'replica', A: 'always' }[trigger.enabled] ?? trigger.enabled})`
