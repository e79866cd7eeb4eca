import { MigError, type Ledger, type Repository } from '@mig/core'
import { readLegacyRecords } from '../write/legacy-record.js'
import { KeptLedger } from './kept-ledger.js'
import { oldNumber } from './old-number.js'

/**
 * The ledger of a converted repository, which keeps the old tool's number in step: see {@link KeptLedger}.
 *
 * @throws {MigError} `MIG_ADOPT_KEEP` when there is no number to keep
 * @example
 * const ledger = await keepLegacy(repository)
 */
export async function keepLegacy(repository: Repository): Promise<Ledger> {
  if (repository.legacyRecord === undefined) {
    throw new MigError('MIG_ADOPT_KEEP', `'${repository.location}' has no conversion record: there is no old number to keep in step`, {
      details: { location: repository.location },
      hint: 'Leave out --keep-legacy-version (keepLegacyVersion in the configuration), or restore legacy.json.',
    })
  }
  const graph = await repository.graph()
  let ledger = repository.ledger()
  // of several repositories each keeps its own number, around the ones before it
  for (const record of readLegacyRecords(repository.legacyRecord)) {
    ledger = new KeptLedger(ledger, oldNumber(record, repository.location), record, graph)
  }
  return ledger
}
