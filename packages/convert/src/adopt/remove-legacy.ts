import type { AdoptionContext, LegacyRemoval, Session } from '@mig/core'
import { readLegacyRecords } from '../write/legacy-record.js'
import { readOldRow } from './read-old-row.js'
import { readOldState, tableName } from './read-old-state.js'

/** What removing the old tools' records would do, a table each; empty where there is none. Changes nothing. */
export async function planRemoval({ repository, session }: AdoptionContext): Promise<readonly LegacyRemoval[]> {
  if (repository.legacyRecord === undefined) return []
  const sources = readLegacyRecords(repository.legacyRecord).map(({ source }) => source)
  const removals: LegacyRemoval[] = []
  for (const { bookkeeping } of sources) {
    if (!bookkeeping || !(await readOldState(session, bookkeeping))) continue
    removals.push({ table: tableName(bookkeeping, session), removes: 'table', repositoryIds: [], others: [] })
  }
  const numbered = sources.filter(({ bookkeeping }) => !bookkeeping)
  for (const table of new Set(numbered.map(({ versionTable }) => versionTable))) {
    const ids = numbered.filter(({ versionTable }) => versionTable === table).map(({ repositoryId }) => repositoryId)
    const removal = await planRows(session, table, ids)
    if (removal) removals.push(removal)
  }
  return removals
}

async function planRows(session: Session, table: string, repositoryIds: readonly string[]): Promise<LegacyRemoval | undefined> {
  const old = await readOldRow(session, table, repositoryIds[0]!)
  if (!old) return undefined
  const there = [...(old.row ? [repositoryIds[0]!] : []), ...old.others]
  const others = there.filter((id) => !repositoryIds.includes(id))
  if (others.length > 0 && others.length === there.length) return undefined
  return { table, removes: others.length > 0 ? 'row' : 'table', repositoryIds, others }
}

/**
 * Removes the record inside the open transaction. Where DDL would end it, the table is emptied; {@link dropEmptied} drops it afterwards.
 */
export async function removeLegacy(session: Session, { table, removes, repositoryIds }: LegacyRemoval): Promise<void> {
  const name = quoted(session, table)
  if (repositoryIds.length === 0) await session.execute(`DELETE FROM ${name}`)
  for (const id of repositoryIds) {
    await session.execute(`DELETE FROM ${name} WHERE ${session.quote('repository_id')} = ${session.placeholder(1)}`, [id])
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
