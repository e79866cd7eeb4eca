import { MigError, type SqlValue } from '@mig/core'
import { anyNumber } from './old-number.js'

/** The condition that a column still holds what was read; `undefined` where anything will do. */
export function holds(column: string, from: string, bind: (value: SqlValue) => string): string | undefined {
  if (from === anyNumber) return undefined
  return from === 'NULL' ? `${column} IS NULL` : `${column} = ${bind(numberValue(from))}`
}

/** Numbers that are made of times pass the integers that are exact. */
export const numberValue = (digits: string): number | bigint => (Number.isSafeInteger(Number(digits)) ? Number(digits) : BigInt(digits))

/** @throws {MigError} `MIG_LEDGER_MOVED` when the statement did not change the one row */
export async function changeOne(
  table: string,
  from: string | undefined,
  change: Promise<{ readonly affectedRows: number }>,
): Promise<void> {
  const { affectedRows } = await change
  if (affectedRows === 1) return
  throw new MigError('MIG_LEDGER_MOVED', `the old tool's row in '${table}' was expected at ${from ?? 'nothing'} and is no longer there`, {
    details: { table, expected: from, found: affectedRows },
    hint: 'The old tool ran at the same time. See mig current, then run the command again.',
  })
}
