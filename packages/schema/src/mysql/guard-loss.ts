import type { Session } from '@mig/core'
import { lossOf } from './loss-of.js'
import { isWidening } from './types.js'

/** What a change of a column may lose; see {@link guardLoss}. */
export interface PossibleLoss {
  readonly table: string
  readonly column: string
  /** The types before and after; the same where only something else changes. */
  readonly from: string
  readonly to: string
  readonly refusesNull: boolean
  readonly changesCharset: boolean
}

/**
 * The look for what a change would lose, for a script that runs later: statements that fail where there are such rows, or where the
 * client's session is not strict, so that the server would cut values.
 *
 * A statement can fail on purpose with words of its own in one way that every server has: the same key twice (of the message 64
 * characters are shown).
 */
export function guardLoss(session: Session, loss: PossibleLoss): readonly string[] {
  const { table, column, from, to } = loss
  const [name, place] = [session.quote(column), `${table}.${column}`]
  const changesType = !isWidening(from, to)
  const lost = changesType ? lossOf(name, from, to) : undefined
  const rows = (words: string, condition: string): string =>
    `SELECT LEFT(CONCAT('mig: ', COUNT(*), ${session.literal(` x ${place}: ${words} `)}, COALESCE(QUOTE(CAST(MIN(${name}) AS CHAR)), '')), 200) AS reason FROM ${session.quote(table)} WHERE ${condition} HAVING COUNT(*) > 0`
  const reasons = [
    ...(loss.refusesNull ? [rows('NULL', `${name} IS NULL`)] : []),
    ...(lost === undefined ? [] : [rows(`no ${to}:`, lost)]),
    ...(changesType || loss.changesCharset || loss.refusesNull
      ? ["SELECT 'mig: sql_mode is not strict' AS reason FROM DUAL WHERE @@SESSION.sql_mode NOT REGEXP 'STRICT_(TRANS|ALL)_TABLES'"]
      : []),
  ]
  return refuseFor(reasons)
}

/** The same for a new column that takes no NULL and has no default. */
export function guardMissingValues(session: Session, table: string, column: string): readonly string[] {
  const words = session.literal(` x ${table}.${column}: no value for it`)
  return refuseFor([`SELECT LEFT(CONCAT('mig: ', COUNT(*), ${words}), 200) AS reason FROM ${session.quote(table)} HAVING COUNT(*) > 0`])
}

function refuseFor(reasons: readonly string[]): readonly string[] {
  if (reasons.length === 0) return []
  return [
    'CREATE TEMPORARY TABLE mig_loss (reason VARCHAR(250) NOT NULL PRIMARY KEY) DEFAULT CHARACTER SET utf8mb4',
    `INSERT INTO mig_loss SELECT reason FROM (${reasons.map((reason) => `(${reason})`).join(' UNION ')}) AS reasons CROSS JOIN (SELECT 1 AS one UNION SELECT 2) AS twice`,
    'DROP TEMPORARY TABLE mig_loss',
  ]
}
