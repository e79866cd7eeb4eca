import { isMigError, type MigError } from '@mig/core'

/** False for what has other causes: a lost connection, a signal. */
export function isFaultOfScript(error: unknown): error is MigError {
  if (!isMigError(error)) return false
  if (error.code === 'MIG_STEP_FAILED') return !['MIG_CONNECTION_LOST', 'MIG_LOCK_LOST'].includes(String(error.details['code']))
  if (error.code === 'MIG_TRANSACTION_ENDED' || error.code === 'MIG_IRREVERSIBLE') return true
  return error.code.startsWith('MIG_SCRIPT_') || error.code.startsWith('MIG_SQL_')
}
