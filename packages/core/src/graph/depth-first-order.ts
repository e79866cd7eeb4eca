import { Edges } from './edges.js'

/** Either every node after all its edges lead to, or a cycle with its members in the order of the edges. */
export type DepthFirstResult = DepthFirstOrder | { readonly cycle: readonly number[] }

/** An order of the nodes; a node's number is its place in it. */
export interface DepthFirstOrder {
  /** The nodes by number. */
  readonly order: Uint32Array
  /** The numbers by node. */
  readonly numbers: Uint32Array
  /** The same edges between the numbers: they are written as each node gets its number, while its edges are at hand. */
  readonly edges: Edges
}

/**
 * Orders the nodes so that each comes after the nodes its edges lead to.
 *
 * Depth-first from the given starts, then from whatever they do not reach, with three colours and a stack of its own,
 * so that a chain of any length does not overflow; linear in nodes and edges
 * (Cormen et al., Introduction to Algorithms, "Topological sort").
 */
export function depthFirstOrder({ starts, targets, size }: Edges, from: Iterable<number>): DepthFirstResult {
  const [fresh, open, closed] = [0, 1, 2]
  const colour = new Uint8Array(size)
  /** The next edge of each node to follow. */
  const edge = starts.slice()
  const order = new Uint32Array(size)
  const numbers = new Uint32Array(size)
  const numberedStarts = new Uint32Array(size + 1)
  const numberedTargets = new Uint32Array(targets.length)
  const path = new Uint32Array(size)
  let [ordered, depth, end] = [0, 0, 0]
  /** Returns the node where the circle closes, when there is one. */
  const visit = (start: number): number | undefined => {
    colour[start] = open
    path[depth++] = start
    while (depth > 0) {
      const top = path[depth - 1]!
      const at = edge[top]!
      const last = starts[top + 1]!
      if (at === last) {
        colour[top] = closed
        for (let each = starts[top]!; each < last; each++) numberedTargets[end++] = numbers[targets[each]!]!
        numbers[top] = ordered
        order[ordered++] = top
        numberedStarts[ordered] = end
        depth -= 1
        continue
      }
      edge[top] = at + 1
      const other = targets[at]!
      if (colour[other] === open) return other
      if (colour[other] === fresh) {
        colour[other] = open
        path[depth++] = other
      }
    }
    return undefined
  }
  const cycleFrom = (closing: number): DepthFirstResult => ({ cycle: [...path.subarray(path.indexOf(closing), depth)] })
  for (const start of from) {
    const closing = colour[start] === fresh ? visit(start) : undefined
    if (closing !== undefined) return cycleFrom(closing)
  }
  // What the starts did not reach can only be part of a circle or hang on one.
  for (let start = 0; start < size; start++) {
    const closing = colour[start] === fresh ? visit(start) : undefined
    if (closing !== undefined) return cycleFrom(closing)
  }
  return { order, numbers, edges: new Edges(numberedStarts, numberedTargets) }
}
