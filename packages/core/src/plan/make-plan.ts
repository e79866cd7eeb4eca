import { closure } from '../graph/closure.js'
import type { RevisionGraph } from '../graph/revision-graph.js'
import type { RevisionId } from '../graph/revision.js'
import { sizedList } from '../graph/sized-list.js'
import { sortIds } from '../graph/sort-ids.js'
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
  const wanted = graph.numbersOf(goal.revisions)
  const standing = readStanding(graph, from)
  const rows = [...graph.maximal(from.filter((row) => graph.has(row))), ...standing.foreign]
  const tracker = new HeadTracker(graph, standing.applied, rows)
  const steps = goal.kind === 'apply' ? planUpgrades(graph, standing, tracker, wanted) : planDowngrades(graph, standing, tracker, wanted)
  const surplus = without(from, rows)
  if (surplus.length > 0 && steps.length > 0) steps.unshift({ kind: 'stamp', ledger: { remove: surplus, add: [] } })
  return { from, to: steps.length > 0 ? tracker.rows() : from, steps }
}

function planUpgrades(graph: RevisionGraph, standing: Standing, tracker: HeadTracker, goal: readonly number[]): Step[] {
  const { idAt, needs } = graph.index
  const wanted = closure(needs, 'down', goal)
  let count = 0
  for (let number = 0; number < graph.size; number++) if (wanted[number] === 1 && standing.applied[number] === 0) count += 1
  const steps = sizedList<Step>(count)
  for (let number = 0, at = 0; at < count; number++) {
    if (wanted[number] === 0 || standing.applied[number] === 1) continue
    const isSatisfied = standing.isSatisfiedAt(number)
    const ledger = tracker.apply(number)
    standing.add(number)
    steps[at++] = isSatisfied ? { kind: 'stamp', ledger } : { kind: 'upgrade', revision: idAt(number), ledger }
  }
  return steps
}

function planDowngrades(graph: RevisionGraph, standing: Standing, tracker: HeadTracker, goal: readonly number[]): Step[] {
  const { idAt, neededBy } = graph.index
  const doomed = closure(neededBy, 'up', goal)
  const steps: Step[] = []
  for (let number = graph.size - 1; number >= 0; number--) {
    if (doomed[number] === 0 || standing.applied[number] === 0) continue
    steps.push({ kind: 'downgrade', revision: idAt(number), ledger: tracker.undo(number) })
  }
  return steps
}

function planStamp(graph: RevisionGraph, from: readonly RevisionId[], wanted: readonly RevisionId[]): Plan {
  for (const id of without(wanted, from)) graph.get(id)
  const to = graph.maximal(wanted)
  const ledger: LedgerChange = { remove: without(from, to), add: without(to, from) }
  const steps: Step[] = ledger.remove.length + ledger.add.length > 0 ? [{ kind: 'stamp', ledger }] : []
  return { from, to, steps }
}

function without(ids: readonly RevisionId[], others: readonly RevisionId[]): readonly RevisionId[] {
  const left = new Set(others)
  return ids.filter((id) => !left.has(id))
}
