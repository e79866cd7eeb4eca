import type { Catalog, CatalogObject, Session } from '@mig/core'
import { groupBy } from '../group-by.js'
import { sortedByName } from '../sorted-by-name.js'
import { catalogQueries } from './catalog-queries.js'
import type * as rows from './catalog-rows.js'
import { readTable } from './catalog-table.js'
import { literal, quote } from './sql-text.js'

/**
 * Reads the schema of a MySQL or MariaDB database.
 *
 * The database's own name, which the server writes into views, is left out of them, so that a copy under another name is
 * equal. Definers, counters of AUTO_INCREMENT and start times of events do not count.
 */
export async function readMysqlCatalog(session: Session, leftOut: ReadonlySet<string>): Promise<Catalog> {
  const [current] = await session.query<{ name: string | null; mode: string }>('SELECT DATABASE() AS name, @@sql_mode AS mode')
  const { name, mode } = current ?? { name: null, mode: '' }
  // Under ANSI_QUOTES the server spells every name in what it answers differently.
  if (!mode.includes('ANSI_QUOTES')) return await readDatabase(session, name ?? '', leftOut)
  await session.query("SET sql_mode = ''")
  try {
    return await readDatabase(session, name ?? '', leftOut)
  } finally {
    await session.query('SET sql_mode = ?', [mode])
  }
}

async function readDatabase(session: Session, database: string, leftOut: ReadonlySet<string>): Promise<Catalog> {
  const isMariadb = session.capabilities.server.startsWith('MariaDB')
  const read = <Row>(kind: keyof typeof catalogQueries): Promise<Row[]> => session.query<Row>(catalogQueries[kind])
  const tables = (await read<rows.TableRow>('tables')).filter((table) => !leftOut.has(table.TABLE_NAME))
  const ofTable = (row: { readonly TABLE_NAME: string }): string => row.TABLE_NAME
  const columns = groupBy(await read<rows.ColumnRow>('columns'), ofTable)
  const indexes = groupBy(await read<rows.IndexRow>('indexes'), ofTable)
  const references = groupBy(await read<rows.ReferenceRow>('references'), ofTable)
  const rules = groupBy(references.size === 0 ? [] : await read<rows.RuleRow>('rules'), ofTable)
  const checks = groupBy(await readChecks(session, isMariadb), ofTable)
  const hasPartitions = tables.some((table) => /partitioned/i.test(table.CREATE_OPTIONS ?? ''))
  const partitions = groupBy(hasPartitions ? await read<rows.PartitionRow>('partitions') : [], ofTable)
  const triggers = (await read<rows.TriggerRow>('triggers')).filter((trigger) => !leftOut.has(trigger.EVENT_OBJECT_TABLE))
  return {
    dialect: 'mysql',
    tables: sortedByName(
      tables
        .filter((table) => !['VIEW', 'SEQUENCE'].includes(table.TABLE_TYPE))
        .map((table) =>
          readTable({
            table,
            columns: columns.get(table.TABLE_NAME) ?? [],
            indexes: indexes.get(table.TABLE_NAME) ?? [],
            references: references.get(table.TABLE_NAME) ?? [],
            rules: rules.get(table.TABLE_NAME) ?? [],
            checks: checks.get(table.TABLE_NAME) ?? [],
            partitions: partitions.get(table.TABLE_NAME) ?? [],
            isMariadb,
            database,
          }),
        ),
    ),
    views: sortedByName(
      tables.some((table) => table.TABLE_TYPE === 'VIEW')
        ? (await read<rows.ViewRow>('views')).map((view) => viewObject(view, database))
        : [],
    ),
    sequences: await readSequences(
      session,
      tables.filter((table) => table.TABLE_TYPE === 'SEQUENCE').map((table) => table.TABLE_NAME),
    ),
    enums: [],
    routines: sortedByName([...(await readRoutines(session)), ...(await read<rows.EventRow>('events')).map(eventObject)]),
    triggers: sortedByName(triggers.map(triggerObject)),
  }
}

/** Servers without the table (MySQL before 8.0.16) have no checks. */
async function readChecks(session: Session, isMariadb: boolean): Promise<readonly rows.CheckRow[]> {
  const [known] = await session.query(
    "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'information_schema' AND TABLE_NAME = 'CHECK_CONSTRAINTS'",
  )
  return known ? await session.query<rows.CheckRow>(isMariadb ? catalogQueries.mariadbChecks : catalogQueries.mysqlChecks) : []
}

function viewObject(view: rows.ViewRow, database: string): CatalogObject {
  const text = view.VIEW_DEFINITION.replaceAll(`${quote(database)}.`, '')
  const check = view.CHECK_OPTION === 'NONE' ? '' : ` with ${view.CHECK_OPTION.toLowerCase()} check option`
  return { name: view.TABLE_NAME, definition: `sql security ${view.SECURITY_TYPE.toLowerCase()} as ${text}${check}` }
}

/** MariaDB keeps a sequence's parameters in the sequence, which reads like a table of one row. */
async function readSequences(session: Session, names: readonly string[]): Promise<readonly CatalogObject[]> {
  if (names.length === 0) return []
  const selects = names.map(
    (name) =>
      `SELECT ${literal(name)} AS name, CONCAT_WS(' ', 'start', start_value, 'increment', increment, 'min', minimum_value, 'max', maximum_value, 'cache', cache_size, 'cycle', cycle_option) AS definition FROM ${quote(name)}`,
  )
  const found = await session.query<CatalogObject>(selects.join(' UNION ALL '))
  return sortedByName(found.map(({ name, definition }) => ({ name, definition })))
}

const triggerObject = (trigger: rows.TriggerRow): CatalogObject => ({
  name: `${trigger.EVENT_OBJECT_TABLE}.${trigger.TRIGGER_NAME}`,
  definition: `${trigger.ACTION_TIMING} ${trigger.EVENT_MANIPULATION} ${Number(trigger.ACTION_ORDER)} ${trigger.ACTION_STATEMENT}`,
})

async function readRoutines(session: Session): Promise<readonly CatalogObject[]> {
  const routines = await session.query<rows.RoutineRow>(catalogQueries.routines)
  if (routines.length === 0) return []
  const parameters = groupBy(
    await session.query<rows.ParameterRow>(catalogQueries.parameters),
    (row) => `${row.ROUTINE_TYPE} ${row.SPECIFIC_NAME}`,
  )
  return routines.map((routine) => {
    const own = parameters.get(`${routine.ROUTINE_TYPE} ${routine.ROUTINE_NAME}`) ?? []
    const list = own.map((row) => `${row.PARAMETER_MODE} ${row.PARAMETER_NAME} ${row.DTD_IDENTIFIER}`).join(', ')
    const facts = [
      `(${list})`,
      routine.DTD_IDENTIFIER === null ? '' : `returns ${routine.DTD_IDENTIFIER}`,
      routine.IS_DETERMINISTIC === 'YES' ? 'deterministic' : '',
      routine.SQL_DATA_ACCESS.toLowerCase(),
      `sql security ${routine.SECURITY_TYPE.toLowerCase()}`,
      routine.ROUTINE_COMMENT === '' ? '' : `comment ${literal(routine.ROUTINE_COMMENT)}`,
      routine.ROUTINE_DEFINITION ?? '',
    ]
    return {
      name: `${routine.ROUTINE_TYPE.toLowerCase()} ${routine.ROUTINE_NAME}`,
      definition: facts.filter((fact) => fact !== '').join(' '),
    }
  })
}

const eventObject = (event: rows.EventRow): CatalogObject => ({
  name: `event ${event.EVENT_NAME}`,
  definition: [
    event.INTERVAL_VALUE === null ? 'once' : `every ${event.INTERVAL_VALUE} ${event.INTERVAL_FIELD ?? ''}`,
    event.STATUS.toLowerCase(),
    `on completion ${event.ON_COMPLETION.toLowerCase()}`,
    event.EVENT_DEFINITION,
  ].join(' '),
})
