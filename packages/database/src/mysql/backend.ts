import type { Catalog, Session } from '@mig/core'
import type { Backend, BackendOptions, ScratchDatabase } from '../backend.js'
import type { MigrationLock } from '../lock/migration-lock.js'
import type { ServerUrl } from '../url/database-url.js'
export class MysqlBackend implements Backend {
  readonly dialect = 'mysql'
  readonly displayUrl: string
  declare lock: MigrationLock
  constructor(_: ServerUrl, u: string, _o: BackendOptions) {
    this.displayUrl = u
  }
  open(): Promise<Session> {
    throw new Error('soon')
  }
  createScratch(): Promise<ScratchDatabase> {
    throw new Error('soon')
  }
  readCatalog(): Promise<Catalog> {
    throw new Error('soon')
  }
  async close(): Promise<void> {}
}
