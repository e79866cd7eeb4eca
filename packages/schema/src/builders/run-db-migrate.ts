import { createRequire } from 'node:module'
import type { BuilderRun, Dialect, Session } from '@mig/core'
import { BuilderConnection } from './builder-connection.js'
import { importInstalled } from './installed-package.js'
import { quietLog } from './quiet-log.js'

const drivers: Readonly<Record<Dialect, string>> = { postgres: 'pg', mysql: 'mysql', sqlite: 'sqlite3' }

/** The part of a driver of db-migrate that is used here. */
interface DriverModule {
  connect(config: Readonly<Record<string, unknown>>, internals: unknown, done: (error: unknown, driver: Driver) => void): void
}

interface Driver {
  connection: { readonly close?: () => void } | BuilderConnection
}

/** The part of `db-migrate-shared` that is used here. */
interface Shared {
  readonly dataType: unknown
}

/**
 * Runs a function of a db-migrate migration with the driver of the user's project: `(db, callback)`. What db-migrate itself does around it, a
 * transaction and a row of its table, is mig's. Written for `db-migrate-pg` 1.5, `db-migrate-mysql` 3.0, `db-migrate-sqlite3` 1.0; everything
 * that another version does differently is in this file.
 *
 * @throws {MigError} `MIG_PACKAGE_MISSING`
 */
export async function runDbMigrate(session: Session, { file, action, exports }: BuilderRun): Promise<void> {
  const name = `db-migrate-${drivers[session.dialect]}`
  const module = (await importInstalled(name, file))['default'] as DriverModule
  const shared = (await importShared(file))['default'] as Shared
  const connection = new BuilderConnection(session)
  const mod = { log: { ...quietLog, sql: quietLog.debug, verbose: quietLog.debug }, type: shared.dataType }
  const internals = { mod, interfaces: { SeederInterface: {}, MigratorInterface: {} }, notransactions: true, argv: {} }
  const db = await connect(module, session.dialect, connection, internals)
  // Bluebird, as db-migrate has it: its scripts use what the language's own has not
  const promises = (await importInstalled('bluebird', createRequire(file).resolve(name)))['default']
  if (typeof exports['setup'] === 'function')
    (exports['setup'] as (options: unknown) => void)({ dbmigrate: { dataType: shared.dataType }, Promise: promises })
  try {
    await finished(action, db)
  } catch (error) {
    throw connection.errors.ownError(error)
  }
}

async function importShared(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await importInstalled('db-migrate-shared', createRequire(file).resolve('db-migrate'))
  } catch {
    return await importInstalled('db-migrate-shared', file)
  }
}

/** Drivers take a connection that is there already; the one of SQLite opens one of its own, which is changed for ours. */
async function connect(module: DriverModule, dialect: Dialect, connection: BuilderConnection, internals: unknown): Promise<Driver> {
  const config = dialect === 'sqlite' ? { filename: ':memory:' } : { db: connection, database: 'mig' }
  const driver = await new Promise<Driver>((resolve, reject) => {
    module.connect(config, internals, (error, made) => (error ? reject(error as Error) : resolve(made)))
  })
  if (dialect === 'sqlite') {
    if ('close' in driver.connection) driver.connection.close?.()
    driver.connection = connection
  }
  return driver
}

/** A function is finished by its promise, or by the callback that it is given. */
function finished(action: BuilderRun['action'], db: unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: unknown): void => (error ? reject(error as Error) : resolve())
    const result = action(db, done)
    if (typeof result === 'object' && result !== null && 'then' in result) Promise.resolve(result).then(() => resolve(), done)
    else if (result === null || action.length < 2) resolve()
  })
}
