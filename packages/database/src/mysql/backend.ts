import type { Catalog, Session } from '@mig/core'
import type { Connection } from 'mysql2'
import type { Backend, BackendOptions, ScratchDatabase } from '../backend.js'
import type { MigrationLock } from '../lock/migration-lock.js'
import type { ServerUrl } from '../url/database-url.js'
import { formatServerUrl } from '../url/format-server-url.js'
import { openMysql } from './driver.js'
import { mysqlConnectFailure, mysqlStatementFailure } from './failure.js'
import { MysqlLock } from './lock.js'
import { createScratchDatabase, dropScratchDatabase } from './scratch.js'
import { MysqlSession } from './session.js'

/** MySQL and MariaDB through the package `mysql2`. */
export class MysqlBackend implements Backend {
  readonly dialect = 'mysql'
  readonly displayUrl: string
  readonly lock: MigrationLock
  readonly #parts: ServerUrl
  readonly #options: BackendOptions

  constructor(parts: ServerUrl, displayUrl: string, options: BackendOptions) {
    this.#parts = parts
    this.#options = options
    this.displayUrl = displayUrl
    this.lock = new MysqlLock(parts.database)
  }

  async open(): Promise<Session> {
    const connection = await this.#connect()
    try {
      const answers = await send<unknown[]>(connection, opening)
      const [row] = answers.at(-1) as { version: string; id: number }[]
      const server = serverName(row?.version ?? '')
      const limits = timeouts(this.#options, server)
      if (limits.length > 0) await send(connection, limits.join(';'))
      return new MysqlSession(connection, { id: String(row?.id), server }, (id) => this.#cancel(id))
    } catch (error) {
      connection.destroy()
      throw mysqlStatementFailure(error, 'SELECT VERSION()')
    }
  }

  async createScratch(): Promise<ScratchDatabase> {
    const database = await this.#briefly(createScratchDatabase)
    const parts = { ...this.#parts, database }
    const backend = new MysqlBackend(parts, formatServerUrl(parts), this.#options)
    return { backend, drop: () => this.#briefly((session) => dropScratchDatabase(session, database)) }
  }

  async readCatalog(session: Session, leftOut: ReadonlySet<string>): Promise<Catalog> {
    // Loaded when it is first needed: most commands never read a catalog.
    const { readMysqlCatalog } = await import('./inspect.js')
    return await readMysqlCatalog(session, leftOut)
  }

  /** Sessions are closed by their holders; nothing else is open. */
  async close(): Promise<void> {}

  async #cancel(id: string): Promise<void> {
    const connection = await this.#connect()
    try {
      await send(connection, `KILL QUERY ${Number(id)}`)
    } finally {
      connection.destroy()
    }
  }

  async #briefly<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    await using session = await this.open()
    return await work(session)
  }

  async #connect(): Promise<Connection> {
    try {
      return await openMysql(this.#parts, this.#options)
    } catch (error) {
      throw mysqlConnectFailure(error, { displayUrl: this.displayUrl, database: this.#parts.database })
    }
  }
}

/** What every session begins with, in one message. */
const opening = "SET NAMES utf8mb4; SET time_zone = '+00:00', autocommit = 1; SELECT VERSION() AS version, CONNECTION_ID() AS id"

/** `10.11.19-MariaDB-0+deb12u1` and `8.4.3`: MariaDB names itself in its version, also behind the prefix `5.5.5-` of old replication. */
function serverName(version: string): string {
  const number = /^(?:5\.5\.5-)?(\d+(?:\.\d+)*)/.exec(version)?.[1] ?? version
  return `${/mariadb/i.test(version) ? 'MariaDB' : 'MySQL'} ${number}`
}

function timeouts({ lockTimeoutMs, statementTimeoutMs }: BackendOptions, server: string): readonly string[] {
  const lockSeconds = lockTimeoutMs === undefined ? undefined : Math.max(1, Math.ceil(lockTimeoutMs / 1000))
  // MySQL's limit covers only reads; it has no other.
  const limit = server.startsWith('MariaDB')
    ? `max_statement_time = ${(statementTimeoutMs ?? 0) / 1000}`
    : `max_execution_time = ${statementTimeoutMs}`
  return [
    ...(lockSeconds === undefined ? [] : [`SET lock_wait_timeout = ${lockSeconds}, innodb_lock_wait_timeout = ${lockSeconds}`]),
    ...(statementTimeoutMs === undefined ? [] : [`SET ${limit}`]),
  ]
}

function send<Result>(connection: Connection, sql: string): Promise<Result> {
  // The callers know what they ask for.
  return new Promise((resolve, reject) => connection.query(sql, (error, result) => (error ? reject(error) : resolve(result as Result))))
}
