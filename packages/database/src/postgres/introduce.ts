import type pg from 'pg'
import { defaultLockTimeoutMs, type BackendOptions } from '../backend.js'
import type { PostgresLimits } from './session.js'

/** What a server says of itself and of a session that has just been opened. */
export interface Introduction {
  readonly pid: string
  readonly server: string
  /** The schema that the session begins in. */
  readonly home: string | undefined
  readonly path: string
  /**
   * Something in between speaks for the server: it gives its clients process ids of its own making when they connect, and
   * they are not the one that the server names when it is asked.
   */
  readonly isProxied: boolean
  readonly limits: PostgresLimits
}

/**
 * Asks all that is asked at the beginning, and sets the session's time limits, in one statement.
 *
 * Limits are not sent as parameters of the connection: proxies refuse those that they do not know. Behind a proxy
 * nothing is set, since the server session may be anybody's a moment later.
 */
export async function introduce(client: pg.Client, options: BackendOptions): Promise<Introduction> {
  // The id of the protocol's BackendKeyData, which the driver's types leave out.
  const announced = (client as unknown as { readonly processID?: number | null }).processID ?? null
  const { lockTimeoutMs, statementTimeoutMs } = options
  const { rows } = await client.query<IntroductionRow>(
    `SELECT pg_backend_pid() AS pid, version() AS version, current_schema() AS home, current_setting('search_path') AS path,
            ${limit('lock_timeout', '$2', '$3')} AS lock_timeout, ${limit('statement_timeout', '$4', "'0'")} AS statement_timeout`,
    [announced, textOf(lockTimeoutMs), String(defaultLockTimeoutMs), textOf(statementTimeoutMs)],
  )
  const { pid = 0, version = '', home, path = '', lock_timeout = '0', statement_timeout = '0' } = rows[0] ?? {}
  return {
    pid: String(pid),
    // `PostgreSQL 15.20 (Debian …) on …`; others that speak the protocol name themselves: `CockroachDB CCL v24.1 …`.
    server: /^\w+(?: CCL)? v?\d[\w.]*/.exec(version)?.[0] ?? version,
    home: home ?? undefined,
    path,
    isProxied: announced !== pid,
    limits: { lock_timeout, statement_timeout },
  }
}

/** What is wished; else the server's own limit; else the default. Set where the server session is ours. */
function limit(name: string, wished: string, otherwise: string): string {
  const value = `coalesce(${wished}::text, nullif(current_setting('${name}'), '0'), ${otherwise}::text)`
  return `CASE WHEN pg_backend_pid() = $1::integer THEN set_config('${name}', ${value}, false) ELSE ${value} END`
}

const textOf = (ms: number | undefined): string | null => (ms === undefined ? null : String(ms))

interface IntroductionRow {
  readonly pid: number
  readonly version: string
  readonly home: string | null
  readonly path: string
  readonly lock_timeout: string
  readonly statement_timeout: string
}
