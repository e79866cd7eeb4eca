import { MigError, type RevisionGraph, type RevisionId } from '@mig/core'
import { findBranch, findSymbol } from './find-symbol.js'

/** Revisions on one line of down revisions with a branch: it, its ancestors, its descendants. */
export function lineageOf(graph: RevisionGraph, branch: RevisionId): ReadonlySet<RevisionId> {
  return new Set([...graph.lineageDown([branch]), ...graph.lineageUp([branch])])
}

/** {@link lineageOf}, counting dependencies as well: what cannot be there without it, or it without them. */
export function relatedTo(graph: RevisionGraph, id: RevisionId): ReadonlySet<RevisionId> {
  return new Set([...graph.ancestors([id]), ...graph.descendants([id])])
}

/** Keeps what is on the branch; everything without one. */
export function onBranch(
  graph: RevisionGraph,
  ids: readonly RevisionId[],
  branch: string | undefined,
  typed: string,
): readonly RevisionId[] {
  if (branch === undefined) return ids
  const lineage = lineageOf(graph, findBranch(graph, branch, typed))
  return ids.filter((id) => lineage.has(id))
}

/**
 * The revision of a symbol, which must be on the branch when one is named.
 *
 * @throws {MigError} `MIG_BRANCH_MISMATCH`, or what `findSymbol` throws
 */
export function revisionOn(graph: RevisionGraph, symbol: string, branch: string | undefined, typed: string): RevisionId {
  if (branch === undefined) return findSymbol(graph, symbol, typed)
  const lineage = lineageOf(graph, findBranch(graph, branch, typed))
  const id = findSymbol(graph, symbol, typed, lineage)
  if (lineage.has(id)) return id
  throw new MigError('MIG_BRANCH_MISMATCH', `'${id}' is not on the branch '${branch}'`, {
    details: { target: typed, revision: id, branch },
    hint: `Leave '${branch}@' out, or see mig show ${id}.`,
  })
}

/**
 * The one head, of a branch when one is named.
 *
 * @returns `undefined` for an empty repository
 * @throws {MigError} `MIG_HEADS_SEVERAL` with the choices
 */
export function onlyHead(graph: RevisionGraph, branch: string | undefined, typed: string): RevisionId | undefined {
  const heads = onBranch(graph, graph.heads(), branch, typed)
  if (heads.length > 1) throw severalHeads(graph, heads, typed)
  return heads[0]
}

/** The error for a target that needs one head where there are several. */
export function severalHeads(graph: RevisionGraph, heads: readonly RevisionId[], typed: string): MigError {
  const choices = heads.map((id) => {
    const label = graph.labelsOf(id).find((name) => onBranch(graph, graph.heads(), name, name).length === 1)
    return label === undefined ? id : `${label}@head (${id})`
  })
  return new MigError('MIG_HEADS_SEVERAL', `'${typed}' means one head, and there are ${heads.length}: ${heads.join(', ')}`, {
    details: { target: typed, heads, choices },
    hint: `Choose ${choices.join(', ')}, or heads for all of them; ${joinable(graph, heads)}`,
  })
}

/** Heads that one of them depends on are joined already: a merge would have nothing to do. */
function joinable(graph: RevisionGraph, heads: readonly RevisionId[]): string {
  const free = graph.effectiveHeads().filter((id) => heads.includes(id))
  if (free.length > 1) return 'to join them: mig merge heads -m "merge"'
  return `'${free[0] ?? heads[0]}' depends on the other${heads.length > 2 ? 's' : ''}, so that there is nothing to merge`
}
