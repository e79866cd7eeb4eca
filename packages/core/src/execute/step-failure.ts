import { isMigError, MigError } from '../errors/mig-error.js'
import type { ScriptStatement } from '../ports/script.js'
import type { PreparedStep } from './prepare-steps.js'
import { StatementFailedAt } from './run-step.js'

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
  const statement = error instanceof StatementFailedAt ? error.statement : undefined
  const cause = error instanceof StatementFailedAt ? error.cause : error
  if (isMigError(cause) && ownMessage.has(cause.code)) return cause
  const { step } = prepared
  if (step.kind === 'stamp') return cause
  const reason = cause instanceof Error ? cause.message : String(cause)
  const place = statement ? `${placeOf(statement, cause)}: ` : ''
  return new MigError('MIG_STEP_FAILED', `${step.kind} '${step.revision}' failed after ${finished} step(s): ${place}${reason}`, {
    cause,
    details: {
      revision: step.revision,
      direction: step.kind,
      finished,
      atomicity: prepared.atomicity,
      ...(statement ? { file: statement.file, line: statement.line, column: statement.column, sql: statement.text.slice(0, 2000) } : {}),
      ...(isMigError(cause) ? { failure: cause.details, code: cause.code } : {}),
    },
    hint: `${leftOf(prepared, finished, keptEarlier)} Correct ${scriptOf(prepared)} or the data, then run the same command again.`,
  })
}

function leftOf(prepared: PreparedStep, finished: number, keptEarlier: boolean): string {
  const earlier = !keptEarlier
    ? 'Nothing stays applied: the whole plan was one transaction.'
    : finished === 0
      ? ''
      : `The ${finished} step(s) before it stay applied.`
  const own =
    prepared.atomicity === 'atomic'
      ? 'Its own statements were rolled back.'
      : 'Its statements before the failure stay: no transaction covers them here. They are noted in the journal, and the next run goes on after them.'
  return keptEarlier ? [own, earlier].filter(Boolean).join(' ') : earlier
}

function scriptOf(prepared: PreparedStep): string {
  return 'script' in prepared ? prepared.body.file : 'the version table'
}

/** The place in the file: the error's own where the server says the offset, else the statement's first token. */
function placeOf(statement: ScriptStatement, cause: unknown): string {
  const offset = isMigError(cause) && typeof cause.details['offset'] === 'number' ? cause.details['offset'] : 0
  const before = statement.text.slice(0, offset).split('\n')
  const line = statement.line + before.length - 1
  const column = before.length > 1 ? before.at(-1)!.length + 1 : statement.column + before[0]!.length
  return `${statement.file}:${line}:${column}`
}
