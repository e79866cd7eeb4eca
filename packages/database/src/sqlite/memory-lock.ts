import { hostname } from 'node:os'
import type { LockHolder, Session } from '@mig/core'
import type { HeldLock, MigrationLock } from '../lock/migration-lock.js'

/** The lock of a database in memory: nobody outside this `Database` can see it, so a field is enough. */
export class MemoryLock implements MigrationLock {
  #holder: LockHolder | undefined

  async tryAcquire(session: Session): Promise<HeldLock | undefined> {
    if (this.#holder) return undefined
    this.#holder = { host: hostname(), pid: process.pid, since: new Date().toISOString(), session: session.id }
    return {
      release: async () => {
        this.#holder = undefined
        return true
      },
    }
  }

  async holder(): Promise<LockHolder | undefined> {
    return this.#holder
  }
}
