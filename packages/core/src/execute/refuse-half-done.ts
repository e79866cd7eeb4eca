import { MigError } from '../errors/mig-error.js'
import type { RevisionId } from '../graph/revision.js'
import type { RevisionGraph } from '../graph/revision-graph.js'
import type { Step } from '../plan/plan.js'
import type { JournalEntry } from '../ports/journal.js'
import { halfDoneDirection } from './half-done.js'

/**
 * Refuses a plan that would build on, or undo, what an earlier run left half-done instead of finishing it.
 *
 * @throws {MigError} `MIG_STEP_HALF_DONE`
 */
export function refuseHalfDone(steps: readonly Step[], graph: RevisionGraph, revision: RevisionId, rows: readonly JournalEntry[]): void {
  const direction = halfDoneDirection(rows)
  if (!direction || !graph.has(revision)) return
  if (steps.some((step) => step.kind === direction && step.revision === revision)) return
  const near = new Set([...graph.ancestors([revision]), ...graph.descendants([revision])])
  const other = steps.find((step) => step.kind !== 'stamp' && near.has(step.revision))
  if (!other || other.kind === 'stamp') return
  throw new MigError(
    'MIG_STEP_HALF_DONE',
    `the ${direction} of '${revision}' is half-done, and this would ${other.kind} '${other.revision}'`,
    {
      details: { revision, direction, step: other },
      hint: 'Nothing was changed. Finish the half-done step first: mig recover (mig recover --plan explains it).',
    },
  )
}
