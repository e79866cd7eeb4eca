import { MigError, type Session } from '@mig/core'
import type { Bookkeeping } from '../source/preset.js'
import type { LegacyRecord, LegacyVersion } from '../write/legacy-record.js'
import { lookUpNumber } from './look-up-number.js'
import { lookUpSet } from './look-up-set.js'
import { readOldRow, type OldRows } from './read-old-row.js'
import { readOldState, tableName } from './read-old-state.js'

/** What the old tool's record says: where a database is, or that it is nowhere. */
export type FoundVersion =
  | { readonly kind: 'at'; readonly table: string; readonly entry: LegacyVersion }
  | {
      readonly kind: 'nowhere'
      readonly table: string
      /** Whether there is a table that says so. */
      readonly isRecorded: boolean
      /** What is lacking, for a message. */
      readonly lack: string
      readonly details: Readonly<Record<string, unknown>>
    }

/**
 * Reads the old tool's own record and looks it up in the conversion record. Changes nothing.
 *
 * @throws {MigError} `MIG_ADOPT_BELOW`, `MIG_ADOPT_ABOVE`, `MIG_ADOPT_UNKNOWN`, `MIG_ADOPT_HOLES`, `MIG_ADOPT_DIRTY`
 */
export async function findVersion(session: Session, record: LegacyRecord): Promise<FoundVersion> {
  const { bookkeeping } = record.source
  return bookkeeping ? findRecorded(session, record, bookkeeping) : findRow(session, record)
}

/** The row of a numbered repository, by its id: several may share one table. */
async function findRow(session: Session, record: LegacyRecord): Promise<FoundVersion> {
  const { versionTable: table, repositoryId } = record.source
  const old = await readOldRow(session, table, repositoryId)
  if (old?.row === undefined) {
    const details = { repositoryId, versionTable: table, others: old?.others ?? [] }
    return { kind: 'nowhere', table, isRecorded: false, lack: `no version row of '${repositoryId}'${othersOf(old)}`, details }
  }
  const { version } = old.row
  if (version === null) {
    throw new MigError('MIG_ADOPT_UNKNOWN', `'${table}' holds no number for '${repositoryId}' (NULL)`, {
      details: { versionTable: table, repositoryId },
      hint: 'Repair the row with the old tool, or record a revision: mig stamp REVISION',
    })
  }
  const number = String(version)
  if (number !== '0') return { kind: 'at', table, entry: lookUpNumber(record, number) }
  const details = { repositoryId, versionTable: table, version: 0 }
  return { kind: 'nowhere', table, isRecorded: true, lack: `version 0 of '${repositoryId}'`, details }
}

/** What another tool keeps in its own table. */
async function findRecorded(session: Session, record: LegacyRecord, bookkeeping: Bookkeeping): Promise<FoundVersion> {
  const table = tableName(bookkeeping, session)
  const state = await readOldState(session, bookkeeping)
  const details = { versionTable: table }
  if (!state) {
    const lack = bookkeeping.kind === 'none' ? 'its old tool keeps no record of versions' : `no table '${table}'`
    return { kind: 'nowhere', table, isRecorded: false, lack, details }
  }
  const nothing: FoundVersion = { kind: 'nowhere', table, isRecorded: true, lack: `nothing in '${table}'`, details }
  if (state.kind === 'number') return state.version === '0' ? nothing : { kind: 'at', table, entry: lookUpNumber(record, state.version) }
  const entry = lookUpSet(record, state.recorded)
  return entry ? { kind: 'at', table, entry } : nothing
}

const othersOf = (old: OldRows | undefined): string =>
  old && old.others.length > 0 ? `, only of ${old.others.map((id) => `'${id}'`).join(', ')}` : ''
