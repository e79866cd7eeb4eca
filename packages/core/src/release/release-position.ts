import type { RevisionGraph } from '../graph/revision-graph.js'
import type { RevisionId } from '../graph/revision.js'
import type { Releases } from './releases.js'

/** Where a database stands among the releases. */
export type ReleasePosition =
  /** Exactly at this release. */
  | { readonly kind: 'at'; readonly version: string }
  /** Has all of `after` (if any) and not yet all of `before` (if any). */
  | { readonly kind: 'between'; readonly after: string | undefined; readonly before: string | undefined }

/** Names the release that a set of applied revisions is at or between; `undefined` when no release is tagged. */
export async function releasePosition(
  graph: RevisionGraph,
  releases: Releases,
  applied: ReadonlySet<RevisionId>,
): Promise<ReleasePosition | undefined> {
  if (releases.size === 0) return undefined
  const { default: compare } = await import('semver/functions/compare.js')
  let after: string | undefined
  let before: string | undefined
  for (const version of [...releases.keys()].sort(compare)) {
    const heads = releases.get(version) ?? []
    const shipped = graph.ancestors(heads)
    // what no file declares any more cannot be told to be there
    const complete = heads.every((id) => graph.has(id)) && [...shipped].every((id) => applied.has(id))
    if (complete && shipped.size === applied.size) return { kind: 'at', version }
    if (complete) after = version
    else before ??= version
  }
  return { kind: 'between', after, before }
}
