import { depthFirstOrder } from './depth-first-order.js'
import { EdgeWriter, type Edges } from './edges.js'
import type { IdTable } from './id-table.js'
import { cycleError, missingError } from './graph-errors.js'
import type { Revision, RevisionId } from './revision.js'
import { sizedList } from './sized-list.js'

/**
 * The graph as numbers: a revision's number is its place in the graph's topological order, so that walks over 100,000
 * revisions are reads of neighbouring array elements, and ascending numbers are an order in which to apply.
 */
export interface GraphIndex {
  /** The number of a revision; `undefined` when there is no such revision. */
  numberOf(this: void, id: RevisionId): number | undefined
  /** {@link GraphIndex.numberOf} for a list; the list {@link GraphIndex.heads} itself, the goal of most plans, is not looked up. */
  numbersOf(this: void, ids: readonly RevisionId[]): readonly (number | undefined)[]
  /** The revision with a number. */
  at(this: void, number: number): Revision
  /** By number. */
  readonly revisions: readonly Revision[]
  /** The id of the revision with a number; it does not touch the revision. */
  idAt(this: void, number: number): RevisionId
  /** By number. */
  readonly ids: readonly RevisionId[]
  /** Revisions that are nobody's down revision, by id. */
  readonly heads: readonly RevisionId[]
  /** Revisions that nothing needs, by id: the heads that are no dependency either. */
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
  const isPlain = connected.needs === connected.parents
  const heads = withoutChildren(connected.parents, table)
  const tips = isPlain ? heads : notNeeded(heads, connected.needs, table)
  const result = depthFirstOrder(connected.needs, tips.places)
  if ('cycle' in result) throw cycleError(result.cycle.map((place) => given[place]!))

  const { order, numbers, edges: needs } = result
  let revisions: readonly Revision[] | undefined
  let ids: readonly RevisionId[] | undefined
  let parents = isPlain ? needs : undefined
  let children: Edges | undefined
  let neededBy: Edges | undefined
  const numberOf = (id: RevisionId): number | undefined => {
    const place = table.find(id)
    return place === undefined ? undefined : numbers[place]
  }
  return {
    numberOf,
    numbersOf: (list) => (list === heads.ids ? Array.from(heads.places, (place) => numbers[place]) : list.map(numberOf)),
    get revisions() {
      return (revisions ??= Array.from(order, (place) => given[place]!))
    },
    at: (number) => given[order[number]!]!,
    get ids() {
      return (ids ??= Array.from(order, (place) => table.ids[place]!))
    },
    idAt: (number) => table.ids[order[number]!]!,
    heads: heads.ids,
    tips: tips.ids,
    hasStandIns: connected.hasStandIns,
    get parents() {
      return (parents ??= connected.parents.renumbered(order, numbers))
    },
    needs,
    get children() {
      return (children ??= this.parents.reversed())
    },
    get neededBy() {
      return (neededBy ??= isPlain ? this.children : needs.reversed())
    },
  }
}

/** Some of the revisions: their places, and at the same position their ids; in the order of the ids. */
interface Selection {
  readonly places: Uint32Array
  readonly ids: readonly RevisionId[]
}

function withoutChildren(parents: Edges, table: IdTable): Selection {
  const places = unmarked(parents.ends())
  return select(table.sorted(places), table)
}

function notNeeded(heads: Selection, needs: Edges, table: IdTable): Selection {
  const isNeeded = needs.ends()
  return select(
    heads.places.filter((place) => isNeeded[place] === 0),
    table,
  )
}

function select(places: Uint32Array, table: IdTable): Selection {
  const ids = sizedList<RevisionId>(places.length)
  for (let at = 0; at < places.length; at++) ids[at] = table.ids[places[at]!]!
  return { places, ids }
}

/** Where the marks are 0. */
function unmarked(marks: Uint8Array): Uint32Array {
  let count = 0
  const found = new Uint32Array(marks.length)
  for (let at = 0; at < marks.length; at++) if (marks[at] === 0) found[count++] = at
  return found.subarray(0, count)
}

/** Edges between places. Without any dependency both are the same object. */
function connect(
  given: readonly Revision[],
  table: IdTable,
): { readonly parents: Edges; readonly needs: Edges; readonly hasStandIns: boolean } {
  let [hasDependencies, hasStandIns] = [false, false]
  const isBefore = (place: number, other: number): boolean => table.compare(place, other) < 0
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
