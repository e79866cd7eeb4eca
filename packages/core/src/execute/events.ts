import type { CatalogDifference } from '../catalog/compare.js'
import type { Plan, Step } from '../plan/plan.js'
import type { RevisionId } from '../graph/revision.js'
import type { BlockingSession } from '../ports/blocking.js'
import type { LockHolder } from '../ports/lock.js'
import type { Atomicity } from './atomicity.js'

/** What the executor tells while it works. A closed union; the executor never prints. Times are in milliseconds. */
export type MigEvent =
  | { readonly type: 'planned'; readonly plan: Plan }
  | { readonly type: 'lock-waiting'; readonly holder: LockHolder | undefined; readonly waitedMs: number }
  | {
      readonly type: 'adopted'
      readonly table: string
      readonly version: string
      readonly heads: readonly RevisionId[]
      readonly evidence: string
      /** What the schema has otherwise, and was accepted. */
      readonly differences: readonly CatalogDifference[]
    }
  | {
      readonly type: 'step-started'
      readonly step: Step
      readonly number: number
      readonly total: number
      readonly description: string
      readonly atomicity: Atomicity
    }
  | { readonly type: 'statement'; readonly number: number; readonly text: string; readonly elapsedMs: number }
  | { readonly type: 'step-finished'; readonly step: Step; readonly number: number; readonly total: number; readonly elapsedMs: number }
  | { readonly type: 'step-failed'; readonly step: Step; readonly number: number; readonly total: number; readonly elapsedMs: number }
  /** A step that an earlier run left half-done goes on after the statements that had already run. */
  | { readonly type: 'recovered'; readonly revision: RevisionId; readonly statements: number }
  /** The step in hand waits for a lock that this session holds. */
  | { readonly type: 'blocked'; readonly blocker: BlockingSession }
  /** A lock was not had in time; what was tried has been rolled back and is tried again after the pause. */
  | { readonly type: 'lock-retry'; readonly attempt: number; readonly retries: number; readonly pauseMs: number }
  | { readonly type: 'notice'; readonly message: string }

/** Receives events. Must not throw. */
export type EmitEvent = (event: MigEvent) => void
