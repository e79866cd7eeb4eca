import type { Catalog, Session } from '@mig/core'
import type { Backend, BackendOptions, ScratchDatabase } from '../backend.js'
import type { MigrationLock } from '../lock/migration-lock.js'
import type { ServerUrl } from '../url/database-url.js'
import { formatServerUrl } from '../url/format-server-url.js'
import { openPostgres } from './driver.js'
import { postgresConnectFailure, postgresStatementFailure } from './failure.js'
import { PostgresLock } from './lock.js'
import { createScratchDatabase, dropScratchDatabase } from './scratch.js'
import { PostgresSession } from './session.js'
import { quote } from './sql-text.js'

/** PostgreSQL through the package `pg`. */
export class PostgresBackend implements Backend {
  readonly dialect = 'postgres'
  readonly displayUrl: string
  readonly lock: MigrationLock
  readonly #parts: ServerUrl
  readonly #options: BackendOptions
  /** The schema that sessions begin in; a script may set its session's search path to anything. */
  #home: string | undefined

  constructor(parts: ServerUrl, displayUrl: string, options: BackendOptions) {
    this.#parts = parts
    this.#options = options
    this.displayUrl = displayUrl
    this.lock = new PostgresLock(options.schema)
  }

  async open(): Promise<Session> {
    const client = await this.#connect()
    const { schema } = this.#options
    try {
      if (schema !== undefined)
        await client.query("SELECT set_config('search_path', $1 || ', ' || current_setting('search_path'), false)", [quote(schema)])
      const { rows } = await client.query<OpeningRow>(
        "SELECT pg_backend_pid() AS pid, version() AS version, current_schema() AS home, current_setting('search_path') AS path",
      )
      const { pid, version = '', home, path = '' } = rows[0] ?? {}
      this.#home ??= schema ?? home ?? undefined
      // `PostgreSQL 15.20 (Debian …) on …`; others that speak the protocol name themselves: `CockroachDB CCL v24.1 …`.
      const server = /^\w+(?: CCL)? v?\d[\w.]*/.exec(version)?.[0] ?? version
      return new PostgresSession(client, { pid: String(pid), server, schema, searchPath: path }, (id) => this.#cancel(id))
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

interface OpeningRow {
  readonly pid: number
  readonly version: string
  readonly home: string | null
  readonly path: string
}
