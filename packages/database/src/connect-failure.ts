import { MigError } from '@mig/core'

/** Where a connection was attempted, for messages. */
export interface ConnectTarget {
  readonly displayUrl: string
  readonly database: string
}

/** The server could not be reached. */
export function unreachable(target: ConnectTarget, error: unknown): MigError {
  return new MigError('MIG_CONNECT_FAILED', `cannot connect to '${target.displayUrl}': ${networkMessage(error)}`, {
    details: { url: target.displayUrl },
    hint: 'Check host, port and that the server runs.',
    cause: error,
  })
}

/** The server refused the user or the password. */
export function accessDenied(
  target: ConnectTarget,
  message: string,
  error: unknown,
  hint = 'Check user and password in the database URL.',
): MigError {
  return new MigError('MIG_ACCESS_DENIED', `access denied to '${target.displayUrl}': ${message}`, {
    details: { url: target.displayUrl },
    hint,
    cause: error,
  })
}

/** The server has no database of that name. */
export function databaseMissing(target: ConnectTarget, createSql: string, error: unknown): MigError {
  return new MigError('MIG_DATABASE_MISSING', `the server has no database '${target.database}'`, {
    details: { url: target.displayUrl, database: target.database },
    hint: `Create it, or correct the database URL: ${createSql}`,
    cause: error,
  })
}

/** The connection broke after it had been made. */
export function connectionLost(error: unknown): MigError {
  return new MigError('MIG_CONNECTION_LOST', `the connection to the server broke: ${networkMessage(error)}`, {
    hint: 'Run the command again: it goes on where it stopped.',
    cause: error,
  })
}

/** Node tries every address of a name and hides the reasons in an `AggregateError` without a message. */
function networkMessage(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return [...new Set(error.errors.map(networkMessage))].join(', ')
  return error instanceof Error ? error.message : String(error)
}
