import type { Catalog, Dialect, Session } from '@mig/core'
import type { MigrationLock } from './lock/migration-lock.js'

/** What a dialect brings: everything of a live database that differs from server to server. */
export interface Backend {
  readonly dialect: Dialect
  readonly displayUrl: string
  readonly lock: MigrationLock
  /** Opens a session. */
  open(): Promise<Session>
  /** Creates an empty database beside this one. */
  createScratch(): Promise<ScratchDatabase>
  /** Reads the schema, without the named tables. */
  readCatalog(session: Session, leftOut: ReadonlySet<string>): Promise<Catalog>
  /** Frees what outlives sessions. */
  close(): Promise<void>
}

/** A database that exists for a short time. */
export interface ScratchDatabase {
  readonly backend: Backend
  drop(): Promise<void>
}

/** Options that every dialect's backend takes. */
export interface BackendOptions {
  /** PostgreSQL: the schema that the migrations and their bookkeeping live in, created when absent. */
  readonly schema: string | undefined
  readonly connectTimeoutMs: number
  /** How long a statement waits for locks of other sessions; `undefined`: as the server has it (SQLite: 5 seconds). */
  readonly lockTimeoutMs: number | undefined
  /** Ends statements that run longer; `undefined`: never. */
  readonly statementTimeoutMs: number | undefined
}
