import type { Catalog, Session } from '@mig/core'

/** The rows of each table that has any, as texts that are equal exactly when the rows are; sorted. */
export type TableRows = ReadonlyMap<string, readonly string[]>

/** Reads every row of every table of a catalog. For scratch databases, which hold what migrations wrote and nothing else. */
export async function readRows(session: Session, catalog: Catalog): Promise<TableRows> {
  const rows = new Map<string, readonly string[]>()
  for (const table of await findFilled(
    session,
    catalog.tables.map(({ name }) => name),
  )) {
    const found = await session.query(`SELECT * FROM ${session.quote(table)}`)
    rows.set(table, found.map(rowText).sort())
  }
  return rows
}

/** Most tables are empty: one query for a hundred of them. */
async function findFilled(session: Session, tables: readonly string[]): Promise<readonly string[]> {
  const filled: string[] = []
  for (let at = 0; at < tables.length; at += 100) {
    const some = tables.slice(at, at + 100)
    const questions = some.map((table, index) => `EXISTS (SELECT 1 FROM ${session.quote(table)}) AS t${index}`)
    const [answer = {}] = await session.query(`SELECT ${questions.join(', ')}`)
    filled.push(...some.filter((_table, index) => isYes(answer[`t${index}`])))
  }
  return filled
}

const isYes = (value: unknown): boolean => value === true || String(value) === '1'

function rowText(row: Record<string, unknown>): string {
  return JSON.stringify(Object.entries(row).map(([column, value]) => [column, plainValue(value)]))
}

function plainValue(value: unknown): unknown {
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'bigint' ? String(value) : value
}
