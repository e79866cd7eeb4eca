import type { RevisionGraph } from './revision-graph.js'
import type { RevisionId } from './revision.js'

/**
 * Orders revisions so that each comes after all it needs: their order in the whole graph, which goes one line at a
 * time (see {@link RevisionGraph.index}) and is the same on every machine.
 */
export function topologicalOrder(graph: RevisionGraph, subset: Iterable<RevisionId>): readonly RevisionId[] {
  const { numberOf, revisions } = graph.index
  const numbers = Array.from(new Set(subset), (id) => numberOf(id)!)
  return numbers.sort((a, b) => a - b).map((number) => revisions[number]!.id)
}
