import type { RevisionGraph, RevisionId } from '@mig/core'

/** One replay from nothing: revisions that are applied one after the other, each with what it needs; after each a look is worth it. */
export type Walk = readonly RevisionId[]

/**
 * Plans how to see the schema of every revision: of what it needs and itself, and nothing else.
 *
 * One walk over the whole graph in its order of execution sees every point of a line, and the points at which several branches stand
 * together. A revision that shares that walk's database with a branch that it does not need is seen in a further one.
 */
export function planWalks(graph: RevisionGraph): readonly Walk[] {
  const order = graph.index.ids
  const walks: RevisionId[][] = [[...order]]
  const left = order.filter((id, at) => graph.ancestors([id]).size !== at + 1)
  let applied = new Set<RevisionId>()
  for (const id of left) {
    const needed = graph.ancestors([id])
    const goesOn = walks.length > 1 && [...applied].every((other) => needed.has(other))
    if (goesOn) walks.at(-1)!.push(id)
    else walks.push([id])
    applied = needed
  }
  return walks
}
