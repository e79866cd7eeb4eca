import {
  countOf,
  isMigError,
  MigError,
  readLedgerMove,
  rowRemoved,
  type AdoptionContext,
  type Catalog,
  type FinishedStep,
  type LegacyState,
  type RevisionId,
} from '@mig/core'
import { readLegacyRecords, versionName, type LegacyRecord } from '../write/legacy-record.js'
import { findVersion, type FoundVersion } from './find-version.js'
import { lastNoted, legacyNote, notedPlace } from './legacy-note.js'
import { toolName } from './look-up-set.js'
import { oldTables, withoutTables } from './match-schema.js'
import { versionsReached, versionsReachedAt } from './versions-reached.js'

/**
 * Reads what the old tool's own record says of a database, and how that stands to mig's rows. Looks at no schema, unless nothing
 * is recorded anywhere; changes nothing.
 *
 * @returns `undefined` when there is no record of an old tool, and the database is empty or kept by mig
 * @example
 * const legacy = await readLegacy({ repository, database, session })
 * if (legacy?.standing === 'alone') console.log(`${legacy.table} says ${legacy.version}`)
 */
export async function readLegacy(context: AdoptionContext): Promise<LegacyState | undefined> {
  const { legacyRecord } = context.repository
  if (legacyRecord === undefined) return undefined
  return (await readLegacyStates(context, readLegacyRecords(legacyRecord)))?.whole
}

/** What the records of all repositories say together, and what each of them says, in their order. */
export interface LegacyStates {
  readonly whole: LegacyState
  readonly each: readonly LegacyState[]
}

/** {@link readLegacy} by repository. */
export async function readLegacyStates(context: AdoptionContext, records: readonly LegacyRecord[]): Promise<LegacyStates | undefined> {
  const { repository, database, session } = context
  const rows = await repository.ledger().read(session)
  const attempts: Attempt[] = []
  for (const record of records) attempts.push(await attempt(session, record))
  const nowhere = attempts.flatMap((found) => ('kind' in found && found.kind === 'nowhere' ? [found] : []))
  const isNowhere = nowhere.length === attempts.length
  if (isNowhere && nowhere.every(({ isRecorded }) => !isRecorded)) {
    if (rows.length > 0 || wasLeftAtBase(await database.journal.finished(session))) return undefined
    const problem = await unversioned(context, records, nowhere)
    return (
      problem &&
      together(
        records,
        records.map((record, at) => nothingRecorded(record, nowhere[at]!.table, problem)),
      )
    )
  }
  const each: LegacyState[] = []
  for (const [at, record] of records.entries()) each.push(await stateOf(context, record, attempts[at]!, rows))
  const whole = together(records, each)
  if (!isNowhere || whole.whole.standing !== 'alone') return whole
  const problem = await unversioned(context, records, nowhere)
  if (!problem) return undefined // empty, and all say so
  return together(
    records,
    each.map((state) => ({ ...state, heads: undefined, problem })),
  )
}

const nothingRecorded = (record: LegacyRecord, table: string, problem: MigError): LegacyState => ({
  tool: toolName(record),
  table,
  version: undefined,
  note: undefined,
  heads: undefined,
  standing: 'alone',
  problem,
})

/** What one record says. A repository that left no row in a database that others did is at 0 there. */
async function stateOf(context: AdoptionContext, record: LegacyRecord, found: Attempt, rows: readonly RevisionId[]): Promise<LegacyState> {
  const { database, session } = context
  const { table } = found
  const tool = toolName(record)
  const place = notedPlace(table, record)
  if ('problem' in found) {
    const { version, problem } = found
    const steps = rows.length === 0 ? [] : await database.journal.finished(session)
    const isLeft = version !== undefined && lastNoted(place, steps) === version
    const note = version === undefined ? undefined : legacyNote(place, version)
    return { tool, table, version, note, heads: undefined, standing: rows.length === 0 ? 'alone' : isLeft ? 'left' : 'moved', problem }
  }
  const version = found.kind === 'at' ? found.entry.version : '0'
  const revision = found.kind === 'at' ? found.entry.revision : null
  const heads = revision === null ? [] : [revision]
  const where: Place = { context, record, rows, place, version, heads }
  const standing = rows.length === 0 ? await standingWithoutRows(where) : await standingBesideRows(where)
  return { tool, table, version, note: legacyNote(place, version), heads, standing, problem: undefined }
}

/** Several repositories as one old tool. */
function together(records: readonly LegacyRecord[], each: readonly LegacyState[]): LegacyStates {
  const distinct = (texts: readonly string[]): string => [...new Set(texts)].join(', ')
  const problem = each.find((state) => state.problem)?.problem
  const isTold = each.every(({ version }) => version !== undefined)
  const notes = each.flatMap(({ note }) => note ?? [])
  const worst = (['alone', 'moved', 'left'] as const).find((standing) => each.some((state) => state.standing === standing))
  const whole: LegacyState = {
    tool: distinct(each.map(({ tool }) => tool)),
    table: distinct(each.map(({ table }) => table)),
    version: isTold ? each.map(({ version }, at) => versionName(records[at]!, version!)).join(', ') : undefined,
    note: notes.length === 0 ? undefined : notes.join('; '),
    heads: problem ? undefined : each.flatMap(({ heads = [] }) => heads),
    standing: worst ?? 'in-step',
    problem,
  }
  return { whole, each }
}

interface Place {
  readonly context: AdoptionContext
  readonly record: LegacyRecord
  readonly rows: readonly RevisionId[]
  /** See {@link notedPlace}. */
  readonly place: string
  readonly version: string
  readonly heads: readonly RevisionId[]
}

/** mig has no rows: it keeps the database not yet, or has downgraded it to nothing and left the old table as it was. */
async function standingWithoutRows({ context, place, version }: Place): Promise<LegacyState['standing']> {
  const steps = await context.database.journal.finished(context.session)
  if (!wasLeftAtBase(steps)) return 'alone'
  const noted = lastNoted(place, steps)
  return noted === undefined || noted === version ? 'left' : 'alone'
}

async function standingBesideRows({ context, record, rows, place, version, heads }: Place): Promise<LegacyState['standing']> {
  const { repository, database, session } = context
  const graph = await repository.graph()
  let reached: number
  try {
    reached = versionsReached(record, graph, rows)
  } catch (error) {
    if (isMigError(error, 'MIG_ROW_UNKNOWN')) return 'left' // a problem of its own, which is told as such
    throw error
  }
  const at = record.versions.findIndex((entry) => entry.version === version) + 1
  if (versionsReachedAt(record, graph, at) === reached) return 'in-step'
  const noted = lastNoted(place, await database.journal.finished(session))
  if (noted !== undefined) return noted === version ? 'left' : 'moved'
  // nobody noted how mig came by this database: what mig has too is no news
  const applied = graph.ancestors(rows)
  return heads.every((head) => applied.has(head)) ? 'left' : 'moved'
}

/** The last thing that mig did here was to take everything away, as it was told. */
function wasLeftAtBase(steps: readonly FinishedStep[]): boolean {
  const last = steps.findLast(({ revision }) => revision !== 'base') // what was noted of the old table alone
  if (last === undefined) return false
  if (last.direction === 'downgrade') return readLedgerMove(last.detail)?.to.length === 0
  return last.direction === 'stamp' && last.detail?.split('; ', 1)[0] === rowRemoved
}

type Attempt = FoundVersion | { readonly table: string; readonly version: string | undefined; readonly problem: MigError }

/** A refusal is an answer here. */
async function attempt(session: AdoptionContext['session'], record: LegacyRecord): Promise<Attempt> {
  try {
    return await findVersion(session, record)
  } catch (error) {
    if (!isMigError(error) || !error.code.startsWith('MIG_ADOPT_')) throw error
    const { version } = error.details
    const table = record.source.versionTable
    return { table, version: version === undefined ? undefined : String(version), problem: ofRepository(record, error) }
  }
}

/** Of several repositories the message names the one that it is about. */
function ofRepository({ label }: LegacyRecord, error: MigError): MigError {
  if (label === undefined) return error
  const { code, message, details, hint } = error
  return new MigError(code, `'${label}': ${message}`, {
    details: { ...details, label },
    cause: error,
    ...(hint === undefined ? {} : { hint }),
  })
}

/** Why a database that nobody recorded cannot be taken for new: it has objects. */
async function unversioned(
  { database, session }: AdoptionContext,
  records: readonly LegacyRecord[],
  nowhere: readonly Extract<FoundVersion, { kind: 'nowhere' }>[],
): Promise<MigError | undefined> {
  const live = withoutTables(await database.inspect(session), oldTables(records))
  if (isEmpty(live)) return undefined
  const { tables, views } = live
  const some =
    tables.length > 0 ? `${countOf(tables.length, 'table')}` : views.length > 0 ? `${countOf(views.length, 'view')}` : 'objects of its own'
  const lack = [...new Set(nowhere.map((one) => one.lack))].join(' and ')
  return new MigError('MIG_ADOPT_UNVERSIONED', `the database has ${some} and ${lack}`, {
    details: nowhere[0]?.details ?? {},
    hint: 'Find out which revision its schema is (mig identify), then record it: mig stamp REVISION',
  })
}

const isEmpty = ({ tables, views, sequences, routines, enums }: Catalog): boolean =>
  [tables, views, sequences, routines, enums].every((objects) => objects.length === 0)
