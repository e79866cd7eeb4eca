import { MigError, type FailureReason, type StatementFailure } from '@mig/core'

const hints: Partial<Record<FailureReason, string>> = {
  'lock-timeout': 'Another session holds a lock on the object. End it, or run the command again at a quieter time.',
  deadlock: 'The server broke a deadlock with another session. Run the command again.',
  permission: 'Grant the right to the user of the database URL, or use another user.',
  'read-only': 'The database can only be read. Connect to the primary server, or make the file and its folder writable.',
  'disk-full': 'Free disk space on the server, then run the command again.',
}

/** Makes the `MIG_STATEMENT_FAILED` of one refused statement; the text is shortened, the driver's error stays as the cause. */
export function statementFailed(failure: StatementFailure, cause?: unknown): MigError {
  const hint = hints[failure.reason]
  return new MigError('MIG_STATEMENT_FAILED', failure.serverMessage, {
    details: { ...failure, sql: shorten(failure.sql) },
    cause,
    ...(hint === undefined ? {} : { hint }),
  })
}

const shorten = (sql: string): string => (sql.length > 2000 ? `${sql.slice(0, 1999)}…` : sql)
