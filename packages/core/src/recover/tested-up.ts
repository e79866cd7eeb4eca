import { readLedgerMove } from '../plan/ledger-move.js'
import type { JournalEntry } from '../ports/journal.js'

/**
 * Whether the last that finished of a version is an upgrade that left the version row where it was: a test on the database itself,
 * whose downgrade has not finished.
 *
 * @param rows what the journal tells of the version, oldest first
 */
export function isTestedUp(rows: readonly JournalEntry[]): boolean {
  const last = rows.findLast((row) => row.statement === 0 && row.state === 'done')
  const move = last?.direction === 'upgrade' ? readLedgerMove(last.detail) : undefined
  return move !== undefined && move.from.join() === move.to.join()
}
