import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { Catalog, Session } from '@mig/core'
import { defaultLockTimeoutMs, type Backend, type BackendOptions, type ScratchDatabase } from '../backend.js'
import type { MigrationLock } from '../lock/migration-lock.js'
import { scratchName } from '../scratch-name.js'
import type { FileUrl } from '../url/database-url.js'
import { openSqlite } from './driver.js'
import { sqliteOpenFailure } from './failure.js'
import { SqliteFileLock } from './lock.js'
import { MemoryLock } from './memory-lock.js'
import { SqliteSession, type SqliteConnection } from './session.js'

/** SQLite: a file, or a database in memory that all sessions of one `Database` share. */
export class SqliteBackend implements Backend {
  readonly dialect = 'sqlite'
  readonly displayUrl: string
  readonly #lock: MigrationLock
  readonly #file: string
  readonly #mode: FileUrl['mode']
  readonly #options: BackendOptions
  /** The connection of a database in memory: it lives as long as the backend. */
  #shared: Promise<SqliteConnection> | undefined

  constructor(parts: FileUrl, displayUrl: string, options: BackendOptions) {
    this.displayUrl = displayUrl
    this.#mode = parts.mode
    this.#options = options
    // Absolute from the start: a script may change the working directory.
    this.#file = parts.file === ':memory:' ? parts.file : resolve(parts.file)
    this.#lock = parts.file === ':memory:' ? new MemoryLock() : new SqliteFileLock(this.#file, displayUrl)
  }

  /** The operating system's lock always holds. */
  async chooseLock(): Promise<MigrationLock> {
    return this.#lock
  }

  async open({ create = true }: { readonly create?: boolean } = {}): Promise<Session> {
    if (this.#file === ':memory:') {
      this.#shared ??= this.#connect(this.#file)
      return new SqliteSession(await this.#shared, async () => undefined)
    }
    // Whoever only looks at a file that is not there yet sees what would be in it: an empty database.
    const isAbsent = !create && this.#mode === 'rwc' && !existsSync(this.#file) && existsSync(dirname(this.#file))
    const connection = await this.#connect(isAbsent ? ':memory:' : this.#file)
    let closed: Promise<void> | undefined
    return new SqliteSession(connection, () => (closed ??= connection.driver.close()))
  }

  async createScratch(): Promise<ScratchDatabase> {
    const file = join(tmpdir(), `${scratchName()}.db`)
    const backend = new SqliteBackend({ dialect: 'sqlite', file, mode: 'rwc' }, `sqlite:${file}`, this.#options)
    const drop = async (): Promise<void> => {
      for (const ending of ['', '-journal', '-wal', '-shm', '-mig-lock', '-mig-lock.json']) await rm(`${file}${ending}`, { force: true })
    }
    return { backend, drop }
  }

  async readCatalog(session: Session, leftOut: ReadonlySet<string>): Promise<Catalog> {
    // Loaded when it is first needed: most commands never read a catalog.
    const { readSqliteCatalog } = await import('./inspect.js')
    return await readSqliteCatalog(session, leftOut)
  }

  async readCounters(session: Session, leftOut: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
    const { readSqliteCounters } = await import('./counters.js')
    return await readSqliteCounters(session, leftOut)
  }

  async close(): Promise<void> {
    const shared = await this.#shared?.catch(() => undefined)
    this.#shared = undefined
    await shared?.driver.close()
  }

  async #connect(file: string): Promise<SqliteConnection> {
    try {
      const driver = await openSqlite(file, this.#mode, this.#options.lockTimeoutMs ?? defaultLockTimeoutMs)
      try {
        // Reads the file's header: a file that is no database is noticed here and not in the middle of a migration.
        const [row] = await driver.all('SELECT sqlite_version() AS version, (SELECT count(*) FROM sqlite_schema) AS objects', [])
        return { driver, version: String(row?.['version']), inTransaction: false }
      } catch (error) {
        await driver.close()
        throw error
      }
    } catch (error) {
      throw sqliteOpenFailure(error, this.#file, this.displayUrl)
    }
  }
}
