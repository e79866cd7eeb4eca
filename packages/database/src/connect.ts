import type { Database } from '@mig/core'
import type { Backend, BackendOptions } from './backend.js'
import { TableJournal } from './bookkeeping/journal.js'
import { LiveDatabase } from './live-database.js'
import type { DatabaseUrl } from './url/database-url.js'
import { parseDatabaseUrl } from './url/parse-database-url.js'
import { redactUrl } from './url/redact-url.js'

/** Settings of {@link connect}; times are milliseconds. */
export interface ConnectOptions {
  /** Default `mig_journal`. */
  readonly journalTable?: string | undefined
  /** Table of the lease lock, where a server has no lock that dies with its owner. Default `mig_lock`. */
  readonly lockTable?: string | undefined
  /** How long a lease outlives its holder's last sign of life. Default 30,000. It is renewed five times as often. */
  readonly leaseMs?: number | undefined
  /** PostgreSQL: the schema that the migrations and their bookkeeping live in, created when absent. Default: the search path's first. */
  readonly schema?: string | undefined
  /** Further tables that `inspect` leaves out, for example the configured version table. */
  readonly bookkeepingTables?: readonly string[] | undefined
  /** Default 10,000. */
  readonly connectTimeoutMs?: number | undefined
  /**
   * How long a statement waits for other sessions' locks before it gives up: everybody who comes after it waits behind it
   * meanwhile. Default 5,000, or the server's own limit where that is stricter. 0: no limit. MySQL: rounded up to seconds.
   */
  readonly ddlLockTimeoutMs?: number | undefined
  /** Ends statements that run longer (PostgreSQL, MySQL, MariaDB). Default: never. */
  readonly statementTimeoutMs?: number | undefined
}

const alwaysLeftOut = ['mig_version', 'mig_journal', 'mig_lock', 'migrate_version', 'alembic_version']

/**
 * Makes a {@link Database} of a URL. Nothing is opened before the first call that needs the server;
 * the driver (`pg`, `mysql2` or `sqlite3`) is imported then.
 *
 * @param url see {@link parseDatabaseUrl} for the accepted forms
 * @throws {MigError} `MIG_URL_INVALID`
 * @example
 * await using database = await connect('sqlite:./app.db')
 * await using session = await database.session()
 * const rows = await session.query('SELECT 1 AS one')
 */
export async function connect(url: string, options: ConnectOptions = {}): Promise<Database> {
  const { journalTable = 'mig_journal', lockTable = 'mig_lock' } = options
  const backend = await openBackend(parseDatabaseUrl(url), url, {
    lockTable,
    leaseMs: options.leaseMs ?? 30_000,
    schema: options.schema,
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
    lockTimeoutMs: options.ddlLockTimeoutMs,
    statementTimeoutMs: options.statementTimeoutMs,
  })
  const leftOut = new Set([...alwaysLeftOut, journalTable, lockTable, ...(options.bookkeepingTables ?? [])])
  return new LiveDatabase(backend, new TableJournal(journalTable), leftOut)
}

/** Each dialect's code is loaded only when a URL names it. */
async function openBackend(parts: DatabaseUrl, url: string, options: BackendOptions): Promise<Backend> {
  switch (parts.dialect) {
    case 'postgres':
      return new (await import('./postgres/backend.js')).PostgresBackend(parts, redactUrl(url), options)
    case 'mysql':
      return new (await import('./mysql/backend.js')).MysqlBackend(parts, redactUrl(url), options)
    case 'sqlite':
      return new (await import('./sqlite/backend.js')).SqliteBackend(parts, redactUrl(url), options)
  }
}
