import { MigError, selectRelease, type RevisionId } from '@mig/core'
import { findBranch } from './find-symbol.js'
import { onBranch, onlyHead, revisionOn, severalHeads } from './lineage.js'
import type { ParsedTarget } from './parse-target.js'
import type { DagPlace } from './place.js'
import { nothingThere, refuseUnknownRows, severalRows } from './target-errors.js'
import { walk } from './walk.js'

/**
 * The revisions that a target names, whatever the verb; empty for the base.
 *
 * @param past what `-N` does beyond the base
 */
export async function namedRevisions(
  target: string,
  parsed: ParsedTarget,
  place: DagPlace,
  past: 'refuse' | 'stay' = 'refuse',
): Promise<readonly RevisionId[]> {
  const { graph, current } = place
  if (parsed.kind === 'release') return releaseHeads(parsed.wanted, place)
  if (parsed.kind === 'walk') {
    if (parsed.symbol !== undefined) {
      const end = walk(
        graph,
        startOfWalk(parsed.symbol, parsed.steps > 0 ? undefined : parsed.branch, target, place),
        parsed.steps,
        parsed.branch,
        target,
      )
      return end === undefined ? [] : [end]
    }
    if (parsed.branch !== undefined) findBranch(graph, parsed.branch, target)
    if (parsed.steps > 0)
      throw new MigError('MIG_TARGET_INVALID', `'${target}' is relative to the database, which this command does not take`, {
        details: { target },
        hint: 'Name a revision, a label or a head.',
      })
    const starts = onBranch(graph, graph.effectiveHeads(), parsed.branch, target)
    return [...new Set(starts.flatMap((start) => walk(graph, start, parsed.steps, parsed.branch, target, past) ?? []))]
  }
  const { branch, symbol } = parsed
  switch (symbol) {
    case 'heads':
      return branch === undefined ? graph.effectiveHeads() : onBranch(graph, graph.heads(), branch, target)
    case 'head': {
      const head = onlyHead(graph, branch, target)
      if (head === undefined && branch !== undefined) throw nothingThere(target)
      return head === undefined ? [] : [head]
    }
    case 'base':
      if (branch !== undefined) findBranch(graph, branch, target)
      return []
    case 'current':
      refuseUnknownRows(place)
      return onBranch(graph, current, branch, target)
    default:
      return [revisionOn(graph, symbol, branch, target)]
  }
}

/** What a release ships. A name that no file declares would silently mean less than the release: it is refused. */
export async function releaseHeads(wanted: string, { graph, releases }: DagPlace): Promise<readonly RevisionId[]> {
  const { version, heads } = await selectRelease(releases, wanted)
  const missing = heads.filter((id) => !graph.has(id))
  if (missing.length === 0) return heads
  throw new MigError(
    'MIG_RELEASES_INVALID',
    `release '${version}' names ${missing.map((id) => `'${id}'`).join(', ')}, which ${missing.length === 1 ? 'is' : 'are'} in no file of this repository`,
    { details: { version, missing }, hint: `Restore the file, or correct the entry '${version}' of releases.json.` },
  )
}

/** A walk may start at a symbol: `head-1`, `base+2`, `ae10-1`. */
export function startOfWalk(
  symbol: string,
  branch: string | undefined,
  target: string,
  { graph, current }: DagPlace,
): RevisionId | undefined {
  if (symbol === 'base') return undefined
  if (symbol === 'heads' && branch === undefined) {
    const heads = graph.effectiveHeads()
    if (heads.length > 1) throw severalHeads(graph, heads, target)
    return heads[0]
  }
  if (symbol === 'head' || symbol === 'heads') return onlyHead(graph, branch, target)
  if (symbol === 'current') {
    if (current.length > 1) throw severalRows(graph, current, target)
    return current[0]
  }
  return revisionOn(graph, symbol, branch, target)
}
