import type { BlockingSession, Catalog, Dialect, OtherSession, Session, TouchedObject } from '@mig/core'
import type { MigrationLock } from './lock/migration-lock.js'

/** What a dialect brings: everything of a live database that differs from server to server. */
export interface Backend {
  readonly dialect: Dialect
  readonly displayUrl: string
  /** The kind of migration lock that holds on this server, from what the server says of itself; see decision 008. */
  chooseLock(session: Session): Promise<MigrationLock>
  /** Opens a session. With `create: false` nothing is created by that; see `Database.session`. */
  open(options?: { readonly create?: boolean }): Promise<Session>
  /** Creates an empty database beside this one. */
  createScratch(): Promise<ScratchDatabase>
  /** Reads the schema, without the named tables. */
  readCatalog(session: Session, leftOut: ReadonlySet<string>): Promise<Catalog>
  /** See `Database.counters`. */
  readCounters(session: Session, leftOut: ReadonlySet<string>): Promise<ReadonlyMap<string, string>>
  /** See `Database.clearFailedBuild`. */
  clearFailedBuild?(session: Session, touches: readonly TouchedObject[]): Promise<void>
  /** See `Database.otherSession`. */
  otherSession?(id: string): Promise<OtherSession | undefined>
  /** See `Database.blockersOf`. */
  blockersOf?(process: string, session: Session): Promise<readonly BlockingSession[]>
  /** Frees what outlives sessions. */
  close(): Promise<void>
}

/** A database that exists for a short time. */
export interface ScratchDatabase {
  readonly backend: Backend
  drop(): Promise<void>
}

/** Who waits for a table lock makes everybody behind it wait as well: longer than this nobody wants to stand still. */
export const defaultLockTimeoutMs = 5_000

/** Options that every dialect's backend takes. */
export interface BackendOptions {
  /** Table of the lease lock. */
  readonly lockTable: string
  /** How long a lease lives without being renewed. */
  readonly leaseMs: number
  /** PostgreSQL: the schema that the migrations and their bookkeeping live in, created when absent. */
  readonly schema: string | undefined
  readonly connectTimeoutMs: number
  /**
   * How long a statement waits for locks of other sessions. `undefined`: {@link defaultLockTimeoutMs}, or the server's own
   * limit where that is stricter; 0: no limit.
   */
  readonly lockTimeoutMs: number | undefined
  /** Ends statements that run longer; `undefined`: never. */
  readonly statementTimeoutMs: number | undefined
}
