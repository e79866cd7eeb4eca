import { MigError, type Repository } from '@mig/core'
import { readLegacyRecord } from '../write/legacy-record.js'
import { KeptLedger } from './kept-ledger.js'
import { oldNumber } from './old-number.js'

/**
 * The ledger of a converted repository, which keeps the old tool's number in step: see {@link KeptLedger}.
 *
 * @throws {MigError} `MIG_ADOPT_KEEP` when there is no number to keep
 * @example
 * const ledger = await keepLegacy(repository)
 */
export async function keepLegacy(repository: Repository): Promise<KeptLedger> {
  if (repository.legacyRecord === undefined) {
    throw new MigError('MIG_ADOPT_KEEP', `'${repository.location}' has no conversion record: there is no old number to keep in step`, {
      details: { location: repository.location },
      hint: 'Leave out --keep-legacy-version (keepLegacyVersion in the configuration), or restore legacy.json.',
    })
  }
  const record = readLegacyRecord(repository.legacyRecord)
  return new KeptLedger(repository.ledger(), oldNumber(record, repository.location), record, await repository.graph())
}
