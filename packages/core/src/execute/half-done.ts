import type { Direction } from '../ports/script.js'
import type { JournalEntry } from '../ports/journal.js'

/** What the journal says of one statement of a step that an earlier run left half-done. */
export interface EarlierStatement {
  readonly number: number
  readonly checksum: string | undefined
  /** `in-flight`: announced and never reported; the server may or may not have finished it. */
  readonly state: 'done' | 'failed' | 'in-flight'
  /** The fingerprint noted with the intent. */
  readonly before: string | undefined
}

/**
 * Reads the statements of a half-done step out of its revision's journal rows (oldest first).
 *
 * Rows count from the last finished step on, whatever its direction: a step that finished starts a new life.
 */
export function readHalfDone(rows: readonly JournalEntry[], direction: Direction): ReadonlyMap<number, EarlierStatement> {
  const lastFinished = rows.findLastIndex((row) => row.statement === 0 && row.state === 'done')
  const statements = new Map<number, EarlierStatement>()
  for (const row of rows.slice(lastFinished + 1)) {
    if (row.statement === 0 || row.direction !== direction) continue
    // A statement that was announced together with one that then failed never ran, and may have been edited since.
    if (row.state === 'failed') for (const number of statements.keys()) if (number > row.statement) statements.delete(number)
    const before = row.state === 'intent' ? row.detail : statements.get(row.statement)?.before
    statements.set(row.statement, {
      number: row.statement,
      checksum: row.checksum,
      state: row.state === 'intent' ? 'in-flight' : row.state,
      before,
    })
  }
  return statements
}
