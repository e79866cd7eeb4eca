import type { AdoptionChoice, AdoptionContext, AdoptionDecision } from '@mig/core'
import { readLegacyRecord } from '../write/legacy-record.js'
import { matchSchema, oldTables, withoutTables } from './match-schema.js'
import { readLegacy } from './read-legacy.js'

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
  const legacy = await readLegacy(context)
  if (!legacy) return { kind: 'none', why: (await repository.ledger().read(session)).length > 0 ? 'kept' : 'empty' }
  if (legacy.standing === 'in-step' || legacy.standing === 'left') return { kind: 'none', why: 'kept' }
  if (legacy.problem) throw legacy.problem
  const { tool, table, version = '0', heads = [] } = legacy
  const record = readLegacyRecord(repository.legacyRecord)
  const live = withoutTables(await database.inspect(session), oldTables(record))
  const match = await matchSchema(context, record, { version, heads, live, onDrift })
  return { kind: 'adopt', tool, table, version, ...match }
}
