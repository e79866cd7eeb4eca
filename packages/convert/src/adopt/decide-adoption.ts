import type { AdoptionChoice, AdoptionContext, AdoptionDecision } from '@mig/core'
import { readLegacyRecords } from '../write/legacy-record.js'
import { matchSchema, oldTables, withoutTables } from './match-schema.js'
import { readLegacyStates } from './read-legacy.js'

/**
 * Decides what to do with a database that an old tool knows. Changes nothing.
 *
 * The old tool's own record is read (its row by repository id, its number, or the set of its versions) and looked up in the conversion
 * record, and the live schema is compared with the one that it stands for (see {@link matchSchema}). Never stamps unseen. A database
 * that mig keeps is decided about again only where the old tool has run since.
 *
 * @throws {MigError} `MIG_ADOPT_UNVERSIONED`, `MIG_ADOPT_BELOW`, `MIG_ADOPT_ABOVE`, `MIG_ADOPT_UNKNOWN`, `MIG_ADOPT_HOLES`,
 * `MIG_ADOPT_DIRTY`, `MIG_ADOPT_DRIFT`
 */
export async function decideAdoption(context: AdoptionContext, { onDrift = 'refuse' }: AdoptionChoice = {}): Promise<AdoptionDecision> {
  const { repository, database, session } = context
  if (repository.legacyRecord === undefined) return { kind: 'none', why: 'not-converted' }
  const records = readLegacyRecords(repository.legacyRecord)
  const legacy = await readLegacyStates(context, records)
  if (!legacy) return { kind: 'none', why: (await repository.ledger().read(session)).length > 0 ? 'kept' : 'empty' }
  const { standing, problem, tool, table, note, version = '0', heads = [] } = legacy.whole
  if (standing === 'in-step' || standing === 'left') return { kind: 'none', why: 'kept' }
  if (problem) throw problem
  const live = withoutTables(await database.inspect(session), oldTables(records))
  const places = records.map((record, at) => ({ record, version: legacy.each[at]!.version ?? '0' }))
  const match = await matchSchema(context, { places, version, heads, live, onDrift })
  return { kind: 'adopt', tool, table, version, note, ...match }
}
