import type { BlockingSession, Catalog, OtherSession, Session, TouchedObject } from '@mig/core'
import type { Backend, BackendOptions, ScratchDatabase } from '../backend.js'
import { LeaseLock } from '../lock/lease-lock.js'
import type { MigrationLock } from '../lock/migration-lock.js'
import type { ServerUrl } from '../url/database-url.js'
import { formatServerUrl } from '../url/format-server-url.js'
import { openPostgres } from './driver.js'
import { dropFailedBuilds } from './failed-build.js'
import { postgresConnectFailure, postgresStatementFailure } from './failure.js'
import { introduce } from './introduce.js'
import { PostgresLock } from './lock.js'
import { keepsServerSession } from './pooling.js'
import { findOtherSession } from './other-session.js'
import { createScratchDatabase, dropScratchDatabase } from './scratch.js'
import { PostgresSession } from './session.js'
import { quote } from './sql-text.js'

/** PostgreSQL through the package `pg`. */
export class PostgresBackend implements Backend {
  readonly dialect = 'postgres'
  readonly displayUrl: string
  readonly #parts: ServerUrl
  readonly #options: BackendOptions
  /** The schema that sessions begin in; a script may set its session's search path to anything. */
  #home: string | undefined
  /** Something between this program and the server answers for the server. */
  #isProxied = false
  /** Whether a session keeps its server session; found out when a lock is first taken through a proxy. */
  #isPinned: Promise<boolean> | undefined

  constructor(parts: ServerUrl, displayUrl: string, options: BackendOptions) {
    this.#parts = parts
    this.#options = options
    this.displayUrl = displayUrl
  }

  async chooseLock(session: Session): Promise<MigrationLock> {
    const { schema, lockTable: table, leaseMs } = this.#options
    const hasAdvisoryLocks = !session.capabilities.server.startsWith('CockroachDB')
    if (this.#isProxied) this.#isPinned ??= keepsServerSession(session, () => this.#connect())
    const transactionPooling = this.#isPinned !== undefined && !(await this.#isPinned)
    const nowMs = 'CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)'
    const facts = { table, leaseMs, nowMs, open: () => this.open(), transactionPooling }
    if (!hasAdvisoryLocks) return new LeaseLock(facts)
    const advisory = new PostgresLock(schema, table, new LeaseLock(facts))
    return this.#isProxied ? new LeaseLock({ ...facts, otherHolder: (own) => advisory.advisoryHolder(own) }) : advisory
  }

  async open(): Promise<Session> {
    const client = await this.#connect()
    const { schema } = this.#options
    try {
      const facts = await introduce(client, this.#options)
      const searchPath = schema === undefined ? facts.path : `${quote(schema)}, ${facts.path}`
      if (schema !== undefined && !facts.isProxied) await client.query("SELECT set_config('search_path', $1, false)", [searchPath])
      this.#home ??= schema ?? facts.home
      this.#isProxied = facts.isProxied
      return new PostgresSession(client, { ...facts, schema, searchPath }, (id) => this.#cancel(id))
    } catch (error) {
      await client.end().catch(() => undefined)
      throw postgresStatementFailure(error, 'SELECT version()')
    }
  }

  async createScratch(): Promise<ScratchDatabase> {
    const database = await this.#briefly(createScratchDatabase)
    const drop = () => this.#briefly((session) => dropScratchDatabase(session, database))
    const parts = { ...this.#parts, database }
    const backend = new PostgresBackend(parts, formatServerUrl(parts), this.#options)
    const { schema } = this.#options
    try {
      if (schema !== undefined) await backend.#briefly((session) => session.execute(`CREATE SCHEMA IF NOT EXISTS ${quote(schema)}`))
    } catch (error) {
      await drop()
      throw error
    }
    return { backend, drop }
  }

  async readCatalog(session: Session, leftOut: ReadonlySet<string>): Promise<Catalog> {
    // Loaded when it is first needed: most commands never read a catalog.
    const { readPostgresCatalog } = await import('./inspect.js')
    return await readPostgresCatalog(session, this.#home ?? this.#options.schema, leftOut)
  }

  async readCounters(session: Session, leftOut: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
    const { readPostgresCounters } = await import('./counters.js')
    return await readPostgresCounters(session, this.#home ?? this.#options.schema, leftOut)
  }

  async clearFailedBuild(session: Session, touches: readonly TouchedObject[]): Promise<void> {
    await dropFailedBuilds(session, touches)
  }

  async otherSession(id: string): Promise<OtherSession | undefined> {
    return await this.#briefly((session) => findOtherSession(session, id, (work) => this.#briefly(work)))
  }

  async blockersOf(process: string, session: Session): Promise<readonly BlockingSession[]> {
    const { postgresBlockers } = await import('./blockers.js')
    return await postgresBlockers(process, session)
  }

  /** Sessions are closed by their holders; nothing else is open. */
  async close(): Promise<void> {}

  async #cancel(pid: string): Promise<void> {
    const client = await this.#connect()
    try {
      await client.query('SELECT pg_cancel_backend($1)', [pid])
    } finally {
      await client.end()
    }
  }

  async #briefly<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    await using session = await this.open()
    return await work(session)
  }

  async #connect(): ReturnType<typeof openPostgres> {
    try {
      return await openPostgres(this.#parts, this.#options)
    } catch (error) {
      throw postgresConnectFailure(error, { displayUrl: this.displayUrl, database: this.#parts.database })
    }
  }
}
