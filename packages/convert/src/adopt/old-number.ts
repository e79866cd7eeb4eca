import { MigError, type Session } from '@mig/core'
import type { LegacyRecord } from '../write/legacy-record.js'
import { toolName } from './look-up-set.js'
import { numberOfRepository } from './number-of-repository.js'
import { numberAlone } from './number-alone.js'

/** The row in which an old tool keeps one number: `0` where it says that nothing has run. */
export interface OldNumber {
  readonly table: string
  /** Creates the table when it is absent. */
  create(session: Session): Promise<void>
  /** Writes a row that says 0 where there is none, without looking; absent where no row says so. */
  begin?(session: Session): Promise<void>
  /**
   * The number as it stands there; `NULL` for a row without one, `undefined` without a row.
   *
   * @throws {MigError} `MIG_ADOPT_DIRTY` when the tool itself calls the state broken
   */
  read(session: Session): Promise<string | undefined>
  /**
   * Moves the number. Each statement that it sends changes one row, or someone else has changed it.
   *
   * @param from what was read; {@link anyNumber} for a script that is run later
   * @throws {MigError} `MIG_LEDGER_MOVED`
   */
  write(session: Session, from: string | undefined, to: string): Promise<void>
}

/** In place of a number that was read: whatever stands there. */
export const anyNumber = 'any'

/**
 * The number of a converted repository's old tool.
 *
 * @param repositoryPath written into a new row, as the old tool does
 * @throws {MigError} `MIG_ADOPT_KEEP` for a tool that keeps no number: it has a row per version, or none
 */
export function oldNumber(record: LegacyRecord, repositoryPath: string): OldNumber {
  const { bookkeeping } = record.source
  if (!bookkeeping) return numberOfRepository(record, repositoryPath)
  if (bookkeeping.kind === 'number') return numberAlone(bookkeeping)
  const tool = toolName(record)
  const keeps = bookkeeping.kind === 'none' ? 'keeps no table that mig knows' : `keeps a row per version in '${bookkeeping.table}'`
  throw new MigError('MIG_ADOPT_KEEP', `${tool} ${keeps}: there is no number to keep in step`, {
    details: { tool, table: bookkeeping.table },
    hint: 'Leave out --keep-legacy-version (keepLegacyVersion in the configuration), and stop the old tool and its programs.',
  })
}
