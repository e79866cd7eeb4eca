import type { Atomicity, TransactionMode } from '../execute/atomicity.js'
import type { RevisionId } from '../graph/revision.js'
import type { Step } from '../plan/plan.js'
import type { Ledger } from '../ports/ledger.js'
import type { OfflineDialect } from '../ports/offline.js'
import type { Operations } from '../ports/operations.js'
import type { Repository, Verb } from '../ports/repository.js'

/** What is to be written out. */
export type OfflineRequest =
  | {
      readonly verb: Verb
      /** `FROM:TO`, or `TO` from nothing; a downgrade needs both. Several only for `stamp`. */
      readonly target: string | readonly string[]
    }
  | { readonly verb: 'ensure-version' }

/** What a script is written with. */
export interface OfflineContext {
  readonly repository: Repository
  /** From `offlineDialect` of `@mig/database`. */
  readonly dialect: OfflineDialect
  /** Default: the repository's own. */
  readonly ledger?: Ledger | undefined
  /** The `op` of code scripts: `() => import('@mig/schema')`. */
  readonly operations?: (() => Promise<Operations>) | undefined
  /** Default `each`: one transaction per step. */
  readonly transaction?: TransactionMode | undefined
  /** A word of the caller's own, noted in the header and in the journal. */
  readonly tag?: string | undefined
}

/** One step of a script. */
export interface OfflineStep {
  readonly step: Step
  readonly description: string
  readonly atomicity: Atomicity
  readonly files: readonly string[]
  /** The part of the script that is this step. */
  readonly sql: string
}

/** A script for the server's own client. */
export interface OfflineScript {
  readonly from: readonly RevisionId[]
  readonly to: readonly RevisionId[]
  readonly steps: readonly OfflineStep[]
  /** The whole script, each line ended. */
  readonly sql: string
}
