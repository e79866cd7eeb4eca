import type { RevisionGraph, RevisionId } from '@mig/core'

/**
 * A line of development: a revision, its eldest child, the eldest child of that, and so on, as long as each continues the one
 * before. Later children begin lines of their own, so that a line keeps its beginning for ever.
 */
export interface Line {
  readonly begin: RevisionId
  /** The last revision of it: a head, unless a merge took the line in. */
  readonly tip: RevisionId
  /** The merge point that took it in, which goes on with the line of its first down revision. */
  readonly joinedBy: RevisionId | undefined
  /** It begins with the oldest root. */
  readonly isMain: boolean
}

/** Whether a merge took the line in. */
export const isJoined = ({ joinedBy }: Line): boolean => joinedBy !== undefined

/** Every line of a graph, by the id that it begins with. Each revision is on exactly one. */
export function linesOf(graph: RevisionGraph): readonly Line[] {
  const main = eldest(graph, graph.bases())
  const continues = (id: RevisionId): boolean => {
    const [parent] = graph.get(id).downRevisions
    return parent !== undefined && eldest(graph, graph.children(parent)) === id
  }
  return graph
    .ids()
    .filter((id) => !continues(id))
    .map((begin) => {
      let tip = begin
      for (;;) {
        const next = eldest(graph, graph.children(tip))
        if (next === undefined || graph.get(next).downRevisions[0] !== tip) return { begin, tip, joinedBy: next, isMain: begin === main }
        tip = next
      }
    })
}

/** Of several of one age, the first by id; without a date, a revision is older than every one that has one. */
function eldest(graph: RevisionGraph, ids: readonly RevisionId[]): RevisionId | undefined {
  const time = (id: RevisionId) => Date.parse(graph.get(id).createdAt ?? '') || 0
  const [first, ...others] = ids
  return others.reduce((best, id) => (best !== undefined && time(best) <= time(id) ? best : id), first)
}
