import type { RevisionId } from '../graph/revision.js'
import type { LedgerChange, Step } from '../plan/plan.js'
import type { OfflineDialect } from './offline.js'
import type { Session } from './session.js'

/**
 * Records which revisions a database has.
 *
 * Written in the same transaction as the step it records, so that a failed step leaves no trace.
 * To support another layout, implement every method and run the ledger conformance suite.
 */
export interface Ledger {
  /** The table it lives in, for messages and for the catalog to leave out. */
  readonly table: string
  /** Creates the table when it is absent. */
  create(session: Session): Promise<void>
  /** The current heads; empty when the table, or its row, does not exist. Never creates or changes anything. */
  read(session: Session): Promise<readonly RevisionId[]>
  /**
   * Applies one step's change. Each removed row must be there and each added one must not.
   *
   * @param kind what the step does; a ledger of numbers records where a downgrade arrives, which need not be a revision
   * @throws {MigError} `MIG_LEDGER_MOVED` when a row was not as expected; the caller rolls back
   */
  write(session: Session, change: LedgerChange, kind?: Step['kind']): Promise<void>
  /** What a `write` of this change does beside the rows, for the journal row of the step; absent where it does nothing else. */
  noteOf?(change: LedgerChange): string | undefined
  /** A query over the existing table that answers 1 when its rows are exactly these, else 0: the start-state check of a script that is run later. */
  isAt(dialect: Pick<OfflineDialect, 'quote' | 'literal'>, rows: readonly RevisionId[]): string
  /** Creates the table when it is absent, and looks at nothing; absent where `create` does no more than that. */
  createTable?(session: Session): Promise<void>
  /**
   * Takes the rows to be these instead of reading them, and brings the table, which exists, into the shape that `write` expects.
   * Only for a session that records a script for later. Absent: `write` needs to know nothing.
   */
  assume?(session: Session, rows: readonly RevisionId[]): Promise<void>
}
