/** Either every node after all its edges lead to, or a cycle with its members in the order of the edges. */
export type DepthFirstResult = { readonly order: readonly number[] } | { readonly cycle: readonly number[] }

/**
 * Orders the nodes `0 … next.length - 1` so that each comes after the nodes its edges lead to.
 *
 * Depth-first from the given starts, then from whatever they do not reach, with three colours and a stack of its own,
 * so that a chain of any length does not overflow; linear in nodes and edges
 * (Cormen et al., Introduction to Algorithms, "Topological sort").
 */
export function depthFirstOrder(next: readonly (readonly number[])[], starts: readonly number[]): DepthFirstResult {
  const [fresh, open, closed] = [0, 1, 2]
  const colour = new Uint8Array(next.length)
  const edge = new Uint32Array(next.length)
  const order: number[] = []
  const path: number[] = []
  /** Returns where the circle closes, when there is one. */
  const visit = (start: number): number | undefined => {
    colour[start] = open
    path.push(start)
    while (path.length > 0) {
      const top = path[path.length - 1]!
      const other = next[top]![edge[top]!++]
      if (other === undefined) {
        colour[top] = closed
        order.push(top)
        path.pop()
      } else if (colour[other] === open) {
        return other
      } else if (colour[other] === fresh) {
        colour[other] = open
        path.push(other)
      }
    }
    return undefined
  }
  for (const start of starts) if (colour[start] === fresh && visit(start) !== undefined) break
  // What the starts did not reach, or the search did not finish, can only be part of a circle or hang on one.
  for (let start = 0; start < next.length && path.length === 0; start++) if (colour[start] === fresh) visit(start)
  if (path.length === 0) return { order }
  const top = path[path.length - 1]!
  const closing = next[top]![edge[top]! - 1]!
  return { cycle: path.slice(path.indexOf(closing)) }
}
