import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { isMigError, type BookkeepingTable, type FailureReason, type LockHolder, type Session } from '@mig/core'
import { fencedSession } from './fenced-session.js'
import { freed, Lease, type LeaseTable } from './lease.js'
import type { HeldLock, MigrationLock } from './migration-lock.js'

/** What a lease lock needs to know. */
export interface LeaseFacts {
  readonly table: string
  /** How long the lease lives without being renewed. */
  readonly leaseMs: number
  /** SQL for the server's clock in milliseconds since 1970, asked anew each time it is evaluated. */
  readonly nowMs: string
  /** Opens the session that renews. */
  readonly open: () => Promise<Session>
  /** Told on to whoever works under the lock. */
  readonly transactionPooling: boolean
  /** Who holds the server's own lock, where others may have come to the server by a way on which that one holds. */
  readonly otherHolder?: (session: Session) => Promise<LockHolder | undefined>
}

/**
 * The migration lock as one row, changed by compare-and-set, for servers whose own locks do not hold: a
 * transaction-pooling proxy, Galera, CockroachDB.
 *
 * Whoever finds the row free or run out writes its own token into it. The owner renews it while it works; every commit of
 * the work first proves, in the same transaction, that the row still carries its token ({@link fencedSession}).
 */
export class LeaseLock implements MigrationLock {
  readonly #facts: LeaseFacts

  constructor(facts: LeaseFacts) {
    this.#facts = facts
  }

  async tryAcquire(session: Session): Promise<HeldLock | undefined> {
    const { leaseMs, nowMs, open, transactionPooling, table } = this.#facts
    const token = randomUUID()
    if (!(await this.#take(session, token))) return undefined
    const leaseTable: LeaseTable = { name: session.quote(table), nowMs, leaseMs }
    const lease = new Lease(leaseTable, token, open)
    // Both sides first take their own and then look at the other's: of two at one moment at least one steps back.
    if (await this.#facts.otherHolder?.(session)) {
      await lease.release(session)
      return undefined
    }
    return { session: fencedSession(session, lease, transactionPooling), release: () => lease.release(session) }
  }

  async holder(session: Session): Promise<LockHolder | undefined> {
    const { nowMs } = this.#facts
    const [row] = await orWhen('table-missing', [], () =>
      session.query<HolderRow>(
        `SELECT token, host, pid, since, CASE WHEN expires < ${nowMs} THEN 1 ELSE 0 END AS stale FROM ${session.quote(this.#facts.table)} WHERE id = 1`,
      ),
    )
    if (!row || row.token === '') return await this.#facts.otherHolder?.(session)
    return { host: row.host ?? undefined, pid: row.pid === null ? undefined : Number(row.pid), since: row.since ?? undefined, session: undefined, isStale: Number(row.stale) === 1 } // prettier-ignore
  }

  /** Empties the row, so that whoever it named cannot commit any more; without `force` only when it has run out. */
  async expel(session: Session, force: boolean): Promise<boolean> {
    const { table, nowMs } = this.#facts
    const sql = `UPDATE ${session.quote(table)} SET ${freed} WHERE id = 1 AND token <> ''${force ? '' : ` AND expires < ${nowMs}`}`
    // Its owner may be stopped between the proof and the commit: then the row is locked, and the lease still counts.
    const { affectedRows } = await orWhen(['deadlock', 'lock-timeout'], { affectedRows: 0 }, () => session.execute(sql))
    return affectedRows === 1
  }

  async #take(session: Session, token: string): Promise<boolean> {
    const { leaseMs, nowMs } = this.#facts
    const table = session.quote(this.#facts.table)
    const values = [token, hostname().slice(0, 255), process.pid, new Date().toISOString(), leaseMs]
    const at = (n: number): string => session.placeholder(n)
    // The row is looked at first: an UPDATE would wait for whoever is committing under the lease.
    const [row] = await orWhen('table-missing', [], () =>
      session.query<{ free: unknown }>(`SELECT CASE WHEN expires < ${nowMs} THEN 1 ELSE 0 END AS free FROM ${table} WHERE id = 1`),
    )
    if (row && Number(row.free) !== 1) return false
    if (!row) {
      await session.createTable(leaseTable(this.#facts.table))
      // Free from the start. Of several that insert it one succeeds, and that is all that is wanted.
      await orWhen('constraint', undefined, () => session.execute(`INSERT INTO ${table} (id, token, expires) VALUES (1, '', 0)`))
    }
    // An autocommitted statement: once it is answered it is committed, on a cluster also certified by the other nodes.
    const changed = await orWhen(['deadlock', 'lock-timeout'], { affectedRows: 0 }, () =>
      session.execute(
        `UPDATE ${table} SET token = ${at(1)}, host = ${at(2)}, pid = ${at(3)}, since = ${at(4)}, expires = ${nowMs} + ${at(5)} WHERE id = 1 AND expires < ${nowMs}`,
        values,
      ),
    )
    return changed.affectedRows === 1
  }
}

interface HolderRow {
  readonly token: string
  readonly host: string | null
  readonly pid: unknown
  readonly since: string | null
  readonly stale: unknown
}

/** `token` is empty and `expires` 0 while it is free. */
const leaseTable = (name: string): BookkeepingTable => ({
  name,
  columns: [
    { name: 'id', type: 'integer' },
    { name: 'token', type: 'varchar', length: 36 },
    { name: 'host', type: 'varchar', length: 255, nullable: true },
    { name: 'pid', type: 'integer', nullable: true },
    { name: 'since', type: 'time', nullable: true },
    { name: 'expires', type: 'bigint' },
  ],
  primaryKey: ['id'],
})

/** The answer, or `otherwise` when the server refuses for one of the reasons. */
async function orWhen<T>(reasons: FailureReason | readonly FailureReason[], otherwise: T, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (isMigError(error, 'MIG_STATEMENT_FAILED') && [reasons].flat().includes(error.details['reason'] as FailureReason)) return otherwise
    throw error
  }
}
