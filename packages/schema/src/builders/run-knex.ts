import { MigError, type BuilderRun, type Dialect, type Session } from '@mig/core'
import { SessionBridge, type Answer } from '../session-bridge.js'
import { boundValue } from './bound-value.js'
import { importInstalled } from './installed-package.js'
import { quietLog } from './quiet-log.js'

/** The names by which Knex calls its dialects; scripts ask for them. */
const clients: Readonly<Record<Dialect, string>> = { postgres: 'pg', mysql: 'mysql2', sqlite: 'sqlite3' }

/** The part of Knex that is used here. */
interface Knex {
  readonly client: KnexClient
  transaction(work: (transaction: Knex) => Promise<unknown>): Promise<unknown>
}

interface KnexClient {
  readonly config: { client: unknown }
  version?: string
  isMariaDB?: boolean
  processResponse(query: KnexQuery, runner: unknown): unknown
}

interface KnexQuery {
  readonly method?: string
  readonly returning?: unknown
}

type KnexFactory = (config: Readonly<Record<string, unknown>>) => Knex
type ClientClass = new (config: unknown) => KnexClient

/**
 * Runs a function of a Knex migration with the Knex of the user's project.
 *
 * Knex compiles its statements, and takes for its driver's connection an object that sends them through the session. The function is handed a
 * transaction, as Knex does: nested ones are savepoints. Written for 3.3; everything that another version does differently is in this file.
 *
 * @throws {MigError} `MIG_PACKAGE_MISSING`; `MIG_OPERATION_UNSUPPORTED` when the function takes back what it has done
 */
export async function runKnex(session: Session, { file, action, transaction }: BuilderRun): Promise<void> {
  const module = await importInstalled('knex', file)
  const factory = (module['knex'] ?? module['default']) as KnexFactory
  const { dialect } = session
  const connection = new KnexConnection(session)
  const settings = { log: quietLog, ...(dialect === 'sqlite' ? { useNullAsDefault: true } : {}) }
  const compiler = factory({ client: clients[dialect], ...settings })
  const knex = factory({ client: sessionClient(compiler.client.constructor as ClientClass, connection), ...settings })
  knex.client.config.client = clients[dialect]
  const version = /\d[\d.]*/.exec(session.capabilities.server)?.[0]
  if (version !== undefined) knex.client.version = version
  if (dialect === 'mysql') knex.client.isMariaDB = /mariadb/i.test(session.capabilities.server)
  await (transaction ? knex.transaction(async (inside) => await action(inside)) : action(knex))
  if (connection.hasRolledBack) throw rollsBack(file)
}

/** A client of Knex without a pool: its one connection is ours. */
function sessionClient(Base: ClientClass, connection: KnexConnection): ClientClass {
  return class extends Base {
    acquireConnection(): Promise<KnexConnection> {
      return Promise.resolve(connection)
    }

    releaseConnection(): Promise<void> {
      return Promise.resolve()
    }

    override processResponse(query: KnexQuery, runner: unknown): unknown {
      const answer = super.processResponse(query, runner)
      const isNumber = query.method === 'insert' && !query.returning && Array.isArray(answer) && answer.length === 1
      return isNumber && answer[0] === undefined ? new UnknownNumber() : answer
    }
  }
}

/** What an INSERT answers where nobody knows the number of the row: it is missed by whoever looks at it. */
class UnknownNumber extends Array<unknown> {
  constructor() {
    super(1)
    Object.defineProperty(this, 0, {
      enumerable: true,
      get: () => {
        throw new MigError(
          'MIG_OPERATION_UNSUPPORTED',
          'the script uses the number of a row that it has inserted, and nobody knows it here',
          {
            hint: 'Read the row with a query of its own, or give it a number.',
          },
        )
      },
    })
  }
}

type Callback = (this: { readonly changes?: number; readonly lastID?: number | string | undefined } | void, ...answer: unknown[]) => void

/** What each of Knex's dialects takes for its driver's connection. */
class KnexConnection {
  /** The script has asked for a rollback of the whole. */
  hasRolledBack = false
  readonly #session: Session
  readonly #bridge: SessionBridge
  readonly #savepoints = new Set<string>()

  constructor(session: Session) {
    this.#session = session
    this.#bridge = new SessionBridge(session)
  }

  /** `pg`: `({ text, values }, done)`; `mysql2`: `({ sql }, values, done)`. */
  query(
    input: string | { readonly text?: string; readonly sql?: string; readonly values?: readonly unknown[] },
    ...rest: readonly unknown[]
  ): void {
    const done = rest.find((value) => typeof value === 'function') as Callback
    const text = typeof input === 'string' ? input : (input.text ?? input.sql ?? '')
    const values = (rest.find(Array.isArray) as readonly unknown[] | undefined) ?? (typeof input === 'string' ? [] : (input.values ?? []))
    const command = /^\s*(\w+)/.exec(text)?.[1]?.toUpperCase()
    this.#send(text, values).then(
      ({ rows, affectedRows, insertId }) => {
        if (this.#session.dialect === 'postgres')
          done(null, { rows, rowCount: affectedRows, command: command === 'WITH' ? 'SELECT' : command })
        else done(null, rows.length > 0 ? rows : Object.assign(rows, { affectedRows, insertId }), [])
      },
      (error: unknown) => done(lasting(error)),
    )
  }

  /** `sqlite3`. */
  all(text: string, values: readonly unknown[], done: Callback): void {
    this.#sqlite(text, values, done)
  }

  /** `sqlite3`. */
  run(text: string, values: readonly unknown[], done: Callback): void {
    this.#sqlite(text, values, done)
  }

  #sqlite(text: string, values: readonly unknown[], done: Callback): void {
    this.#send(text, values ?? []).then(
      ({ rows, affectedRows, insertId }) => done.call({ changes: affectedRows, lastID: insertId }, null, rows),
      (error: unknown) => done(lasting(error)),
    )
  }

  /** The transaction is mig's; a nested one is a savepoint, where there is a transaction that holds it. */
  async #send(text: string, values: readonly unknown[]): Promise<Answer> {
    const none: Answer = { rows: [], affectedRows: 0 }
    const words = text.trim().replace(/;$/, '')
    if (/^(?:begin|commit|start\s+transaction|set\s+transaction\b.*)$/i.test(words)) return none
    if (/^rollback$/i.test(words)) {
      this.hasRolledBack = true
      return none
    }
    const savepoint = /^(savepoint|release\s+savepoint|release|rollback\s+to\s+savepoint|rollback\s+to)\s+(\w+)$/i.exec(words)
    if (!savepoint)
      return await this.#bridge.send(
        text,
        values.map((value) => boundValue(value, this.#session.dialect)),
      )
    const [, verb = '', name = ''] = savepoint
    if (!this.#session.inTransaction) {
      if (/^rollback/i.test(verb)) this.hasRolledBack = true
      return none
    }
    if (/^savepoint$/i.test(verb)) this.#savepoints.add(name)
    // one that a statement of MySQL has ended with its transaction is not there any more
    else if (!this.#savepoints.has(name)) return none
    await this.#session.execute(words)
    return none
  }
}

/** Knex writes the statement before the message of an error, which says where it was already. */
function lasting(error: unknown): unknown {
  if (error instanceof MigError) {
    const { message } = error
    Object.defineProperty(error, 'message', { configurable: true, get: () => message, set: () => {} })
  }
  return error
}

function rollsBack(file: string): MigError {
  return new MigError('MIG_OPERATION_UNSUPPORTED', `the script takes back what it has done (${file})`, {
    details: { file },
    hint: 'Nothing of it was kept: take the rollback out of the script, or let it fail.',
  })
}
