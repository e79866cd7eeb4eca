import { MigError, type AdoptionContext, type AdoptionDecision, type Catalog } from '@mig/core'
import { readLegacyRecord } from '../write/legacy-record.js'
import { lookUpNumber } from './look-up-number.js'
import { matchSchema, withoutTable } from './match-schema.js'
import { readOldRow, type OldRows } from './read-old-row.js'

/**
 * Decides what to do with a database that only the old tool knows. Changes nothing.
 *
 * The old row is read by repository id, its number is looked up in the conversion record, and the live schema is compared
 * with the one that number stands for (see {@link matchSchema}). Never stamps unseen. `Migrator.upgrade` and `Migrator.adopt` call it.
 *
 * @throws {MigError} `MIG_ADOPT_UNVERSIONED`, `MIG_ADOPT_BELOW`, `MIG_ADOPT_ABOVE`, `MIG_ADOPT_UNKNOWN`, `MIG_ADOPT_DRIFT`
 */
export async function decideAdoption(context: AdoptionContext): Promise<AdoptionDecision> {
  const { repository, database, session } = context
  if (repository.legacyRecord === undefined) return { kind: 'none' }
  const record = readLegacyRecord(repository.legacyRecord)
  const { versionTable, repositoryId } = record.source
  const old = await readOldRow(session, versionTable, repositoryId)
  const live = withoutTable(await database.inspect(session), versionTable)
  if (old?.row === undefined) {
    if (isEmpty(live)) return { kind: 'none' }
    throw unversioned(live, `no version row of '${repositoryId}'${othersOf(old)}`, {
      repositoryId,
      versionTable,
      others: old?.others ?? [],
    })
  }
  const { version } = old.row
  if (version === null) {
    throw new MigError('MIG_ADOPT_UNKNOWN', `'${versionTable}' holds no number for '${repositoryId}' (NULL)`, {
      details: { versionTable, repositoryId },
      hint: 'Repair the row with the old tool, or record a revision: mig stamp REVISION',
    })
  }
  const number = String(version)
  if (number === '0') {
    if (isEmpty(live)) return { kind: 'none' }
    throw unversioned(live, `version 0 of '${repositoryId}'`, { repositoryId, versionTable, version: 0 })
  }
  return {
    kind: 'adopt',
    table: versionTable,
    version: number,
    ...(await matchSchema(context, record, lookUpNumber(record, number), live)),
  }
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
