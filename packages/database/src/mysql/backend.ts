import type { BlockingSession, Catalog, OtherSession, Session } from '@mig/core'
import type { Connection } from 'mysql2'
import { defaultLockTimeoutMs, type Backend, type BackendOptions, type ScratchDatabase } from '../backend.js'
import { LeaseLock } from '../lock/lease-lock.js'
import type { MigrationLock } from '../lock/migration-lock.js'
import type { ServerUrl } from '../url/database-url.js'
import { formatServerUrl } from '../url/format-server-url.js'
import { openMysql } from './driver.js'
import { mysqlConnectFailure, mysqlStatementFailure } from './failure.js'
import { isGalera, readOwnWrites } from './galera.js'
import { MysqlLock } from './lock.js'
import { findOtherSession } from './other-session.js'
import { createScratchDatabase, dropScratchDatabase } from './scratch.js'
import { MysqlSession } from './session.js'

/** MySQL and MariaDB through the package `mysql2`. */
export class MysqlBackend implements Backend {
  readonly dialect = 'mysql'
  readonly displayUrl: string
  readonly #parts: ServerUrl
  readonly #options: BackendOptions

  constructor(parts: ServerUrl, displayUrl: string, options: BackendOptions) {
    this.#parts = parts
    this.#options = options
    this.displayUrl = displayUrl
  }

  async chooseLock(session: Session): Promise<MigrationLock> {
    if (!(await isGalera(session))) return new MysqlLock(this.#parts.database)
    const { lockTable: table, leaseMs } = this.#options
    const open = async (): Promise<Session> => {
      const renewing = await this.open()
      await readOwnWrites(renewing)
      return renewing
    }
    await readOwnWrites(session)
    return new LeaseLock({ table, leaseMs, nowMs: 'CAST(UNIX_TIMESTAMP(SYSDATE(3)) * 1000 AS SIGNED)', open, transactionPooling: false })
  }

  async open(): Promise<Session> {
    const connection = await this.#connect()
    try {
      const lockTimeout = lockTimeoutSql(this.#options.lockTimeoutMs)
      const answers = await send<unknown[]>(connection, [...opening, lockTimeout, introduction].join('; '))
      const [row] = answers.at(-1) as { version: string; id: number }[]
      const server = serverName(row?.version ?? '')
      const statementTimeout = statementTimeoutSql(this.#options.statementTimeoutMs, server)
      if (statementTimeout !== undefined) await send(connection, statementTimeout)
      const limits = [lockTimeout, statementTimeout].filter((sql) => sql !== undefined)
      return new MysqlSession(connection, { id: String(row?.id), server, limits }, (id) => this.#cancel(id))
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

  async readCounters(session: Session, leftOut: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
    const { readMysqlCounters } = await import('./counters.js')
    return await readMysqlCounters(session, leftOut)
  }

  async otherSession(id: string): Promise<OtherSession | undefined> {
    return await this.#briefly((session) => findOtherSession(session, id, (work) => this.#briefly(work)))
  }

  async blockersOf(process: string, session: Session): Promise<readonly BlockingSession[]> {
    const { mysqlBlockers } = await import('./blockers.js')
    return await mysqlBlockers(process, session)
  }

  /** Sessions are closed by their holders; nothing else is open. */
  async close(): Promise<void> {}

  async #cancel(id: string): Promise<void> {
    const connection = await this.#connect()
    try {
      await send(connection, `KILL QUERY ${Number(id)}`)
    } catch (error) {
      // The session has ended meanwhile, and its statement with it.
      if (!(error instanceof Error && 'errno' in error && error.errno === unknownThread)) throw error
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

/** ER_NO_SUCH_THREAD. */
const unknownThread = 1094

/** What every session begins with, in one message with its time limit and {@link introduction}. */
const opening = ['SET NAMES utf8mb4', "SET time_zone = '+00:00', autocommit = 1"]
const introduction = 'SELECT VERSION() AS version, CONNECTION_ID() AS id'

/** `10.11.19-MariaDB-0+deb12u1` and `8.4.3`: MariaDB names itself in its version, also behind the prefix `5.5.5-` of old replication. */
function serverName(version: string): string {
  const number = /^(?:5\.5\.5-)?(\d+(?:\.\d+)*)/.exec(version)?.[1] ?? version
  return `${/mariadb/i.test(version) ? 'MariaDB' : 'MySQL'} ${number}`
}

/** Whole seconds. Without a wish the server's own limits stay where they are stricter than the default. */
function lockTimeoutSql(lockTimeoutMs: number | undefined): string {
  const seconds = Math.max(1, Math.ceil((lockTimeoutMs ?? defaultLockTimeoutMs) / 1000))
  const value = (name: string): string => (lockTimeoutMs === undefined ? `LEAST(@@GLOBAL.${name}, ${seconds})` : String(lockTimeoutMs === 0 ? 31_536_000 : seconds)) // prettier-ignore
  return `SET lock_wait_timeout = ${value('lock_wait_timeout')}, innodb_lock_wait_timeout = ${value('innodb_lock_wait_timeout')}`
}

function statementTimeoutSql(timeoutMs: number | undefined, server: string): string | undefined {
  if (timeoutMs === undefined) return undefined
  // MySQL's limit covers only reads; it has no other.
  return server.startsWith('MariaDB') ? `SET max_statement_time = ${timeoutMs / 1000}` : `SET max_execution_time = ${timeoutMs}`
}

function send<Result>(connection: Connection, sql: string): Promise<Result> {
  // The callers know what they ask for.
  return new Promise((resolve, reject) => connection.query(sql, (error, result) => (error ? reject(error) : resolve(result as Result))))
}
