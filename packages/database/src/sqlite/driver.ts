import type sqlite3 from 'sqlite3'
import { importDriver } from '../import-driver.js'

/** What mig needs of a SQLite driver. The one file to replace for `node:sqlite` or `better-sqlite3`. */
export interface SqliteDriver {
  /** Runs the first statement of the text and returns its rows. */
  all(sql: string, values: readonly SqliteValue[]): Promise<Record<string, unknown>[]>
  /** Runs the first statement of the text and returns the number of rows that the last change touched, and the last row id that was given. */
  run(sql: string, values: readonly SqliteValue[]): Promise<{ readonly changes: number; readonly lastId: number }>
  /** Runs every statement of the text, stopping at the first failure. */
  exec(sql: string): Promise<void>
  interrupt(): void
  close(): Promise<void>
  /** The driver's own object. */
  readonly raw: unknown
}

/** What a driver binds. */
export type SqliteValue = string | number | Buffer | null

/** How a file is opened: `rwc` creates it, `rw` does not, `ro` only reads. */
export type SqliteMode = 'rwc' | 'rw' | 'ro'

/**
 * Opens a file with the npm package `sqlite3`.
 *
 * Errors are the driver's own: `code` holds the primary result code (`SQLITE_BUSY`), since this driver offers no
 * extended ones. Integers above 2⁵³ lose digits in it: select them as text.
 *
 * @throws {MigError} `MIG_PACKAGE_MISSING`; the driver's error when the file cannot be opened
 */
export async function openSqlite(file: string, mode: SqliteMode, busyTimeoutMs: number): Promise<SqliteDriver> {
  const { default: driver } = await importDriver('sqlite3', () => import('sqlite3'))
  const flags = { rwc: driver.OPEN_READWRITE | driver.OPEN_CREATE, rw: driver.OPEN_READWRITE, ro: driver.OPEN_READONLY }[mode]
  const database = await new Promise<sqlite3.Database>((resolve, reject) => {
    const opened = new driver.Database(file, flags | driver.OPEN_FULLMUTEX, (error) => (error ? reject(error) : resolve(opened)))
  })
  database.configure('busyTimeout', busyTimeoutMs)
  return {
    raw: database,
    all: (sql, values) =>
      new Promise((resolve, reject) => {
        database.all<Record<string, unknown>>(sql, values, (error, rows) => (error ? reject(error) : resolve(rows)))
      }),
    run: (sql, values) =>
      new Promise((resolve, reject) => {
        database.run(sql, values, function (error) {
          if (error) reject(error)
          else resolve({ changes: this.changes, lastId: this.lastID })
        })
      }),
    exec: (sql) => settle((done) => database.exec(sql, done)),
    interrupt: () => database.interrupt(),
    close: () => settle((done) => database.close(done)),
  }
}

function settle(start: (done: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())))
}
