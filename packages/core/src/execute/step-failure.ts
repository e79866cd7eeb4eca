import { countOf } from '../count-of.js'
import { isMigError, MigError } from '../errors/mig-error.js'
import { placeInCode, placeInSql, type FailurePlace } from './failure-place.js'
import type { PreparedScriptStep, PreparedStep } from './prepare-steps.js'
import { StatementFailedAt, StepStopped } from './step-stopped.js'

/** Failures that name their own remedy and are not wrapped. */
const ownMessage: ReadonlySet<string> = new Set([
  'MIG_TRANSACTION_ENDED',
  'MIG_STEP_EDITED',
  'MIG_STEP_INTERRUPTED',
  'MIG_PACKAGE_MISSING',
  'MIG_LEDGER_MOVED',
  'MIG_LOCK_LOST',
  'MIG_OPTION_INVALID',
  'MIG_POOL_REFUSED',
])

/** What a failed step and the ones before it leave, put into one error. */
export function stepFailure(prepared: PreparedStep, finished: number, keptEarlier: boolean, error: unknown): unknown {
  const stopped = error instanceof StepStopped ? error : undefined
  const inner = stopped ? stopped.cause : error
  const statement = inner instanceof StatementFailedAt ? inner.statement : undefined
  const cause = inner instanceof StatementFailedAt ? inner.cause : inner
  if (isMigError(cause) && ownMessage.has(cause.code)) return cause
  if (!('script' in prepared)) return cause
  const { step } = prepared
  const place = statement ? placeInSql(statement, cause) : placeInCode(prepared.body.file, cause)
  const isLost = isMigError(cause, 'MIG_CONNECTION_LOST')
  const fact = `${step.kind} '${step.revision}' ${isLost ? 'was cut off' : 'failed'} after ${countOf(finished, 'step')}`
  const reason = cause instanceof Error ? cause.message : String(cause)
  const left = leftOf(finished, keptEarlier, stopped)
  return new MigError(isLost ? 'MIG_CONNECTION_LOST' : 'MIG_STEP_FAILED', `${fact}: ${placeText(place)}${reason}`, {
    cause,
    details: {
      revision: step.revision,
      direction: step.kind,
      finished,
      atomicity: prepared.atomicity,
      ...(stopped ? { kept: stopped.kept, failed: stopped.failed } : {}),
      ...place,
      ...(statement ? { sql: statement.text.slice(0, 2000) } : {}),
      ...(isMigError(cause) ? { failure: cause.details, code: cause.code } : {}),
    },
    hint: isLost
      ? `${keptText(stopped)}The database knows how far the statement in hand came. Run the same command again: it finds out and goes on.`
      : `${left} ${remedyOf(prepared, place, cause)}`,
  })
}

function leftOf(finished: number, keptEarlier: boolean, stopped: StepStopped | undefined): string {
  if (!keptEarlier) return 'Nothing stays applied: the whole plan was one transaction.'
  const earlier =
    finished === 0
      ? ''
      : finished === 1
        ? ' The step before it stays applied.'
        : ` The ${countOf(finished, 'step')} before it stay applied.`
  const own = stopped ? keptText(stopped) + rolledBackText(stopped) : 'Its own statements were rolled back.'
  return own.trim() + earlier
}

/** What of a step without one transaction is there to stay. */
function keptText(stopped: StepStopped | undefined): string {
  if (!stopped) return ''
  if (stopped.kept === 0) return 'None of its statements stays. '
  return `${range(1, stopped.kept)} of this step stay${stopped.kept === 1 ? 's' : ''}: no transaction covers the whole of it here. What is done does not run again. `
}

function rolledBackText({ kept, failed }: StepStopped): string {
  return failed - kept > 1 ? `${range(kept + 1, failed - 1)} ${failed - kept === 2 ? 'was' : 'were'} rolled back. ` : ''
}

const range = (from: number, to: number): string => (from === to ? `Statement ${from}` : `Statements ${from} to ${to}`)

function remedyOf(prepared: PreparedScriptStep, place: FailurePlace | undefined, cause: unknown): string {
  const again = 'then run the same command again.'
  const { reason } = isMigError(cause) ? cause.details : {}
  // Where the fault is not the script's, the error of the statement says what to do.
  const isOutside = typeof reason === 'string' && ['lock-timeout', 'deadlock', 'permission', 'read-only', 'disk-full'].includes(reason)
  if (isOutside && isMigError(cause) && cause.hint !== undefined) {
    return /run the command again/i.test(cause.hint) ? cause.hint : `${cause.hint.replace(/\.$/, '')}, ${again}`
  }
  return `Correct ${place ? `${place.file}:${place.line}` : prepared.body.file} or the data, ${again}`
}

const placeText = (place: FailurePlace | undefined): string => (place ? `${place.file}:${place.line}:${place.column}: ` : '')
