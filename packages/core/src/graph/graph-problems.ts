import type { MigError } from '../errors/mig-error.js'
import { depthFirstOrder } from './depth-first-order.js'
import { Edges } from './edges.js'
import { cycleError, duplicateLabel, duplicateRevision, missingError } from './graph-errors.js'
import type { Revision, RevisionId } from './revision.js'

/**
 * Everything that keeps revisions from being a graph, where `RevisionGraph.build` throws the first of it.
 *
 * Of two revisions with one id, or two holders of one label, the first given counts for what follows. Each circle is told
 * once: after it was found, the edge that closes it is left out and the search goes on.
 *
 * @param alsoThere ids that are declared by files which could not be read further: naming them is no mistake
 */
export function graphProblems(input: Iterable<Revision>, alsoThere: ReadonlySet<RevisionId> = new Set()): readonly MigError[] {
  const problems: MigError[] = []
  const byId = new Map<RevisionId, Revision>()
  for (const revision of input) {
    const first = byId.get(revision.id)
    if (first) problems.push(duplicateRevision(first, revision))
    else byId.set(revision.id, revision)
  }
  const labels = new Map<string, RevisionId>()
  for (const revision of byId.values()) {
    for (const label of revision.labels) {
      const holder = byId.has(label) ? label : labels.get(label)
      if (holder === undefined) labels.set(label, revision.id)
      else problems.push(duplicateLabel(label, revision, holder))
    }
  }
  const needs = new Map<RevisionId, RevisionId[]>()
  for (const revision of byId.values()) {
    const found = new Set<RevisionId>()
    const look = (code: 'MIG_PARENT_MISSING' | 'MIG_DEPENDENCY_MISSING', name: string, id: RevisionId): void => {
      if (byId.has(id)) found.add(id)
      else if (!alsoThere.has(name)) problems.push(missingError(code, revision, name, [...byId.keys(), ...labels.keys()]))
    }
    for (const parent of revision.downRevisions) look('MIG_PARENT_MISSING', parent, parent)
    for (const name of revision.dependsOn) look('MIG_DEPENDENCY_MISSING', name, labels.get(name) ?? name)
    needs.set(revision.id, [...found])
  }
  return [...problems, ...cycleProblems([...byId.values()], needs)]
}

function cycleProblems(revisions: readonly Revision[], needs: ReadonlyMap<RevisionId, RevisionId[]>): readonly MigError[] {
  const placeOf = new Map(revisions.map(({ id }, place) => [id, place]))
  const next = revisions.map(({ id }) => needs.get(id)!.map((need) => placeOf.get(need)!))
  const problems: MigError[] = []
  for (;;) {
    const result = depthFirstOrder(edgesOf(next), [])
    if ('order' in result) return problems
    const { cycle } = result
    problems.push(cycleError(cycle.map((place) => revisions[place]!)))
    const last = cycle.at(-1)!
    next[last] = next[last]!.filter((other) => other !== cycle[0])
  }
}

function edgesOf(next: readonly (readonly number[])[]): Edges {
  const starts = new Uint32Array(next.length + 1)
  for (const [node, targets] of next.entries()) starts[node + 1] = starts[node]! + targets.length
  return new Edges(starts, Uint32Array.from(next.flat()))
}
