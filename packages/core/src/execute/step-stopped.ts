import type { ScriptStatement } from '../ports/script.js'

/** Where in which file a statement failed: read by the failure report. */
export class StatementFailedAt extends Error {
  readonly statement: ScriptStatement

  constructor(statement: ScriptStatement, cause: unknown) {
    super(messageOf(cause), { cause })
    this.statement = statement
  }
}

/** A step that no transaction covers stopped in its middle. */
export class StepStopped extends Error {
  /** The number of the last statement that is done for good; 0 when none is. */
  readonly kept: number
  /** The number of the statement that failed. */
  readonly failed: number

  constructor(progress: { readonly kept: number; readonly failed: number }, cause: unknown) {
    super(messageOf(cause), { cause })
    this.kept = progress.kept
    this.failed = progress.failed
  }
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
