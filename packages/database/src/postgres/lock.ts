import type { LockHolder, Session } from '@mig/core'
import { parseClientName } from '../client-name.js'
import type { HeldLock, MigrationLock } from '../lock/migration-lock.js'

/** The key: one lock per database and schema. `hashtextextended` needs PostgreSQL 11. */
export const lockKey = (schema: string): string => `hashtextextended('mig:' || coalesce(${schema}, current_schema(), 'public'), 0)`
const key = lockKey('$1')

/** A session's advisory lock. It dies with its session; a pooler that hands the session on is noticed when it is released. */
export class PostgresLock implements MigrationLock {
  readonly #schema: string | null

  constructor(schema: string | undefined) {
    this.#schema = schema ?? null
  }

  async tryAcquire(session: Session): Promise<HeldLock | undefined> {
    const [row] = await session.query<{ key: string; taken: boolean }>(
      `SELECT key::text AS key, pg_try_advisory_lock(key) AS taken FROM (SELECT ${key} AS key OFFSET 0) AS lock`,
      [this.#schema],
    )
    if (!row?.taken) return undefined
    return {
      release: async () => {
        const [released] = await session.query<{ was_held: boolean }>('SELECT pg_advisory_unlock($1::bigint) AS was_held', [row.key])
        return released?.was_held ?? false
      },
    }
  }

  async holder(session: Session): Promise<LockHolder | undefined> {
    const [row] = await session.query<HolderRow>(
      `SELECT l.pid, a.application_name, host(a.client_addr) AS address, to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS since
         FROM (SELECT ${key} AS key OFFSET 0) AS lock
         JOIN pg_locks l ON l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND l.classid::bigint = (lock.key >> 32) & 4294967295 AND l.objid::bigint = lock.key & 4294967295
         LEFT JOIN pg_stat_activity a ON a.pid = l.pid`,
      [this.#schema],
    )
    if (!row) return undefined
    const client = parseClientName(row.application_name ?? '')
    return { host: client?.host ?? row.address ?? undefined, pid: client?.pid, since: row.since ?? undefined, session: String(row.pid) }
  }
}

interface HolderRow {
  readonly pid: number
  readonly application_name: string | null
  readonly address: string | null
  readonly since: string | null
}
