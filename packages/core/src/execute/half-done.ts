import type { JournalEntry } from '../ports/journal.js'
import type { Direction } from '../ports/script.js'

/** What the journal says of one statement of a step that an earlier run left half-done. */
export interface EarlierStatement {
  readonly number: number
  readonly checksum: string | undefined
  /**
   * `in-flight`: announced and never reported; the server may or may not have finished it.
   * `committed`: announced inside the transaction that it was meant to run in, and that transaction was committed by the statement itself.
   */
  readonly state: 'done' | 'failed' | 'in-flight' | 'committed'
  /** The fingerprint noted with the intent. */
  readonly before: string | undefined
  /** The server session that ran it. */
  readonly session: string
  /** How many rows it changed, where a code script may have asked. */
  readonly changed: number
}

/** The detail of a finished statement that changed rows. */
export const changedRows = (count: number): string | undefined => (count > 0 ? `changed ${count} row${count === 1 ? '' : 's'}` : undefined)

const readChanged = (detail: string | undefined): number => Number(/^changed (\d+) /.exec(detail ?? '')?.[1] ?? 0)

/** Begins the detail of an intent that is written inside the transaction of a statement which may commit on its own; a fingerprint may follow. */
export const insideItsTransaction = 'inside its transaction'

/**
 * Reads the statements of a half-done step out of its revision's journal rows (oldest first).
 *
 * Rows count from the last finished step on, whatever its direction: a step that finished starts a new life.
 */
export function readHalfDone(rows: readonly JournalEntry[], direction: Direction): ReadonlyMap<number, EarlierStatement> {
  const statements = new Map<number, EarlierStatement>()
  for (const row of sinceLastFinished(rows)) {
    if (row.statement === 0 || row.state === 'answer' || row.direction !== direction) continue
    // A statement that was announced together with one that then failed never ran, and may have been edited since.
    if (row.state === 'failed') for (const number of statements.keys()) if (number > row.statement) statements.delete(number)
    const isInside = row.state === 'intent' && row.detail?.startsWith(insideItsTransaction) === true
    const before = isInside
      ? row.detail.slice(insideItsTransaction.length + 1) || undefined
      : row.state === 'intent'
        ? row.detail
        : statements.get(row.statement)?.before
    const state = isInside ? 'committed' : row.state === 'intent' ? 'in-flight' : row.state
    statements.set(row.statement, {
      number: row.statement,
      checksum: row.checksum,
      state,
      before,
      session: row.session,
      changed: readChanged(row.detail),
    })
  }
  return statements
}

/** The direction in which the step was last under way; `undefined` when it is not half-done. */
export function halfDoneDirection(rows: readonly JournalEntry[]): Direction | undefined {
  const last = sinceLastFinished(rows).findLast((row) => row.statement > 0)
  return last?.direction === 'upgrade' || last?.direction === 'downgrade' ? last.direction : undefined
}

/** The number of the row that ended the step's last life; answers before it are of that one. */
export const lastFinished = (rows: readonly JournalEntry[]): number => rows.findLast(isFinished)?.sequence ?? 0

const isFinished = (row: JournalEntry): boolean => row.statement === 0 && row.state === 'done'

function sinceLastFinished(rows: readonly JournalEntry[]): readonly JournalEntry[] {
  return rows.slice(rows.findLastIndex(isFinished) + 1)
}
