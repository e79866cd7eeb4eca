import { MigError, type AdoptionContext, type AdoptionDecision, type Catalog, type Session } from '@mig/core'
import type { Bookkeeping } from '../source/preset.js'
import { readLegacyRecord, type LegacyRecord, type LegacyVersion } from '../write/legacy-record.js'
import { lookUpNumber } from './look-up-number.js'
import { lookUpSet } from './look-up-set.js'
import { matchSchema, oldTables, withoutTables } from './match-schema.js'
import { readOldState, tableName } from './read-old-state.js'
import { readOldRow, type OldRows } from './read-old-row.js'

/**
 * Decides what to do with a database that only the old tool knows. Changes nothing.
 *
 * The old tool's own record is read (its row by repository id, its number, or the set of its versions) and looked up in the conversion
 * record, and the live schema is compared with the one that it stands for (see {@link matchSchema}). Never stamps unseen.
 * `Migrator.upgrade` and `Migrator.adopt` call it.
 *
 * @throws {MigError} `MIG_ADOPT_UNVERSIONED`, `MIG_ADOPT_BELOW`, `MIG_ADOPT_ABOVE`, `MIG_ADOPT_UNKNOWN`, `MIG_ADOPT_HOLES`,
 * `MIG_ADOPT_DIRTY`, `MIG_ADOPT_DRIFT`
 */
export async function decideAdoption(context: AdoptionContext): Promise<AdoptionDecision> {
  const { repository, database, session } = context
  if (repository.legacyRecord === undefined) return { kind: 'none' }
  const record = readLegacyRecord(repository.legacyRecord)
  const { bookkeeping } = record.source
  const found = bookkeeping ? await findRecorded(session, record, bookkeeping) : await findRow(session, record)
  const live = withoutTables(await database.inspect(session), oldTables(record))
  if (!('entry' in found)) {
    if (isEmpty(live)) return { kind: 'none' }
    throw unversioned(live, found.lack, found.details)
  }
  const { table, version, entry } = found
  return { kind: 'adopt', table, version, ...(await matchSchema(context, record, entry, live)) }
}

/** What the old tool's record says: where a database is, or that it is nowhere. */
type Found =
  | { readonly table: string; readonly version: string; readonly entry: LegacyVersion }
  | { readonly lack: string; readonly details: Readonly<Record<string, unknown>> }

/** The row of a numbered repository, by its id: several may share one table. */
async function findRow(session: Session, record: LegacyRecord): Promise<Found> {
  const { versionTable, repositoryId } = record.source
  const old = await readOldRow(session, versionTable, repositoryId)
  if (old?.row === undefined) {
    const details = { repositoryId, versionTable, others: old?.others ?? [] }
    return { lack: `no version row of '${repositoryId}'${othersOf(old)}`, details }
  }
  const { version } = old.row
  if (version === null) {
    throw new MigError('MIG_ADOPT_UNKNOWN', `'${versionTable}' holds no number for '${repositoryId}' (NULL)`, {
      details: { versionTable, repositoryId },
      hint: 'Repair the row with the old tool, or record a revision: mig stamp REVISION',
    })
  }
  const number = String(version)
  if (number === '0') return { lack: `version 0 of '${repositoryId}'`, details: { repositoryId, versionTable, version: 0 } }
  return { table: versionTable, version: number, entry: lookUpNumber(record, number) }
}

/** What another tool keeps in its own table. */
async function findRecorded(session: Session, record: LegacyRecord, bookkeeping: Bookkeeping): Promise<Found> {
  const table = tableName(bookkeeping, session)
  const state = await readOldState(session, bookkeeping)
  const details = { versionTable: table }
  if (!state) return { lack: bookkeeping.kind === 'none' ? 'its old tool keeps no record of versions' : `no table '${table}'`, details }
  if (state.kind === 'number') {
    const { version } = state
    return version === '0' ? { lack: `nothing in '${table}'`, details } : { table, version, entry: lookUpNumber(record, version) }
  }
  const entry = lookUpSet(record, state.recorded)
  return entry ? { table, version: entry.version, entry } : { lack: `nothing in '${table}'`, details }
}

const isEmpty = ({ tables, views, sequences, routines, enums }: Catalog): boolean =>
  [tables, views, sequences, routines, enums].every((objects) => objects.length === 0)

const othersOf = (old: OldRows | undefined): string =>
  old && old.others.length > 0 ? `, only of ${old.others.map((id) => `'${id}'`).join(', ')}` : ''

function unversioned({ tables, views }: Catalog, lack: string, details: Readonly<Record<string, unknown>>): MigError {
  const some = tables.length > 0 ? `${tables.length} table(s)` : views.length > 0 ? `${views.length} view(s)` : 'objects of its own'
  return new MigError('MIG_ADOPT_UNVERSIONED', `the database has ${some} and ${lack}`, {
    details,
    hint: 'Find out which version its schema is, then record it: mig stamp REVISION',
  })
}
