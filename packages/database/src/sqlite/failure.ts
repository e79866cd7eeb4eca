import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { MigError, type FailureReason } from '@mig/core'
import { statementFailed } from '../statement-failed.js'

/** What the driver's errors carry. */
interface SqliteError extends Error {
  readonly code: string
}

/** Turns an error of the driver into a `MigError`; anything else is passed through. */
export function sqliteStatementFailure(error: unknown, sql: string): unknown {
  if (!isSqliteError(error)) return error
  const serverMessage = error.message.replace(/^SQLITE_\w+: /, '')
  if (error.code === 'SQLITE_MISUSE') {
    return new MigError('MIG_CONNECTION_LOST', 'the SQLite database was closed', { cause: error, hint: 'Run the command again.' })
  }
  return statementFailed(
    { reason: reasonOf(error.code, serverMessage), sql, serverCode: error.code, serverMessage, offset: offsetOf(serverMessage, sql) },
    error,
  )
}

/** Says why a file could not be opened: the driver only says that it could not. */
export function sqliteOpenFailure(error: unknown, file: string, displayUrl: string): unknown {
  if (!isSqliteError(error)) return error
  const options = { cause: error, details: { file } }
  if (error.code === 'SQLITE_NOTADB') {
    return new MigError('MIG_CONNECT_FAILED', `'${file}' is not a SQLite database`, {
      ...options,
      hint: 'Correct the path in the database URL; the file was not touched.',
    })
  }
  if (error.code === 'SQLITE_BUSY' || error.code === 'SQLITE_LOCKED') {
    return new MigError('MIG_CONNECT_FAILED', `'${file}' is locked by another process`, {
      ...options,
      hint: 'End the process that holds it, then run the command again.',
    })
  }
  const folder = dirname(file)
  if (!existsSync(folder)) {
    const hint = /^sqlite3?:\/\/\/(?!\/)/.test(displayUrl)
      ? `Create the folder. Three slashes make a path absolute: a relative one is written 'sqlite:.${file}'.`
      : 'Create the folder, or correct the path in the database URL.'
    return new MigError('MIG_CONNECT_FAILED', `the folder '${folder}' does not exist`, { ...options, hint })
  }
  if (!existsSync(file)) {
    if (error.code === 'SQLITE_CANTOPEN' && /[?&]mode=r[wo]\b/.test(displayUrl)) {
      return new MigError('MIG_DATABASE_MISSING', `there is no file '${file}'`, {
        ...options,
        hint: 'Create it, or leave `mode` out of the URL.',
      })
    }
    return new MigError('MIG_CONNECT_FAILED', `the folder '${folder}' is not writable`, {
      ...options,
      hint: 'Make it writable: SQLite keeps its journal beside the database.',
    })
  }
  if (statSync(file).isDirectory()) {
    return new MigError('MIG_CONNECT_FAILED', `'${file}' is a folder`, {
      ...options,
      hint: `Name a file in it, for example 'sqlite:${file}/app.db'.`,
    })
  }
  return new MigError('MIG_CONNECT_FAILED', `'${file}' could not be opened: ${error.message}`, {
    ...options,
    hint: 'Check the permissions of the file and its folder.',
  })
}

function reasonOf(code: string, message: string): FailureReason {
  switch (code) {
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return 'lock-timeout'
    case 'SQLITE_CONSTRAINT':
    case 'SQLITE_MISMATCH':
      return 'constraint'
    case 'SQLITE_READONLY':
      return 'read-only'
    case 'SQLITE_FULL':
      return 'disk-full'
    case 'SQLITE_INTERRUPT':
      return 'cancelled'
    case 'SQLITE_PERM':
    case 'SQLITE_AUTH':
      return 'permission'
    case 'SQLITE_ERROR':
      return reasonOfMessage(message)
    default:
      return 'other'
  }
}

/** SQLite has one code for every mistake in a statement; its messages are stable. */
function reasonOfMessage(message: string): FailureReason {
  if (/^no such table: |^error in .* no such table: /.test(message)) return 'table-missing'
  if (/already exists$|^there is already |^duplicate column name: /.test(message)) return 'object-exists'
  if (/^no such |^unknown database |has no column named /.test(message)) return 'object-missing'
  return /syntax error|^incomplete input|^unrecognized token/.test(message) ? 'syntax' : 'other'
}

/** `near "FORM": syntax error` names the token; its place is known where the token is unique. */
function offsetOf(message: string, sql: string): number | undefined {
  const token = /^near "([\s\S]+)": syntax error$/.exec(message)?.[1]
  if (token === undefined) return undefined
  const first = sql.indexOf(token)
  return first !== -1 && first === sql.lastIndexOf(token) ? first : undefined
}

const isSqliteError = (error: unknown): error is SqliteError =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_')
