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
import { readLegacyRecord, type LegacyRecord } from '../write/legacy-record.js'
import { findVersion, type FoundVersion } from './find-version.js'
import { lastNoted } from './legacy-note.js'
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
  const { repository, database, session } = context
  if (repository.legacyRecord === undefined) return undefined
  const record = readLegacyRecord(repository.legacyRecord)
  const rows = await repository.ledger().read(session)
  const found = await attempt(session, record)
  const tool = toolName(record)
  if ('problem' in found) {
    const { table, version, problem } = found
    const steps = rows.length === 0 ? [] : await database.journal.finished(session)
    const isLeft = version !== undefined && lastNoted(table, steps) === version
    return { tool, table, version, heads: undefined, standing: rows.length === 0 ? 'alone' : isLeft ? 'left' : 'moved', problem }
  }
  const { table } = found
  if (found.kind === 'nowhere' && !found.isRecorded) {
    if (rows.length > 0 || wasLeftAtBase(await database.journal.finished(session))) return undefined
    const problem = await unversioned(context, record, found)
    return problem && { tool, table, version: undefined, heads: undefined, standing: 'alone', problem }
  }
  const version = found.kind === 'at' ? found.entry.version : '0'
  const revision = found.kind === 'at' ? found.entry.revision : null
  const heads = revision === null ? [] : [revision]
  const place: Place = { context, record, rows, table, version, heads }
  const standing = rows.length === 0 ? await standingWithoutRows(place) : await standingBesideRows(place)
  const problem = found.kind === 'nowhere' && standing === 'alone' ? await unversioned(context, record, found) : undefined
  if (found.kind === 'nowhere' && standing === 'alone' && !problem) return undefined // empty, and both say so
  return { tool, table, version, heads: problem ? undefined : heads, standing, problem }
}

interface Place {
  readonly context: AdoptionContext
  readonly record: LegacyRecord
  readonly rows: readonly RevisionId[]
  readonly table: string
  readonly version: string
  readonly heads: readonly RevisionId[]
}

/** mig has no rows: it keeps the database not yet, or has downgraded it to nothing and left the old table as it was. */
async function standingWithoutRows({ context, table, version }: Place): Promise<LegacyState['standing']> {
  const steps = await context.database.journal.finished(context.session)
  if (!wasLeftAtBase(steps)) return 'alone'
  const noted = lastNoted(table, steps)
  return noted === undefined || noted === version ? 'left' : 'alone'
}

async function standingBesideRows({ context, record, rows, table, version, heads }: Place): Promise<LegacyState['standing']> {
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
  const noted = lastNoted(table, await database.journal.finished(session))
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
    return { table, version: version === undefined ? undefined : String(version), problem: error }
  }
}

/** Why a database that nobody recorded cannot be taken for new: it has objects. */
async function unversioned(
  { database, session }: AdoptionContext,
  record: LegacyRecord,
  { lack, details }: Extract<FoundVersion, { kind: 'nowhere' }>,
): Promise<MigError | undefined> {
  const live = withoutTables(await database.inspect(session), oldTables(record))
  if (isEmpty(live)) return undefined
  const { tables, views } = live
  const some =
    tables.length > 0 ? `${countOf(tables.length, 'table')}` : views.length > 0 ? `${countOf(views.length, 'view')}` : 'objects of its own'
  return new MigError('MIG_ADOPT_UNVERSIONED', `the database has ${some} and ${lack}`, {
    details,
    hint: 'Find out which revision its schema is (mig identify), then record it: mig stamp REVISION',
  })
}

const isEmpty = ({ tables, views, sequences, routines, enums }: Catalog): boolean =>
  [tables, views, sequences, routines, enums].every((objects) => objects.length === 0)
