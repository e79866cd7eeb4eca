import { MigError, type FailureReason } from '@mig/core'
import { accessDenied, connectionLost, databaseMissing, unreachable, type ConnectTarget } from '../connect-failure.js'
import { statementFailed } from '../statement-failed.js'
import { quote } from './sql-text.js'

/** An error that the server sent. */
interface ServerError extends Error {
  readonly errno: number
  readonly sqlState: string
  readonly sqlMessage?: string
}

/** Turns a failure of a statement into a `MigError`: refused by the server, or lost with the connection. */
export function mysqlStatementFailure(error: unknown, sql: string): unknown {
  if (!isServerError(error)) return error instanceof TypeError ? error : connectionLost(error)
  if (lostCodes.has(error.errno)) return connectionLost(error)
  const serverMessage = error.sqlMessage ?? error.message
  return statementFailed(
    {
      reason: reasons.get(error.errno) ?? 'other',
      sql,
      serverCode: String(error.errno),
      serverMessage,
      offset: offsetOf(serverMessage, sql),
    },
    error,
  )
}

/** Turns a failed attempt to connect into a `MigError`. */
export function mysqlConnectFailure(error: unknown, target: ConnectTarget): unknown {
  if (error instanceof MigError) return error
  if (!isServerError(error)) return unreachable(target, error)
  if (error.errno === 1049) return databaseMissing(target, `CREATE DATABASE ${quote(target.database)}`, error)
  // Wrong password, no right to the database, unknown host, user without password login, TLS required.
  if ([1044, 1045, 1130, 1251, 1698, 3159].includes(error.errno)) return accessDenied(target, error.message, error)
  return unreachable(target, error)
}

/** Killed, shut down, idle too long. */
const lostCodes: ReadonlySet<number> = new Set([1053, 1152, 1153, 1158, 1159, 1160, 1161, 1927, 4031])

const numbers: Partial<Record<FailureReason, readonly number[]>> = {
  'table-missing': [1146],
  'object-exists': [1007, 1050, 1060, 1061, 1068, 1304, 1359, 1537, 1826],
  'object-missing': [1008, 1049, 1051, 1054, 1072, 1091, 1176, 1305, 1360, 1539, 4092],
  'lock-timeout': [1205, 3572],
  deadlock: [1213],
  permission: [1044, 1045, 1142, 1143, 1227, 1370, 1410, 1419],
  'read-only': [1036, 1290, 1792, 1836],
  'disk-full': [1021, 1114],
  constraint: [1048, 1062, 1138, 1169, 1216, 1217, 1263, 1264, 1265, 1292, 1364, 1366, 1406, 1451, 1452, 1586, 3819, 4025],
  syntax: [1064, 1065, 1149],
  cancelled: [1317, 1969, 3024],
}

const reasons: ReadonlyMap<number, FailureReason> = new Map(
  Object.entries(numbers).flatMap(([reason, list]) => list.map((number) => [number, reason as FailureReason] as const)),
)

/** `near 'FORM t' at line 2` quotes what follows the mistake. */
function offsetOf(message: string, sql: string): number | undefined {
  const match = /near '([\s\S]*)' at line (\d+)$/.exec(message)
  if (!match?.[1]) return undefined
  const lineStart = sql.split('\n', Number(match[2]) - 1).reduce((sum, line) => sum + line.length + 1, 0)
  const offset = sql.indexOf(match[1], lineStart)
  return offset === -1 ? undefined : offset
}

const isServerError = (error: unknown): error is ServerError =>
  error instanceof Error && 'errno' in error && typeof error.errno === 'number' && 'sqlState' in error
