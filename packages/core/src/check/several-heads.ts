import { MigError } from '../errors/mig-error.js'
import type { RevisionGraph } from '../graph/revision-graph.js'
import type { RevisionId } from '../graph/revision.js'

/**
 * Heads that somebody has to join: several on one branch label, or several without a label.
 *
 * Labelled branches are meant to go on side by side; each has one head.
 *
 * @param what they are, for the message: `the repository has`, `the database is at`
 */
export function severalHeads(graph: RevisionGraph, heads: readonly RevisionId[], what: string): readonly MigError[] {
  const groups = new Map<string | undefined, RevisionId[]>()
  for (const head of heads) {
    const labels = graph.labelsOf(head)
    for (const label of labels.length > 0 ? labels : [undefined]) {
      const group = groups.get(label)
      if (group) group.push(head)
      else groups.set(label, [head])
    }
  }
  return [...groups].flatMap(([label, group]) => (group.length > 1 ? [severalError(graph, group, label, what)] : []))
}

function severalError(graph: RevisionGraph, heads: readonly RevisionId[], label: string | undefined, what: string): MigError {
  const files = heads.flatMap((id) => graph.find(id)?.file ?? [])
  const branch = label === undefined ? (graph.labels().size > 0 ? ' without a branch label' : '') : ` on branch '${label}'`
  return new MigError('MIG_HEADS_SEVERAL', `${what} ${heads.length} heads${branch}: ${heads.join(', ')}`, {
    details: { revisions: heads, label, files },
    hint: `Join them: mig merge ${heads.join(' ')} -m "merge"`,
  })
}
