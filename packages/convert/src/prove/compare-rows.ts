import type { Difference } from './describe-differences.js'
import type { TableRows } from './read-rows.js'

const hourMs = 3_600_000
/** Servers and columns without a time zone are off by at most this. */
const slackMs = 26 * hourMs

/**
 * Lists the rows that only one side has.
 *
 * Values that the server's clock wrote differ between any two runs: where rows differ in nothing but times around now,
 * they are the same.
 *
 * @param now milliseconds since 1970
 */
export function compareRows(left: TableRows, right: TableRows, now: number): readonly Difference[] {
  return [...new Set([...left.keys(), ...right.keys()])].sort().flatMap((table) => {
    const [ours, theirs] = [left.get(table) ?? [], right.get(table) ?? []]
    if (sameTexts(ours, theirs)) return []
    const [a, b] = [withoutClock(ours, now), withoutClock(theirs, now)]
    return sameTexts(a, b) ? [] : pairUp(table, onlyIn(a, b), onlyIn(b, a))
  })
}

const sameTexts = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((text, at) => text === b[at])

function withoutClock(rows: readonly string[], now: number): readonly string[] {
  return rows
    .map((row) => {
      const cells = JSON.parse(row) as readonly (readonly [column: string, value: unknown])[]
      return JSON.stringify(cells.map(([column, value]) => [column, isAround(value, now) ? 'now' : value]))
    })
    .sort()
}

function isAround(value: unknown, now: number): boolean {
  if (typeof value === 'number') return [value, value * 1000].some((ms) => Math.abs(ms - now) < slackMs)
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d[ T]\d\d:\d\d/.test(value)) return false
  return Math.abs(Date.parse(`${value.slice(0, 10)}T${value.slice(11, 16)}:00Z`) - now) < slackMs
}

/** Counts: a row that one side has twice and the other once is a difference. */
function onlyIn(rows: readonly string[], others: readonly string[]): readonly string[] {
  const rest = new Map<string, number>()
  for (const row of others) rest.set(row, (rest.get(row) ?? 0) + 1)
  return rows.filter((row) => {
    const count = rest.get(row) ?? 0
    if (count > 0) rest.set(row, count - 1)
    return count === 0
  })
}

function pairUp(table: string, left: readonly string[], right: readonly string[]): readonly Difference[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, at) => ({
    place: `table ${table} row`,
    left: left[at],
    right: right[at],
  }))
}
