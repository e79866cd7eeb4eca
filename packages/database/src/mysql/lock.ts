import { createHash } from 'node:crypto'
import { isMigError, type LockHolder, type Session } from '@mig/core'
import { parseClientName } from '../client-name.js'
import type { HeldLock, MigrationLock } from '../lock/migration-lock.js'

/** A named lock of `GET_LOCK`: one per database, held by a session, gone with it. */
export class MysqlLock implements MigrationLock {
  readonly #name: string

  constructor(database: string) {
    this.#name = lockName(database)
  }

  async tryAcquire(session: Session): Promise<HeldLock | undefined> {
    // 1 taken, 0 held by another session, NULL an error such as a killed thread.
    const [row] = await session.query<{ taken: unknown }>('SELECT GET_LOCK(?, 0) AS taken', [this.#name])
    if (Number(row?.taken ?? 0) !== 1) return undefined
    return {
      release: async () => {
        const [released] = await session.query<{ was_held: unknown }>('SELECT RELEASE_LOCK(?) AS was_held', [this.#name])
        return Number(released?.was_held ?? 0) === 1
      },
    }
  }

  async holder(session: Session): Promise<LockHolder | undefined> {
    const [used] = await session.query<{ id: unknown }>('SELECT IS_USED_LOCK(?) AS id', [this.#name])
    if (used?.id === null || used?.id === undefined) return undefined
    const id = String(used.id)
    const [thread] = await session.query<{ host: string }>('SELECT HOST AS host FROM information_schema.PROCESSLIST WHERE ID = ?', [id])
    const attributes = await readAttributes(session, id)
    const client = parseClientName(attributes.get('program_name') ?? '')
    return {
      host: client?.host ?? thread?.host.replace(/:\d+$/, ''),
      pid: client?.pid,
      since: attributes.get('mig_since'),
      session: id,
    }
  }
}

/** Names are at most 64 characters on MySQL, and the lock is the whole server's. */
function lockName(database: string): string {
  const name = `mig:${database}`
  return name.length <= 64 ? name : `mig:${createHash('sha256').update(database).digest('hex').slice(0, 60)}`
}

/** What a client said of itself when it connected. MariaDB keeps it only with `performance_schema=ON`; some users may not read it. */
export async function readAttributes(session: Session, id: string): Promise<ReadonlyMap<string, string>> {
  try {
    const rows = await session.query<{ name: string; value: string }>(
      'SELECT ATTR_NAME AS name, ATTR_VALUE AS value FROM performance_schema.session_account_connect_attrs WHERE PROCESSLIST_ID = ?',
      [id],
    )
    return new Map(rows.map(({ name, value }) => [name, value]))
  } catch (error) {
    if (isMigError(error, 'MIG_STATEMENT_FAILED')) return new Map()
    throw error
  }
}
