import type { BlockingSession, Session } from '@mig/core'

/** Who holds, or waits in front for, what the named server process waits for. */
export async function postgresBlockers(process: string, session: Session): Promise<readonly BlockingSession[]> {
  const rows = await session.query<BlockerRow>(
    `SELECT a.pid, a.usename, a.application_name, host(a.client_addr) AS address, left(a.query, 200) AS query,
            to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since
       FROM unnest(pg_blocking_pids($1)) AS blocking(pid) JOIN pg_stat_activity a ON a.pid = blocking.pid
      ORDER BY a.xact_start LIMIT 5`,
    [Number(process)],
  )
  return rows.map((row) => ({
    id: String(row.pid),
    user: row.usename ?? undefined,
    host: row.address ?? undefined,
    program: row.application_name || undefined,
    since: row.since ?? undefined,
    statement: row.query || undefined,
    isCertain: true,
  }))
}

interface BlockerRow {
  readonly pid: number
  readonly usename: string | null
  readonly application_name: string | null
  readonly address: string | null
  readonly query: string | null
  readonly since: string | null
}
