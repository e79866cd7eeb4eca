import { MigError, type FailureReason } from '@mig/core'
import { accessDenied, connectionLost, databaseMissing, unreachable, type ConnectTarget } from '../connect-failure.js'
import { statementFailed } from '../statement-failed.js'
import { quote } from './sql-text.js'

/** An error that the server sent. */
interface ServerError extends Error {
  readonly code: string
  readonly severity: string
  readonly position?: string
  readonly detail?: string
}

/** Turns a failure of a statement into a `MigError`: refused by the server, or lost with the connection. */
export function postgresStatementFailure(error: unknown, sql: string): unknown {
  if (!isServerError(error)) return error instanceof TypeError ? error : connectionLost(error)
  if (/^(08|57P0[123])/.test(error.code)) return connectionLost(error)
  const serverMessage = error.detail ? `${error.message} (${error.detail})` : error.message
  return statementFailed(
    { reason: reasonOf(error.code), sql, serverCode: error.code, serverMessage, offset: offsetOf(error.position, sql) },
    error,
  )
}

/** Turns a failed attempt to connect into a `MigError`. */
export function postgresConnectFailure(error: unknown, target: ConnectTarget): unknown {
  if (error instanceof MigError) return error
  if (error instanceof Error && /password must be a (non-empty )?string/.test(error.message))
    return accessDenied(target, 'the server asks for a password, and the URL has none', error)
  if (!isServerError(error)) return unreachable(target, error)
  if (error.code === '3D000') return databaseMissing(target, `CREATE DATABASE ${quote(target.database)}`, error)
  if (/no encryption|SSL off/.test(error.message))
    return accessDenied(target, error.message, error, "The server wants TLS: add '?sslmode=require' to the database URL.")
  if (/^(28|42501)/.test(error.code)) return accessDenied(target, error.message, error)
  return unreachable(target, error)
}

const reasons: ReadonlyMap<string, FailureReason> = new Map([
  ['42P01', 'table-missing'],
  ['42P07', 'object-exists'],
  ['42710', 'object-exists'],
  ['42701', 'object-exists'],
  ['42723', 'object-exists'],
  ['42P06', 'object-exists'],
  ['42P04', 'object-exists'],
  ['42703', 'object-missing'],
  ['42704', 'object-missing'],
  ['42883', 'object-missing'],
  ['3F000', 'object-missing'],
  ['3D000', 'object-missing'],
  ['55P03', 'lock-timeout'],
  ['40P01', 'deadlock'],
  ['42501', 'permission'],
  ['25006', 'read-only'],
  ['53100', 'disk-full'],
  ['42601', 'syntax'],
  ['57014', 'cancelled'],
])

const reasonOf = (code: string): FailureReason => reasons.get(code) ?? (code.startsWith('23') ? 'constraint' : 'other')

/** The server counts characters from 1, JavaScript UTF-16 units from 0. */
function offsetOf(position: string | undefined, sql: string): number | undefined {
  if (position === undefined) return undefined
  let units = 0
  let characters = 1
  for (const character of sql) {
    if (characters === Number(position)) return units
    units += character.length
    characters += 1
  }
  return characters === Number(position) ? units : undefined
}

const isServerError = (error: unknown): error is ServerError =>
  error instanceof Error && 'severity' in error && 'code' in error && typeof error.code === 'string'
