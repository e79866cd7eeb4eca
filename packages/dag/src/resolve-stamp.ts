import { MigError, type Goal, type RevisionGraph, type RevisionId } from '@mig/core'
import { findBranch } from './find-symbol.js'
import { relatedTo } from './lineage.js'
import { namedRevisions } from './named-revisions.js'
import { parseTarget, type ParsedTarget } from './parse-target.js'
import type { DagPlace } from './place.js'

/** Rows that are related to a target give way to it; the others stay. */
export async function resolveStamp(targets: readonly string[], place: DagPlace): Promise<Goal> {
  const { graph, current } = place
  if (targets.length === 0) throw new MigError('MIG_TARGET_INVALID', 'stamp needs a target', { hint: 'Name revisions, heads or base.' })
  const named: RevisionId[] = []
  const leaving = new Set<RevisionId>()
  for (const target of targets) {
    const parsed = parseTarget(target)
    if (parsed.kind === 'walk') refuseRelativeStamp(target, parsed, place)
    if (parsed.kind === 'name' && parsed.symbol === 'base') {
      // what depends on the branch goes with it: such a row would imply it
      const gone = parsed.branch === undefined ? new Set(current) : relatedTo(graph, findBranch(graph, parsed.branch, target))
      for (const row of current) if (gone.has(row)) leaving.add(row)
      continue
    }
    for (const id of await namedRevisions(target, parsed, place)) {
      named.push(id)
      const related = relatedTo(graph, id)
      for (const row of current) if (related.has(row) || standsFor(graph, related, row)) leaving.add(row)
    }
  }
  return { kind: 'stamp', revisions: graph.maximal([...current.filter((row) => !leaving.has(row)), ...named]) }
}

/**
 * `-N` counts from the heads, and only on a database without rows is that beyond doubt: with rows it would be taken for a
 * step down from them, and the scripts' effects would stay while the ledger forgets them.
 */
function refuseRelativeStamp(target: string, { symbol, steps }: Extract<ParsedTarget, { kind: 'walk' }>, { current }: DagPlace): void {
  if (symbol === undefined && steps < 0 && current.length === 0) return
  throw new MigError('MIG_TARGET_INVALID', `'${target}' is relative, which stamp does not take`, {
    details: { target },
    hint: `Name the revision, a label or a head${symbol === undefined ? '' : `; see: mig show ${target}`}.`,
  })
}

/** True for a row that no file declares any more and that one of these replaces or is equivalent to. */
function standsFor(graph: RevisionGraph, ids: Iterable<RevisionId>, row: RevisionId): boolean {
  if (graph.has(row)) return false
  for (const id of ids) {
    const { replaces = [], equivalentTo = [] } = graph.get(id)
    if (replaces.includes(row) || equivalentTo.includes(row)) return true
  }
  return false
}
