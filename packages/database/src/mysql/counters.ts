import type { Session } from '@mig/core'
import { literal, quote } from './sql-text.js'

interface CounterRow {
  readonly name: string
  readonly value: number | string | bigint
}

/** The next AUTO_INCREMENT of each table that has one, and the next number of each sequence of MariaDB. */
export async function readMysqlCounters(session: Session, leftOut: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const tables = await session.query<CounterRow>(
    // MySQL 8 answers from a cache of a day otherwise; to others the hint is a comment
    `SELECT /*+ SET_VAR(information_schema_stats_expiry = 0) */ TABLE_NAME AS name, AUTO_INCREMENT AS value
       FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND AUTO_INCREMENT IS NOT NULL ORDER BY TABLE_NAME`,
  )
  const sequences = await session.query<{ readonly name: string }>(
    "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'SEQUENCE' ORDER BY TABLE_NAME",
  )
  const selects = sequences.map(({ name }) => `SELECT ${literal(name)} AS name, next_not_cached_value AS value FROM ${quote(name)}`)
  const rows = selects.length === 0 ? [] : await session.query<CounterRow>(selects.join(' UNION ALL '))
  return new Map([...tables.filter(({ name }) => !leftOut.has(name)), ...rows].map(({ name, value }) => [name, String(value)]))
}
