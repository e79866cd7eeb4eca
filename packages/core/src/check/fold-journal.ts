import type { JournalEntry } from '../ports/journal.js'

/**
 * Leaves the rows of single statements out where the row of their whole step follows in the same run: what remains are finished
 * and failed steps, failed statements, and what a run that died had begun. For people; nothing is lost, the journal keeps all.
 *
 * @param options.statements keeps the statements, each once, as it ended: an intent goes where a later row tells what came of it
 */
export function foldJournal(
  entries: readonly JournalEntry[],
  { statements = false }: { readonly statements?: boolean } = {},
): readonly JournalEntry[] {
  const steps = new Map<string, JournalEntry>()
  const ended = new Set<string>()
  const kept: JournalEntry[] = []
  for (const entry of [...entries].reverse()) {
    const key = `${entry.run} ${entry.revision} ${entry.direction}`
    const step = steps.get(key)
    if (entry.statement === 0) {
      steps.set(key, entry)
      kept.push(entry)
    } else if (!statements) {
      if (step === undefined || entry.state === 'failed') kept.push(entry)
    } else if (entry.state !== 'intent') {
      ended.add(`${key} ${entry.statement}`)
      kept.push(entry)
    } else if (!ended.has(`${key} ${entry.statement}`)) kept.push(...outcomeOf(entry, step))
  }
  return kept.reverse()
}

/**
 * What came of a statement that no row of its own tells of: done with its step, whose row stands for the last ones; still in
 * flight where the run died. Where the step failed at another statement, it was announced together with that one and never ran.
 */
function outcomeOf(intent: JournalEntry, step: JournalEntry | undefined): readonly JournalEntry[] {
  if (step === undefined) return [intent]
  return step.state === 'done' ? [{ ...intent, state: 'done', finishedAt: step.finishedAt, detail: undefined }] : []
}
