import { compareIds } from './compare-ids.js'
import { depthFirstOrder } from './depth-first-order.js'
import { EdgeWriter, type Edges } from './edges.js'
import type { IdTable } from './id-table.js'
import { cycleError, missingError } from './graph-errors.js'
import type { Revision, RevisionId } from './revision.js'
import { orderOfIds } from './sort-ids.js'

/**
 * The graph as numbers: a revision's number is its place in the graph's topological order, so that walks over 100,000
 * revisions are reads of neighbouring array elements, and ascending numbers are an order in which to apply.
 */
export interface GraphIndex {
  /** The number of a revision; `undefined` when there is no such revision. */
  numberOf(this: void, id: RevisionId): number | undefined
  /** The revision with a number. */
  at(this: void, number: number): Revision
  /** By number. */
  readonly revisions: readonly Revision[]
  /** By number; walks that need no more than the ids do not touch the revisions. */
  readonly ids: readonly RevisionId[]
  /** Revisions that nothing needs, by id. */
  readonly tips: readonly RevisionId[]
  /** True when a revision replaces others or is equivalent to one. */
  readonly hasStandIns: boolean
  /** Down revisions. */
  readonly parents: Edges
  /** Down revisions and dependencies, each once, by id. */
  readonly needs: Edges
  /** Revisions that have this one as a down revision. */
  readonly children: Edges
  /** Revisions that have this one as a down revision or a dependency. */
  readonly neededBy: Edges
}

/**
 * Numbers the revisions and connects them.
 *
 * The order is one line at a time: from the revisions that nothing needs, by id, each is preceded by what it needs, by
 * id. It depends on the graph alone, not on the order of files.
 *
 * @param table the place of each revision in the given list
 * @throws {MigError} `MIG_PARENT_MISSING`, `MIG_DEPENDENCY_MISSING`, `MIG_CYCLE`
 */
export function indexGraph(given: readonly Revision[], table: IdTable): GraphIndex {
  const connected = connect(given, table)
  const needed = connected.needs.ends()
  const tips: number[] = []
  for (let place = 0; place < given.length; place++) if (needed[place] === 0) tips.push(place)
  const sortedTips = orderOfIds(tips.map((place) => table.ids[place]!)).map((at) => tips[at]!)
  const result = depthFirstOrder(connected.needs, sortedTips)
  if ('cycle' in result) throw cycleError(result.cycle.map((place) => given[place]!))

  const { order } = result
  const numbers = new Uint32Array(given.length)
  const ids: RevisionId[] = []
  for (let number = 0; number < order.length; number++) {
    const place = order[number]!
    numbers[place] = number
    ids.push(table.ids[place]!)
  }
  const parents = connected.parents.renumbered(order, numbers)
  const isPlain = connected.needs === connected.parents
  const needs = isPlain ? parents : connected.needs.renumbered(order, numbers)
  let revisions: readonly Revision[] | undefined
  let children: Edges | undefined
  let neededBy: Edges | undefined
  return {
    numberOf: (id) => {
      const place = table.find(id)
      return place === undefined ? undefined : numbers[place]
    },
    get revisions() {
      return (revisions ??= Array.from(order, (place) => given[place]!))
    },
    at: (number) => given[order[number]!]!,
    ids,
    tips: sortedTips.map((place) => table.ids[place]!),
    hasStandIns: connected.hasStandIns,
    parents,
    needs,
    get children() {
      return (children ??= parents.reversed())
    },
    get neededBy() {
      return (neededBy ??= isPlain ? this.children : needs.reversed())
    },
  }
}

/** Edges between places. Without any dependency both are the same object. */
function connect(
  given: readonly Revision[],
  table: IdTable,
): { readonly parents: Edges; readonly needs: Edges; readonly hasStandIns: boolean } {
  let [hasDependencies, hasStandIns] = [false, false]
  const isBefore = (place: number, other: number): boolean => compareIds(table.ids[place]!, table.ids[other]!) < 0
  const parents = new EdgeWriter(given.length, isBefore)
  const needs = new EdgeWriter(given.length, isBefore)
  for (const revision of given) {
    hasStandIns ||= revision.replaces !== undefined || revision.equivalentTo !== undefined
    for (const parent of revision.downRevisions) {
      const place = table.find(parent)
      if (place === undefined) throw missingError('MIG_PARENT_MISSING', revision, parent, table.ids)
      parents.add(place)
      needs.add(place)
    }
    parents.next()
    for (const dependency of revision.dependsOn) {
      const place = table.find(dependency)
      if (place === undefined) throw missingError('MIG_DEPENDENCY_MISSING', revision, dependency, table.ids)
      needs.add(place)
      hasDependencies = true
    }
    needs.next()
  }
  const edges = parents.finish()
  return { parents: edges, needs: hasDependencies ? needs.finish() : edges, hasStandIns }
}
