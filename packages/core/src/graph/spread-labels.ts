import { compareIds } from './compare-ids.js'
import type { RevisionGraph } from './revision-graph.js'
import type { RevisionId } from './revision.js'

/**
 * Tells which labels each revision carries.
 *
 * A label belongs to the revision that declares it and spreads along down revisions: to all descendants and, where they
 * are one line with it, back down until a branch point (a dependent counts as a branch there) or a merge point, which is
 * left out. A branch or merge point above keeps a label from spreading down. Behaviour measured on Alembic.
 */
export function spreadLabels(graph: RevisionGraph): ReadonlyMap<RevisionId, readonly string[]> {
  const carried = new Map<RevisionId, Set<string>>()
  const give = (id: RevisionId, label: string) => {
    const own = carried.get(id)
    if (own) own.add(label)
    else carried.set(id, new Set([label]))
  }
  for (const [label, holder] of graph.labels()) {
    const above = graph.lineageUp([holder])
    let isOneLine = true
    for (const id of above) {
      give(id, label)
      isOneLine &&= isOnOneLine(graph, id)
    }
    let id = isOneLine ? onlyParent(graph, holder) : undefined
    while (id !== undefined && isOnOneLine(graph, id)) {
      give(id, label)
      id = onlyParent(graph, id)
    }
  }
  return new Map([...carried].map(([id, labels]) => [id, [...labels].sort(compareIds)]))
}

function isOnOneLine(graph: RevisionGraph, id: RevisionId): boolean {
  return graph.index.neededBy.count(graph.numberOf(id)) <= 1 && !graph.isMergePoint(id)
}

function onlyParent(graph: RevisionGraph, id: RevisionId): RevisionId | undefined {
  const parents = graph.get(id).downRevisions
  return parents.length === 1 ? parents[0] : undefined
}
