import type { LockHolder, Session } from '@mig/core'
import { parseClientName } from '../client-name.js'
import type { LeaseLock } from '../lock/lease-lock.js'
import type { HeldLock, MigrationLock } from '../lock/migration-lock.js'
import { quote } from './sql-text.js'

/** The key: one lock per database and schema. `hashtextextended` needs PostgreSQL 11. */
export const lockKey = (schema: string): string => `hashtextextended('mig:' || coalesce(${schema}, current_schema(), 'public'), 0)`
const key = lockKey('$1')

/** A session's advisory lock. It dies with its session; a pooler that hands the session on is noticed when it is released. */
export class PostgresLock implements MigrationLock {
  readonly #schema: string | null
  readonly #leaseTable: string
  readonly #lease: LeaseLock

  /** @param lease the lock of those who come to this server through a proxy; each kind respects the other */
  constructor(schema: string | undefined, leaseTable: string, lease: LeaseLock) {
    this.#schema = schema ?? null
    this.#leaseTable = (schema === undefined ? '' : `${quote(schema)}.`) + quote(leaseTable)
    this.#lease = lease
  }

  async tryAcquire(session: Session): Promise<HeldLock | undefined> {
    const [row] = await session.query<{ key: string; taken: boolean; leases: boolean }>(
      `SELECT key::text AS key, pg_try_advisory_lock(key) AS taken, to_regclass($2) IS NOT NULL AS leases FROM (SELECT ${key} AS key OFFSET 0) AS lock`,
      [this.#schema, this.#leaseTable],
    )
    if (!row?.taken) return undefined
    const release = async (): Promise<boolean> => {
      const [released] = await session.query<{ was_held: boolean }>('SELECT pg_advisory_unlock($1::bigint) AS was_held', [row.key])
      return released?.was_held ?? false
    }
    if (row.leases && (await this.#isLeased(session))) {
      await release()
      return undefined
    }
    return { release }
  }

  async holder(session: Session): Promise<LockHolder | undefined> {
    return (await this.advisoryHolder(session)) ?? (await this.#leaseHolder(session))
  }

  async expel(session: Session, force: boolean): Promise<boolean> {
    return await this.#lease.expel(session, force)
  }

  /** A lease that has run out is taken from its holder, who may only be stopped and would find it as it was. */
  async #isLeased(session: Session): Promise<boolean> {
    const holder = await this.#lease.holder(session)
    return holder !== undefined && !(holder.isStale && (await this.#lease.expel(session, false)))
  }

  async #leaseHolder(session: Session): Promise<LockHolder | undefined> {
    const [row] = await session.query<{ leases: boolean }>('SELECT to_regclass($1) IS NOT NULL AS leases', [this.#leaseTable])
    return row?.leases ? await this.#lease.holder(session) : undefined
  }

  /** Who has the advisory lock, whatever way this session came. */
  async advisoryHolder(session: Session): Promise<LockHolder | undefined> {
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
