import type { RevisionGraph } from '../graph/revision-graph.js'
import type { RevisionId } from '../graph/revision.js'

/** A revision that another one of a list needs, so that a row of it would say the same thing twice. */
export interface Overlap {
  readonly revision: RevisionId
  readonly by: RevisionId
}

/** The members of a list that others of it imply; ids that the graph does not know are passed over. */
export function findOverlaps(graph: RevisionGraph, ids: readonly RevisionId[]): readonly Overlap[] {
  const maximal = graph.maximal(ids.filter((id) => graph.has(id)))
  return [...new Set(ids)].flatMap((revision) => {
    if (!graph.has(revision) || maximal.includes(revision)) return []
    const by = maximal.find((id) => graph.ancestors([id]).has(revision))
    return by === undefined ? [] : [{ revision, by }]
  })
}
