import type { AdoptionContext, LegacyRemoval, Session } from '@mig/core'
import { readLegacyRecord } from '../write/legacy-record.js'
import { readOldRow } from './read-old-row.js'
import { readOldState, tableName } from './read-old-state.js'

/** What removing the old tool's record would do; `undefined` where there is none. Changes nothing. */
export async function planRemoval({ repository, session }: AdoptionContext): Promise<LegacyRemoval | undefined> {
  if (repository.legacyRecord === undefined) return undefined
  const { versionTable, repositoryId, bookkeeping } = readLegacyRecord(repository.legacyRecord).source
  if (bookkeeping) {
    if (!(await readOldState(session, bookkeeping))) return undefined
    return { table: tableName(bookkeeping, session), removes: 'table', repositoryId: undefined, others: [] }
  }
  const old = await readOldRow(session, versionTable, repositoryId)
  if (!old || (!old.row && old.others.length > 0)) return undefined
  return { table: versionTable, removes: old.others.length > 0 ? 'row' : 'table', repositoryId, others: old.others }
}

/**
 * Removes the record inside the open transaction. Where DDL would end it, the table is emptied; {@link dropEmptied} drops it afterwards.
 */
export async function removeLegacy(session: Session, { table, removes, repositoryId }: LegacyRemoval): Promise<void> {
  const name = quoted(session, table)
  if (repositoryId === undefined) await session.execute(`DELETE FROM ${name}`)
  else {
    await session.execute(`DELETE FROM ${name} WHERE ${session.quote('repository_id')} = ${session.placeholder(1)}`, [repositoryId])
  }
  // looked at again: another repository may have come by its row meanwhile
  if (removes === 'table' && session.capabilities.transactionalDdl && (await isEmptyTable(session, name))) {
    await session.execute(`DROP TABLE ${name}`)
  }
}

/** Drops the emptied table where the transaction could not. */
export async function dropEmptied(session: Session, { table, removes }: LegacyRemoval): Promise<void> {
  if (removes !== 'table' || session.capabilities.transactionalDdl) return
  const name = quoted(session, table)
  if (await isEmptyTable(session, name)) await session.execute(`DROP TABLE ${name}`)
}

async function isEmptyTable(session: Session, name: string): Promise<boolean> {
  return (await session.query(`SELECT 1 AS one FROM ${name} LIMIT 1`)).length === 0
}

const quoted = (session: Session, table: string): string =>
  table
    .split('.')
    .map((part) => session.quote(part))
    .join('.')
