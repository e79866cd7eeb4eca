import { MigError } from '../errors/mig-error.js'
import type { RevisionGraph } from '../graph/revision-graph.js'
import type { RevisionId } from '../graph/revision.js'
import { makePlan } from './make-plan.js'
import type { Plan } from './plan.js'

/** A relative target means what it meant when it was typed: two deployers that both say `+1` take one step together. */
export function replan(graph: RevisionGraph, rows: readonly RevisionId[], before: Plan): Plan {
  const ups = before.steps.flatMap((step) => (step.kind === 'upgrade' ? [step.revision] : []))
  if (ups.length > 0) return makePlan(graph, rows, { kind: 'apply', revisions: ups })
  return makePlan(graph, rows, {
    kind: 'undo',
    revisions: before.steps.flatMap((step) => (step.kind === 'downgrade' ? [step.revision] : [])),
  })
}

/** A plan that was made for other rows than there are. */
export function planIsStale(plan: Plan, rows: readonly RevisionId[]): MigError {
  const list = (ids: readonly RevisionId[]) => (ids.length > 0 ? ids.map((id) => `'${id}'`).join(', ') : 'nothing')
  return new MigError('MIG_LEDGER_MOVED', `the plan starts from ${list(plan.from)}, but the database has ${list(rows)}`, {
    details: { planned: plan.from, found: rows },
    hint: 'Make the plan again.',
  })
}
