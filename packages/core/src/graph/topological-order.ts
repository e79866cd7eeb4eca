import { compareIds } from './compare-ids.js'
import type { RevisionGraph } from './revision-graph.js'
import type { RevisionId } from './revision.js'

/**
 * Orders revisions so that each comes after all it needs.
 *
 * One line at a time: starting from the revisions that nothing in the set needs, in the order of their ids, each is
 * preceded by what it needs, in the order of ids. The result depends on the graph and the set alone, not on file
 * order. Linear in the edges of the set.
 */
export function topologicalOrder(graph: RevisionGraph, subset: ReadonlySet<RevisionId>): readonly RevisionId[] {
  const inside = (id: RevisionId) => subset.has(id)
  const tips = [...subset].filter((id) => !graph.neededBy(id).some(inside)).sort(compareIds)
  const order: RevisionId[] = []
  const entered = new Set<RevisionId>()
  for (const tip of tips) {
    if (entered.has(tip)) continue
    entered.add(tip)
    const path = [{ id: tip, at: 0 }]
    while (path.length > 0) {
      const top = path.at(-1)!
      const need = graph.needs(top.id)[top.at++]
      if (need === undefined) {
        order.push(top.id)
        path.pop()
      } else if (inside(need) && !entered.has(need)) {
        entered.add(need)
        path.push({ id: need, at: 0 })
      }
    }
  }
  return order
}
