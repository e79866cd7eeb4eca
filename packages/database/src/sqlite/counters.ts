import type { Session } from '@mig/core'

/** The last number of each table with AUTOINCREMENT that has given one out. */
export async function readSqliteCounters(session: Session, leftOut: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  // the table is made with the first AUTOINCREMENT
  const [found] = await session.query("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'")
  if (!found) return new Map()
  const rows = await session.query<{ readonly name: string; readonly seq: number }>('SELECT name, seq FROM sqlite_sequence ORDER BY name')
  return new Map(rows.filter(({ name }) => !leftOut.has(name)).map(({ name, seq }) => [name, String(seq)]))
}
