import type { AdoptOptions } from './adopt/take-over.js'
import type { EditedScript } from './check/edited-scripts.js'
import type { OnEdited } from './check/guard-plan.js'
import type { Atomicity, TransactionMode } from './execute/atomicity.js'
import type { MigEvent } from './execute/events.js'
import type { StepReport } from './execute/execute-plan.js'
import type { Revision, RevisionId } from './graph/revision.js'
import type { Step } from './plan/plan.js'
import type { Adoption, AdoptionDecision, LegacyState } from './ports/adoption.js'
import type { Database } from './ports/database.js'
import type { JournalEntry } from './ports/journal.js'
import type { Operations } from './ports/operations.js'
import type { Repository } from './ports/repository.js'
import type { LostData } from './ports/script.js'
import type { ReleasePosition } from './release/release-position.js'

/** What a `Migrator` is made of. */
export interface MigratorOptions {
  readonly repository: Repository
  readonly database: Database
  /** The `op` of code scripts: `() => import('@mig/schema')`. Plain SQL repositories work without it. */
  readonly operations?: () => Promise<Operations>
  /** What to do with a database that only the old tool knows: `() => import('@mig/convert')`. */
  readonly adoption?: () => Promise<Adoption>
  readonly onEvent?: (event: MigEvent) => void
  /** How long to wait for another process that migrates, in milliseconds. Default 60,000; 0 tries once. */
  readonly lockWaitMs?: number
  /** How often a statement that did not get its lock in time (`ddlLockTimeoutMs` of the database) is tried again. Default 10. */
  readonly ddlLockRetries?: number
  /** Default `each`: one transaction per step. */
  readonly transaction?: TransactionMode
  /** What an upgrade does about applied scripts that were edited since they ran. Default `error`. */
  readonly onEdited?: OnEdited
  /**
   * While programs still read the old tool's table: each change of mig's rows moves its number too, in the same transaction, and where
   * the old tool has run, mig follows it. Needs `adoption` and a converted repository whose old tool keeps one number.
   */
  readonly keepLegacyVersion?: boolean
}

/** How to stop a long call, and what to note of it. */
export interface RunOptions {
  /** Cancels the statement in hand, rolls it back and throws `MIG_INTERRUPTED`. */
  readonly signal?: AbortSignal
  /** Stops after the step in hand and throws `MIG_INTERRUPTED`. */
  readonly finishSignal?: AbortSignal
  /** A word of the caller's own, noted in the journal with each step: a ticket, a release. */
  readonly tag?: string
}

/** How to upgrade. */
export interface UpgradeOptions extends RunOptions, AdoptOptions {
  /**
   * Linear mode: runs the versions at or below the database's that never ran there (a late merge), in number order before
   * the others; the version row stays. Without it they stop the upgrade with `MIG_VERSION_LATE`.
   */
  readonly allowLate?: boolean
}

/** What a call did. */
export interface RunResult {
  readonly from: readonly RevisionId[]
  readonly to: readonly RevisionId[]
  /** Revisions whose upgrade ran, in order. */
  readonly applied: readonly RevisionId[]
  /** Revisions whose downgrade ran, in order. */
  readonly undone: readonly RevisionId[]
  readonly steps: readonly StepReport[]
  /** Set when the database was taken over from its old tool first. */
  readonly adopted?: Extract<AdoptionDecision, { kind: 'adopt' }>
}

/** Where a database is, as far as this repository can tell. */
export interface CurrentState {
  /** The version table's rows as they are. */
  readonly rows: readonly RevisionId[]
  /** The rows that this repository knows. */
  readonly revisions: readonly Revision[]
  /** Rows that no file declares. */
  readonly unknown: readonly RevisionId[]
  /** True when nothing is pending, and the database is mig's. */
  readonly isAtHead: boolean
  /** What an old tool's own record says, where the repository was converted. */
  readonly legacy: LegacyState | undefined
}

/** `current`, with what lies ahead. */
export interface StatusReport extends CurrentState {
  readonly pending: readonly Revision[]
  readonly heads: readonly RevisionId[]
  readonly release: ReleasePosition | undefined
  readonly last: JournalEntry | undefined
  /** Steps that an earlier run left half-done; the next upgrade goes on after their finished statements. */
  readonly unfinished: readonly RevisionId[]
  /** Applied scripts that were edited since they ran. */
  readonly edited: readonly EditedScript[]
  /** Versions at or below the database's that never ran here; linear mode. */
  readonly late: readonly RevisionId[]
}

/** A plan's step with what only its script can tell. */
export interface DescribedStep {
  readonly step: Step
  readonly description: string
  readonly atomicity: Atomicity
  readonly files: readonly string[]
  /** The number of statements of a SQL body. */
  readonly statements: number | undefined
  /** The data that it destroys, as far as its SQL tells; `undefined` when it is code, which does not tell. */
  readonly loses: readonly LostData[] | undefined
  /** What is to be known before it runs. */
  readonly notices: readonly string[]
}
