import type { Releases, RevisionGraph, RevisionId } from '@mig/core'

/** What a target is resolved against. */
export interface DagPlace {
  readonly graph: RevisionGraph
  /** The ledger's rows. */
  readonly current: readonly RevisionId[]
  readonly releases: Releases
}
