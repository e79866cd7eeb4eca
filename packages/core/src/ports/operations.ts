import type { Session } from './session.js'

/** What a code script is given, bound to one session. */
export interface OperationsHandle {
  /** The argument of `upgrade(op)` and `downgrade(op)`. */
  readonly op: unknown
  /** Frees what the operations opened; the session stays open. */
  release(): Promise<void>
}

/**
 * Port `Operations`: makes the `op` of code scripts. `@mig/schema` is the implementation:
 * `operations: () => import('@mig/schema')`. Plain SQL repositories work without it.
 */
export interface Operations {
  createOperations(session: Session): Promise<OperationsHandle>
}
