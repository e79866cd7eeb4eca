import { compareIds, type RevisionGraph, type RevisionId } from '@mig/core'

/**
 * A line of development: a revision, its eldest child, the eldest child of that, and so on. Later children begin lines of their own,
 * so that a line keeps its beginning for ever. A merge goes on with the eldest of its lines, the main one before all, and ends the
 * others.
 */
export interface Line {
  readonly begin: RevisionId
  /** The last revision of it: a head, unless a merge took the line in. */
  readonly tip: RevisionId
  /** The merge point that took it in. */
  readonly joinedBy: RevisionId | undefined
  /** It begins with the oldest root. */
  readonly isMain: boolean
}

/** Every line of a graph. Each revision is on exactly one. */
export function linesOf(graph: RevisionGraph): readonly Line[] {
  const main = eldest(graph, graph.bases())
  const beginOf = new Map<RevisionId, RevisionId>()
  const lines = new Map<RevisionId, Line>()
  // parents come before their children
  for (const { id, downRevisions } of graph.index.revisions) {
    const begins = downRevisions.filter((parent) => eldest(graph, graph.children(parent)) === id).map((parent) => beginOf.get(parent)!)
    const begin = main !== undefined && begins.includes(main) ? main : (eldest(graph, begins.sort(compareIds)) ?? id)
    beginOf.set(id, begin)
    for (const other of begins) lines.set(other, { ...lines.get(other)!, joinedBy: id })
    lines.set(begin, { begin, tip: id, joinedBy: undefined, isMain: begin === main })
  }
  return [...lines.values()]
}

/** Of several of one age, the first by id; without a date, a revision is older than every one that has one. */
function eldest(graph: RevisionGraph, ids: readonly RevisionId[]): RevisionId | undefined {
  const time = (id: RevisionId) => Date.parse(graph.get(id).createdAt ?? '') || 0
  const [first, ...others] = ids
  return others.reduce((best, id) => (best !== undefined && time(best) <= time(id) ? best : id), first)
}
