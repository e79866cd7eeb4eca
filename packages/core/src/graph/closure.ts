import type { Edges } from './edges.js'

/**
 * Marks the start and everything that can be reached along the edges. `undefined` in the start is passed over.
 *
 * @param edges all lead one way: to lower numbers (what a revision needs), or to higher ones (what needs it), so that one
 * pass in that direction finds everything
 */
export function closure(edges: Edges, way: 'down' | 'up', start: Iterable<number | undefined>): Uint8Array {
  const { starts, targets, size } = edges
  const reached = new Uint8Array(size)
  let [lowest, highest] = [size, -1]
  for (const number of start) {
    if (number === undefined) continue
    reached[number] = 1
    if (number < lowest) lowest = number
    if (number > highest) highest = number
  }
  const spread = (number: number): void => {
    if (reached[number] === 1) for (let at = starts[number]!; at < starts[number + 1]!; at++) reached[targets[at]!] = 1
  }
  if (way === 'up') for (let number = lowest; number < size; number++) spread(number)
  else for (let number = highest; number >= 0; number--) spread(number)
  return reached
}
