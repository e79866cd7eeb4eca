import { MigError, type Revision, type RevisionGraph } from '@mig/core'

/**
 * The revisions of a graph that is one line, the first one first.
 *
 * @throws {MigError} `MIG_CONVERT_BACK` naming every point at which it is none
 */
export function chainOf(graph: RevisionGraph): readonly Revision[] {
  const points = [
    ...graph.branchPoints().map((id) => describe(graph, id, `is a branch point (${list(graph.children(id))} hang under it)`)),
    ...graph.mergePoints().map((id) => describe(graph, id, `is a merge point of ${list(graph.get(id).downRevisions)}`)),
    ...(graph.bases().length > 1 ? [`there are ${graph.bases().length} bases: ${list(graph.bases())}`] : []),
  ]
  if (points.length > 0) {
    throw new MigError('MIG_CONVERT_BACK', `a graph with branches is no line of numbers: ${points.join('; ')}`, {
      details: { branchPoints: graph.branchPoints(), mergePoints: graph.mergePoints(), bases: graph.bases() },
      hint: 'Only a graph that is one line can be numbered; nothing was written.',
    })
  }
  const chain: Revision[] = []
  for (let id = graph.bases()[0]; id !== undefined; id = graph.children(id)[0]) chain.push(graph.get(id))
  return chain
}

function describe(graph: RevisionGraph, id: string, what: string): string {
  const { file } = graph.get(id)
  return `'${id}' ${what}${file === undefined ? '' : ` [${file}]`}`
}

const list = (ids: readonly string[]): string => ids.map((id) => `'${id}'`).join(' and ')
