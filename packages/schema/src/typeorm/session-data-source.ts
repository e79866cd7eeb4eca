import { MigError, type Session, type SqlValue } from '@mig/core'
import type { DataSource, DataSourceOptions, QueryRunner } from 'typeorm'
import { SessionBridge, type Answer } from '../session-bridge.js'

/** TypeORM on a session that is already open. */
export interface SessionDataSource {
  readonly dataSource: DataSource
  readonly queryRunner: QueryRunner
  /** Forgets TypeORM's objects; the session stays open. */
  close(): Promise<void>
}

/** What a data source of the user's project says of its entities, and the copy of TypeORM that they were made with. */
export interface SessionModels {
  readonly typeorm: typeof import('typeorm')
  readonly options: Pick<DataSourceOptions, 'entities' | 'namingStrategy' | 'entityPrefix' | 'entitySkipConstructor'>
}

/**
 * Puts TypeORM on an open session.
 *
 * TypeORM's option `driver` takes an object in place of the npm module; ours hands out connections that send everything
 * through the session, so that its statements are part of the step: one transaction, one journal, one way to fail.
 * Written for 0.3.31; everything that another major version does differently is in this file.
 *
 * @throws {MigError} `MIG_PACKAGE_MISSING` when typeorm is not installed
 */
export async function openSessionDataSource(session: Session, models?: SessionModels): Promise<SessionDataSource> {
  const typeorm = models?.typeorm ?? (await importTypeorm())
  const bridge = new Bridge(session)
  const dataSource: DataSource = new typeorm.DataSource({ ...models?.options, ...optionsFor(session, bridge) })
  await bridge.silently(() => dataSource.initialize())
  const queryRunner = dataSource.createQueryRunner()
  await bridge.silently(() => queryRunner.connect())
  return {
    dataSource,
    queryRunner,
    close: async () => {
      await queryRunner.release()
      await bridge.silently(() => dataSource.destroy())
    },
  }
}

/** @throws {MigError} `MIG_PACKAGE_MISSING` */
export async function importTypeorm(): Promise<typeof import('typeorm')> {
  return await import('typeorm').catch((cause: unknown) => {
    throw new MigError(
      'MIG_PACKAGE_MISSING',
      "the package 'typeorm' is not installed, and the script uses op.createTable or op.queryRunner",
      { cause, hint: 'Run: npm install typeorm' },
    )
  })
}

function optionsFor(session: Session, bridge: Bridge): DataSourceOptions {
  switch (session.dialect) {
    case 'sqlite':
      return { type: 'sqlite', database: ':memory:', driver: sqliteModule(bridge) }
    case 'postgres':
      return { type: 'postgres', driver: postgresModule(bridge), installExtensions: false }
    case 'mysql':
      return {
        type: /mariadb/i.test(session.capabilities.server) ? 'mariadb' : 'mysql',
        driver: mysqlModule(bridge),
        connectorPackage: 'mysql2',
      }
  }
}

/** Sends what TypeORM sends through the session, and keeps its transactions inside ours. */
class Bridge {
  readonly #session: Session
  readonly #bridge: SessionBridge
  #silent = false
  #savepoints = 0

  constructor(session: Session) {
    this.#session = session
    this.#bridge = new SessionBridge(session)
  }

  /** While TypeORM opens and closes, its settings (PRAGMA foreign_keys = ON, …) must not reach the user's session. */
  async silently<T>(work: () => Promise<T>): Promise<T> {
    this.#silent = true
    try {
      return await work()
    } finally {
      this.#silent = false
    }
  }

  async send(text: string, values: readonly SqlValue[] = []): Promise<Answer> {
    const word = /^\s*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? ''
    const { offline = false } = this.#session.capabilities
    if (this.#silent && (word === 'PRAGMA' || word === 'SET' || word === 'CREATE' || word === 'ATTACH'))
      return { rows: [], affectedRows: 0 }
    if (this.#silent && offline) return { rows: [{ ...offlineAnswers[this.#session.dialect] }], affectedRows: 1 }
    if (['BEGIN', 'START', 'COMMIT', 'ROLLBACK'].includes(word)) return this.#transaction(word)
    return this.#bridge.send(text, values)
  }

  /** TypeORM's own transactions become savepoints; where no transaction is open there is nothing to begin. */
  async #transaction(word: string): Promise<Answer> {
    const none: Answer = { rows: [], affectedRows: 0 }
    if (word === 'BEGIN' || word === 'START') {
      this.#savepoints += 1
      if (this.#session.inTransaction) await this.#session.execute(`SAVEPOINT mig_${this.#savepoints}`)
      return none
    }
    const name = `mig_${this.#savepoints}`
    this.#savepoints -= 1
    if (word === 'COMMIT') {
      if (this.#session.inTransaction) await this.#session.execute(`RELEASE SAVEPOINT ${name}`)
      return none
    }
    if (!this.#session.inTransaction)
      throw new MigError('MIG_OPERATION_UNSUPPORTED', 'the script rolls back where no transaction covers it', {
        hint: 'Take rollbackTransaction out of the script.',
      })
    await this.#session.execute(`ROLLBACK TO SAVEPOINT ${name}`)
    return none
  }
}

/** What TypeORM asks when it opens, answered without a server: a version that has what its statements use, and names that it leaves out. */
const offlineAnswers = {
  postgres: { version: 'PostgreSQL 15.0', server_version: '15.0', current_database: 'mig', current_schema: 'public' },
  mysql: { 'version()': '10.11.0', db_name: 'mig' },
  sqlite: {},
}

type Callback = (error: unknown, result?: unknown, fields?: unknown) => void

/** The part of `sqlite3` that TypeORM uses. */
function sqliteModule(bridge: Bridge): unknown {
  class Database {
    constructor(_path: string, ...rest: readonly unknown[]) {
      const done = rest.find((value) => typeof value === 'function') as Callback | undefined
      queueMicrotask(() => done?.(null))
    }

    run(text: string, ...rest: readonly unknown[]): this {
      return this.#send(text, rest)
    }

    all(text: string, ...rest: readonly unknown[]): this {
      return this.#send(text, rest)
    }

    close(done: Callback): void {
      queueMicrotask(() => done(null))
    }

    #send(text: string, rest: readonly unknown[]): this {
      const done = rest.find((value) => typeof value === 'function') as Callback | undefined
      const values = rest.find(Array.isArray) as readonly SqlValue[] | undefined
      bridge.send(text, values).then(
        ({ rows, affectedRows }) => done?.call({ changes: affectedRows, lastID: undefined }, null, rows),
        (error: unknown) => done?.(error),
      )
      return this
    }
  }
  const module = { Database, verbose: () => module }
  return module
}

/** The part of `pg` that TypeORM uses. */
function postgresModule(bridge: Bridge): unknown {
  const client = {
    on: () => client,
    removeListener: () => client,
    removeAllListeners: () => client,
    listenerCount: () => 1,
    query: async (text: string, values?: readonly SqlValue[]) => {
      const { rows, affectedRows } = await bridge.send(text, values)
      return { rows, rowCount: affectedRows, command: /^\s*(\w+)/.exec(text)?.[1]?.toUpperCase() }
    },
  }
  class Pool {
    on(): this {
      return this
    }

    connect(done: (error: unknown, connection: unknown, release: () => void) => void): void {
      queueMicrotask(() => done(undefined, client, () => undefined))
    }

    end(done?: () => void): void {
      done?.()
    }
  }
  return { Pool }
}

/** The part of `mysql2` that TypeORM uses. */
function mysqlModule(bridge: Bridge): unknown {
  const connection = {
    on: () => connection,
    listeners: () => [true],
    release: () => undefined,
    query: (input: string | { readonly sql: string; readonly values?: readonly SqlValue[] }, ...rest: readonly unknown[]) => {
      const done = rest.find((value) => typeof value === 'function') as Callback
      const values = (rest.find(Array.isArray) as readonly SqlValue[] | undefined) ?? (typeof input === 'string' ? undefined : input.values)
      bridge.send(typeof input === 'string' ? input : input.sql, values).then(
        ({ rows, affectedRows }) => done(null, rows.length > 0 ? rows : Object.assign([], { affectedRows })),
        (error: unknown) => done(error),
      )
    },
  }
  const pool = {
    on: () => pool,
    getConnection: (done: (error: unknown, connection: unknown) => void) => queueMicrotask(() => done(null, connection)),
    end: (done?: (error: unknown) => void) => done?.(null),
  }
  return { createPool: () => pool }
}
