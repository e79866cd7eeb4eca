import type { RevisionId } from '@mig/core'
import type { SourceVersion, Strand } from '../source/number-line.js'

/** A revision of the graph to be written. */
export interface ConvertedRevision {
  readonly id: RevisionId
  readonly downRevisions: readonly RevisionId[]
  /** Revisions of the repositories beside its own that come first. */
  readonly dependsOn: readonly RevisionId[]
  /** The label of its repository, on the first revision of it. */
  readonly branchLabels: readonly string[]
  readonly description: string
  readonly equivalentTo: readonly RevisionId[]
  /** The number it came from, as written; part of the file name. */
  readonly digits: string
  readonly content:
    /** `isGate`: its code sent no SQL and is kept as a no-op. */
    | { readonly kind: 'strand'; readonly strand: Strand; readonly isGate: boolean }
    | { readonly kind: 'merge'; readonly version: string }
    | { readonly kind: 'baseline'; readonly versions: readonly SourceVersion[] }
}

/** Where one number went. */
export interface MappedVersion {
  readonly version: string
  /** Of a repository among several. */
  readonly label?: string
  /** What tells it from the versions of other repositories, and what a person writes as a target: `5`, or `expand@5` of several repositories. */
  readonly name: string
  /** The revision that a database at this number has; `undefined` below the first revision (dropped placeholders) and below a baseline. */
  readonly revision: RevisionId | undefined
  readonly source: SourceVersion
  readonly isPlaceholder: boolean
  /** A placeholder that became no revision of its own. */
  readonly isDropped: boolean
  /** The siblings that a collision became. */
  readonly collision: readonly RevisionId[]
  readonly isBelowBaseline: boolean
}

/** A numbered repository as a graph. */
export interface Mapping {
  readonly revisions: readonly ConvertedRevision[]
  readonly versions: readonly MappedVersion[]
}
