import type { JournalEntry } from '../ports/journal.js'

/**
 * Leaves the rows of single statements out where the row of their whole step follows in the same run: what remains are finished
 * and failed steps, failed statements, and what a run that died had begun. For people; nothing is lost, the journal keeps all.
 */
export function foldJournal(entries: readonly JournalEntry[]): readonly JournalEntry[] {
  const finished = new Set<string>()
  const kept: JournalEntry[] = []
  for (const entry of [...entries].reverse()) {
    const step = `${entry.run} ${entry.revision} ${entry.direction}`
    if (entry.statement === 0) finished.add(step)
    else if (finished.has(step) && entry.state !== 'failed') continue
    kept.push(entry)
  }
  return kept.reverse()
}
