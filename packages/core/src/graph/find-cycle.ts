/**
 * Finds one cycle, its members in the order of the edges, or `undefined`.
 *
 * Depth-first with three colours and a stack of its own, so that a chain of any length does not overflow;
 * linear in nodes and edges (Cormen et al., Introduction to Algorithms, "Depth-first search").
 */
export function findCycle(ids: Iterable<string>, next: (id: string) => readonly string[]): readonly string[] | undefined {
  const done = new Set<string>()
  const position = new Map<string, number>()
  for (const start of ids) {
    if (done.has(start)) continue
    const path = [{ id: start, at: 0 }]
    position.set(start, 0)
    while (path.length > 0) {
      const top = path.at(-1)!
      const edges = next(top.id)
      const other = edges[top.at++]
      if (other === undefined) {
        done.add(top.id)
        position.delete(top.id)
        path.pop()
      } else if (position.has(other)) {
        return path.slice(position.get(other)).map((entry) => entry.id)
      } else if (!done.has(other)) {
        position.set(other, path.length)
        path.push({ id: other, at: 0 })
      }
    }
  }
  return undefined
}
