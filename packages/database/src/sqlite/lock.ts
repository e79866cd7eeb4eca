import { existsSync } from 'node:fs'
import { readFile, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { LockHolder, Session } from '@mig/core'
import type { HeldLock, MigrationLock } from '../lock/migration-lock.js'
import { openSqlite, type SqliteDriver } from './driver.js'
import { sqliteOpenFailure } from './failure.js'

/**
 * The migration lock of a SQLite file: the empty SQLite database `FILE-mig-lock` beside it, locked by a transaction.
 *
 * The lock is the operating system's: it dies with its process, also after a power cut, and SQLite makes it exclude
 * connections of one process as well. The database itself stays unlocked, so that scripts choose their own
 * transactions. The lock file is never removed (whoever waits for it would wait for a file that nobody sees any more).
 * Who holds it stands in `FILE-mig-lock.json`, which is only told to people, never trusted.
 */
export class SqliteFileLock implements MigrationLock {
  readonly #file: string
  readonly #displayUrl: string

  constructor(file: string, displayUrl: string) {
    this.#file = file
    this.#displayUrl = displayUrl
  }

  async tryAcquire(session: Session): Promise<HeldLock | undefined> {
    const path = await lockPath(this.#file)
    const driver = await this.#tryLock(path)
    if (!driver) return undefined
    const facts: LockHolder = { host: hostname(), pid: process.pid, since: new Date().toISOString(), session: session.id }
    await writeFile(`${path}.json.${process.pid}`, JSON.stringify(facts)).catch(() => undefined)
    await rename(`${path}.json.${process.pid}`, `${path}.json`).catch(() => undefined)
    return {
      release: async () => {
        await rm(`${path}.json`, { force: true })
        await driver.close()
        return true
      },
    }
  }

  async holder(): Promise<LockHolder | undefined> {
    const path = await lockPath(this.#file)
    // Who only looks leaves no file behind.
    if (!existsSync(path)) return undefined
    const driver = await this.#tryLock(path)
    if (driver) {
      await driver.close()
      return undefined
    }
    const facts = await readFile(`${path}.json`, 'utf8').catch(() => '{}')
    return parseHolder(facts)
  }

  async #tryLock(path: string): Promise<SqliteDriver | undefined> {
    const driver = await openSqlite(path, 'rwc', 0).catch((error: unknown) => {
      throw sqliteOpenFailure(error, path, this.#displayUrl)
    })
    try {
      await driver.exec('BEGIN EXCLUSIVE')
      return driver
    } catch (error) {
      await driver.close()
      if (error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY') return undefined
      throw sqliteOpenFailure(error, path, this.#displayUrl)
    }
  }
}

/** One lock per file, whatever links and relative paths lead to it. */
async function lockPath(file: string): Promise<string> {
  const real = await realpath(file).catch(async () => join(await realpath(dirname(file)).catch(() => dirname(file)), basename(file)))
  return `${real}-mig-lock`
}

/** The file may be half a second old, or left by a process that died: every member is doubted. */
function parseHolder(text: string): LockHolder {
  const unknown: LockHolder = { host: undefined, pid: undefined, since: undefined, session: undefined }
  try {
    const facts: unknown = JSON.parse(text)
    if (typeof facts !== 'object' || facts === null) return unknown
    const member = (name: string): unknown => Reflect.get(facts, name)
    const string = (name: string): string | undefined => (typeof member(name) === 'string' ? String(member(name)) : undefined)
    const pid = member('pid')
    return { host: string('host'), pid: typeof pid === 'number' ? pid : undefined, since: string('since'), session: string('session') }
  } catch {
    return unknown
  }
}
