import type { RevisionGraph } from '../graph/revision-graph.js'
import type { RevisionId } from '../graph/revision.js'
import { makePlan } from './make-plan.js'

/** The revisions that an upgrade to every head would run, in order. */
export function pendingRevisions(graph: RevisionGraph, rows: readonly RevisionId[]): readonly RevisionId[] {
  const { steps } = makePlan(graph, rows, { kind: 'apply', revisions: graph.effectiveHeads() })
  return steps.flatMap((step) => (step.kind === 'upgrade' ? [step.revision] : []))
}
