import { isMigError, type Catalog, type CatalogTable, type Database, type Session, type SqlValue } from '@mig/core'
import { bindLiterals } from '@mig/sql'
import type { Replay } from '../prove/replay.js'
import { ownNames, ownTexts } from './own-texts.js'
import { columnUpdates, rowChanges, type RowDialect, type TableChange } from './row-changes.js'
import { readLiteralRows } from './table-rows.js'

/** What recording needs of `@mig/schema`. */
export interface SchemaTools {
  compareSchemas(from: Catalog, to: Catalog): { readonly operations: readonly object[]; readonly notes: readonly string[] }
  runOperation(session: Session, operation: object): Promise<void>
}

/** The old tool's database, and ours that is to become it. */
export interface BothSides {
  readonly theirs: Database
  readonly replay: Replay
  readonly tools: SchemaTools
  /** Takes the old tool's own tables out of a catalog. */
  readonly leaveOut: (catalog: Catalog) => Catalog
}

/**
 * Makes our database what the old tool's is, schema first and then rows, and tells with which statements; or why no statements do it.
 *
 * @param wanted the schema of the old tool's database
 */
export async function followTool(
  { theirs, replay, tools, leaveOut }: BothSides,
  wanted: Catalog,
): Promise<{ readonly statements: readonly string[] } | { readonly obstacle: string }> {
  const { session } = replay
  const inspect = async (): Promise<Catalog> => leaveOut(await replay.inspect())
  const statements: string[] = []
  const recorder = recordingSession(session, statements)
  await using other = await theirs.session()
  const dialect = rowDialect(session)
  const isTransactional = session.capabilities.transactionalDdl
  try {
    if (isTransactional) await session.begin()
    const before = await inspect()
    for (const update of await updatesBefore({ session, other, before, wanted }, dialect)) await recorder.execute(update)
    const texts = await ownTexts(other, wanted)
    const fresh = new Set(wanted.tables.map(({ name }) => name).filter((name) => !before.tables.some((table) => table.name === name)))
    for (const { text } of texts.filter(({ table }) => fresh.has(table))) await recorder.execute(text)
    const after = texts.length > 0 ? await inspect() : before
    for (const operation of tools.compareSchemas(after, wanted).operations) await tools.runOperation(recorder, operation)
    if (texts.length > 0) {
      const names = await ownNames(session)
      for (const { kind, name, text } of texts) if (!names.has(`${kind} ${name}`)) await recorder.execute(text)
    }
    const rows = rowChanges(await tableChanges({ session, other, now: await inspect(), wanted }), dialect)
    if (rows.obstacles.length > 0) {
      await session.rollback()
      return { obstacle: rows.obstacles.join('; ') }
    }
    for (const statement of rows.statements) await recorder.execute(statement)
    for (const statement of await counterStatements(session, theirs, replay)) await recorder.execute(statement)
    if (isTransactional) await session.commit()
  } catch (error) {
    await session.rollback().catch(() => undefined)
    if (!isMigError(error)) throw error
    return { obstacle: `what it does cannot be written as SQL: ${error.message}` }
  }
  return { statements }
}

interface Rows {
  readonly session: Session
  readonly other: Session
}

/** The rows of every table on both sides, once the schema is the same. */
async function tableChanges({
  session,
  other,
  now,
  wanted,
}: Rows & { readonly now: Catalog; readonly wanted: Catalog }): Promise<readonly TableChange[]> {
  const changes: TableChange[] = []
  for (const table of now.tables) {
    const there = wanted.tables.find(({ name }) => name === table.name)
    if (there) changes.push({ table, before: await readLiteralRows(session, table), after: await readLiteralRows(other, there) })
  }
  return changes
}

/** Rows whose NULL a column will refuse get their values before the schema is changed. */
async function updatesBefore(
  { session, other, before, wanted }: Rows & { readonly before: Catalog; readonly wanted: Catalog },
  dialect: RowDialect,
): Promise<readonly string[]> {
  const statements: string[] = []
  for (const table of before.tables) {
    const there = wanted.tables.find(({ name }) => name === table.name)
    const columns = table.columns
      .filter(({ name, nullable }) => nullable && there?.columns.find((column) => column.name === name)?.nullable === false)
      .map(({ name }) => name)
    if (!there || columns.length === 0) continue
    const change = { table, before: await readLiteralRows(session, table), after: await readLiteralRows(other, there) }
    statements.push(...columnUpdates(change, columns, dialect))
  }
  return statements
}

/** Sequences that the old tool's rows have moved on; the other servers count by the rows themselves. */
async function counterStatements(session: Session, theirs: Database, replay: Replay): Promise<readonly string[]> {
  if (session.dialect !== 'postgres') return []
  await using other = await theirs.session()
  const [wanted, own] = [await theirs.counters(other), await replay.counters()]
  return [...wanted].flatMap(([name, value]) => {
    if (own.get(name) === value || !own.has(name)) return []
    const isNext = value.endsWith(' next')
    return [`SELECT setval(${session.literal(session.quote(name))}, ${value.replace(' next', '')}, ${!isNext})`]
  })
}

const rowDialect = (session: Session): RowDialect => ({
  quote: (name) => session.quote(name),
  overriding: (table: CatalogTable) =>
    session.dialect === 'postgres' && table.columns.some(({ identity }) => identity !== undefined) ? ' OVERRIDING SYSTEM VALUE' : '',
})

/** A session that writes down what it is sent to do, with the values in their places. */
function recordingSession(session: Session, statements: string[]): Session {
  const execute = async (sql: string, values: readonly SqlValue[] = []) => {
    const literals = values.map((value) => session.literal(value))
    statements.push(values.length === 0 ? sql : bindLiterals(sql, session.dialect, literals))
    return session.execute(sql, values)
  }
  const executeAll = async (all: readonly string[]) => {
    for (const one of all) await execute(one)
  }
  return new Proxy(session, {
    get(target, member) {
      if (member === 'execute') return execute
      if (member === 'executeAll') return executeAll
      const value: unknown = Reflect.get(target, member, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
