import { closure } from '../graph/closure.js'
import { sortIds } from '../graph/compare-ids.js'
import type { RevisionGraph } from '../graph/revision-graph.js'
import type { RevisionId } from '../graph/revision.js'
import { HeadTracker } from './head-tracker.js'
import type { Goal, LedgerChange, Plan, Step } from './plan.js'
import { readStanding, type Standing } from './satisfaction.js'

/**
 * Turns a goal into a plan: which scripts run in which order, and how the ledger's rows change with each.
 *
 * Pure: the same graph, rows and goal give the same plan on every machine.
 *
 * @param current the ledger's rows; rows that overlap (one needs another) are read as what they imply and put right by the plan
 * @throws {MigError} `MIG_ROW_UNKNOWN` when a row names a revision that no file declares; a stamp replaces such rows instead;
 * `MIG_TARGET_UNKNOWN` when the goal does
 * @example
 * const plan = makePlan(graph, ['a'], { kind: 'apply', revisions: ['c'] })
 * plan.steps // [{ kind: 'upgrade', revision: 'b', ledger: { remove: ['a'], add: ['b'] } }, …]
 */
export function makePlan(graph: RevisionGraph, current: readonly RevisionId[], goal: Goal): Plan {
  const from = sortIds(current)
  if (goal.kind === 'stamp') return planStamp(graph, from, goal.revisions)
  for (const id of goal.revisions) graph.get(id)
  const standing = readStanding(graph, from)
  const rows = [...graph.maximal(from.filter((row) => graph.has(row))), ...standing.foreign]
  const tracker = new HeadTracker(graph, standing.applied, rows)
  const steps =
    goal.kind === 'apply'
      ? planUpgrades(graph, standing, tracker, goal.revisions)
      : planDowngrades(graph, standing, tracker, goal.revisions)
  const surplus = from.filter((row) => !rows.includes(row))
  if (surplus.length > 0 && steps.length > 0) steps.unshift({ kind: 'stamp', ledger: { remove: surplus, add: [] } })
  return { from, to: steps.length > 0 ? tracker.rows() : from, steps }
}

function planUpgrades(graph: RevisionGraph, standing: Standing, tracker: HeadTracker, revisions: readonly RevisionId[]): Step[] {
  const { numberOf, revisions: all, needs } = graph.index
  const wanted = closure(
    all.length,
    revisions.map((id) => numberOf.get(id)),
    (number) => needs[number]!,
  )
  const steps: Step[] = []
  for (const [number, { id }] of all.entries()) {
    if (wanted[number] === 0 || standing.applied[number] === 1) continue
    const satisfied = standing.isSatisfied(id)
    const ledger = tracker.apply(number)
    standing.add(number)
    steps.push(satisfied ? { kind: 'stamp', ledger } : { kind: 'upgrade', revision: id, ledger })
  }
  return steps
}

function planDowngrades(graph: RevisionGraph, standing: Standing, tracker: HeadTracker, revisions: readonly RevisionId[]): Step[] {
  const { numberOf, revisions: all, neededBy } = graph.index
  const doomed = closure(
    all.length,
    revisions.map((id) => numberOf.get(id)),
    (number) => neededBy[number]!,
  )
  const steps: Step[] = []
  for (let number = all.length - 1; number >= 0; number--) {
    if (doomed[number] === 0 || standing.applied[number] === 0) continue
    steps.push({ kind: 'downgrade', revision: all[number]!.id, ledger: tracker.undo(number) })
  }
  return steps
}

function planStamp(graph: RevisionGraph, from: readonly RevisionId[], wanted: readonly RevisionId[]): Plan {
  for (const id of wanted) if (!from.includes(id)) graph.get(id)
  const to = graph.maximal(wanted)
  const ledger: LedgerChange = { remove: from.filter((row) => !to.includes(row)), add: to.filter((id) => !from.includes(id)) }
  const steps: Step[] = ledger.remove.length + ledger.add.length > 0 ? [{ kind: 'stamp', ledger }] : []
  return { from, to, steps }
}
