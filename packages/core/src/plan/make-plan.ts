import { compareIds } from '../graph/compare-ids.js'
import type { RevisionGraph } from '../graph/revision-graph.js'
import type { RevisionId } from '../graph/revision.js'
import { topologicalOrder } from '../graph/topological-order.js'
import { HeadTracker } from './head-tracker.js'
import type { Goal, LedgerChange, Plan, Step } from './plan.js'
import { readStanding } from './satisfaction.js'

/**
 * Turns a goal into a plan: which scripts run in which order, and how the ledger's rows change with each.
 *
 * Pure: the same graph, rows and goal give the same plan on every machine.
 *
 * @param current the ledger's rows; rows that overlap (one needs another) are read as what they imply and put right by the plan
 * @throws {MigError} `MIG_ROW_UNKNOWN` when a row names a revision that no file declares; a stamp replaces such rows instead
 * @example
 * const plan = makePlan(graph, ['a'], { kind: 'apply', revisions: ['c'] })
 * plan.steps // [{ kind: 'upgrade', revision: 'b', ledger: { remove: ['a'], add: ['b'] } }, …]
 */
export function makePlan(graph: RevisionGraph, current: readonly RevisionId[], goal: Goal): Plan {
  const from = [...current].sort(compareIds)
  if (goal.kind === 'stamp') return planStamp(graph, from, goal.revisions)
  const standing = readStanding(graph, from)
  const rows = [...graph.maximal(from.filter((row) => graph.has(row))), ...standing.foreign]
  const steps: Step[] = []
  const surplus = from.filter((row) => !rows.includes(row))
  const tracker = new HeadTracker(graph, standing.applied, rows)
  if (goal.kind === 'apply') {
    const wanted = graph.ancestors(goal.revisions)
    for (const id of standing.applied) wanted.delete(id)
    for (const id of topologicalOrder(graph, wanted)) {
      const ledger = tracker.apply(id)
      steps.push(standing.isSatisfied(id) ? { kind: 'stamp', ledger } : { kind: 'upgrade', revision: id, ledger })
    }
  } else {
    const doomed = graph.descendants(goal.revisions)
    for (const id of doomed) if (!standing.applied.has(id)) doomed.delete(id)
    for (const id of [...topologicalOrder(graph, doomed)].reverse())
      steps.push({ kind: 'downgrade', revision: id, ledger: tracker.undo(id) })
  }
  if (surplus.length > 0 && steps.length > 0) steps.unshift({ kind: 'stamp', ledger: { remove: surplus, add: [] } })
  return { from, to: steps.length > 0 ? tracker.rows() : from, steps }
}

function planStamp(graph: RevisionGraph, from: readonly RevisionId[], wanted: readonly RevisionId[]): Plan {
  const to = graph.maximal(wanted)
  const ledger: LedgerChange = { remove: from.filter((row) => !to.includes(row)), add: to.filter((id) => !from.includes(id)) }
  const steps: Step[] = ledger.remove.length + ledger.add.length > 0 ? [{ kind: 'stamp', ledger }] : []
  return { from, to, steps }
}
