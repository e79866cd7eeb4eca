import { compareIds } from './compare-ids.js'
import type { RevisionGraph } from './revision-graph.js'
import type { RevisionId } from './revision.js'

/**
 * Tells which labels each revision carries.
 *
 * A label belongs to the revision that declares it and spreads along down revisions: to all descendants, and back
 * down the line until a branch point (a dependent counts as a branch there) or a merge point, which is left out.
 * Behaviour measured on Alembic 1.19.2.
 */
export function spreadLabels(graph: RevisionGraph): ReadonlyMap<RevisionId, readonly string[]> {
  const carried = new Map<RevisionId, Set<string>>()
  const give = (id: RevisionId, label: string) => {
    const own = carried.get(id)
    if (own) own.add(label)
    else carried.set(id, new Set([label]))
  }
  for (const [label, holder] of graph.labels()) {
    for (const id of graph.lineageUp([holder])) give(id, label)
    let id = onlyParent(graph, holder)
    while (id !== undefined && graph.neededBy(id).length === 1 && !graph.isMergePoint(id)) {
      give(id, label)
      id = onlyParent(graph, id)
    }
  }
  return new Map([...carried].map(([id, labels]) => [id, [...labels].sort(compareIds)]))
}

function onlyParent(graph: RevisionGraph, id: RevisionId): RevisionId | undefined {
  const parents = graph.get(id).downRevisions
  return parents.length === 1 ? parents[0] : undefined
}
