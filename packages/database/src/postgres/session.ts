import type { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { isMigError, MigError, type BookkeepingTable, type Capabilities, type Session, type SqlValue } from '@mig/core'
import type pg from 'pg'
import { postgresStatementFailure } from './failure.js'
import { rowTypes } from './row-types.js'
import { createTableSql, literal, quote } from './sql-text.js'

/** What the server said of itself when the session opened. */
export interface PostgresFacts {
  readonly pid: string
  readonly server: string
  /** The schema that the session was asked to live in, when it was. */
  readonly schema: string | undefined
  /** The search path it began with. */
  readonly searchPath: string
  /** Something between this program and the server may give each transaction another server session. */
  readonly isProxied: boolean
  /** Time limits of its statements, as the server writes them: `5s`; `0` is none. */
  readonly limits: PostgresLimits
}

/** The server's settings of these names. */
export interface PostgresLimits {
  readonly lock_timeout: string
  readonly statement_timeout: string
}

/**
 * A session on PostgreSQL: one connection, never a pool.
 *
 * `query` and `execute` use the extended protocol, in which the server itself refuses a second statement. The state of
 * the transaction is the one that the server reports after every message, so a script that ends it is noticed.
 *
 * Behind a proxy nothing outlives a transaction: settings are made anew in each, statements are not kept parsed, and the
 * server process is known inside a transaction only.
 */
export class PostgresSession implements Session {
  readonly dialect = 'postgres'
  readonly capabilities: Capabilities
  readonly id: string
  readonly connection: pg.Client
  readonly #schema: string | undefined
  readonly #limits: PostgresLimits
  readonly #isProxied: boolean
  /** What each transaction behind a proxy begins with. */
  readonly #local: readonly string[]
  readonly #types: pg.CustomTypesConfig
  readonly #cancel: (pid: string) => Promise<void>
  readonly #searchPath: string
  #status = 'I'
  #isPathTouched = false
  #areLimitsTouched = false
  /** The server process of the open transaction. */
  #transactionPid: string | undefined
  /** Statements with values by their text: `undefined` once seen, then the name under which the server keeps them parsed. */
  readonly #prepared = new Map<string, string | undefined>()
  #preparedNames = 0
  #ended: Promise<void> | undefined

  /** @param cancel ends the statement of the named server process, through a connection of its own */
  constructor(client: pg.Client, facts: PostgresFacts, cancel: (pid: string) => Promise<void>) {
    this.connection = client
    this.id = facts.pid
    this.#schema = facts.schema
    this.#searchPath = facts.searchPath
    this.#limits = facts.limits
    this.#isProxied = facts.isProxied
    this.#local = facts.isProxied ? localSettings(facts) : []
    this.#cancel = cancel
    this.#types = rowTypes({ getTypeParser: (oid, format) => client.getTypeParser(oid, format) })
    this.capabilities = { transactionalDdl: true, statementBatches: true, server: facts.server }
    // `connection` is the driver's protocol object, which its types leave out; `status` is the byte of ReadyForQuery: I, T or E.
    const protocol = (client as unknown as { readonly connection: EventEmitter }).connection
    protocol.on('readyForQuery', ({ status }: { readonly status: string }) => (this.#status = status))
  }

  get inTransaction(): boolean {
    return this.#status !== 'I'
  }

  async query<Row = Record<string, unknown>>(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    // The caller names the shape of its rows; the driver has no types for them.
    return (await this.#send(sql, values)).rows as Row[]
  }

  async execute(sql: string, values: readonly SqlValue[] = []): Promise<{ readonly affectedRows: number }> {
    const name = values.length === 0 || this.#isProxied ? undefined : this.#prepare(sql)
    const send = async () => ({ affectedRows: (await this.#send(sql, values, name)).rowCount ?? 0 })
    return this.#waitsForTransactions(sql) ? await this.#withoutLockTimeout(send) : await send()
  }

  async executeAll(statements: readonly string[]): Promise<void> {
    // A line of its own for the separator: a statement may end with a line comment.
    if (statements.length > 0) await this.#simple(statements.join('\n;\n'))
  }

  async begin(first: readonly string[] = []): Promise<void> {
    if (this.#isProxied) {
      const { rows } = await this.#simple(['BEGIN', ...this.#local, 'SELECT pg_backend_pid() AS pid'].join(';'))
      this.#transactionPid = String((rows[0] as { readonly pid: number }).pid)
      return await this.executeAll(first)
    }
    try {
      await this.#simple(['BEGIN', ...first].join('\n;\n'))
    } catch (error) {
      // The driver tells of the error before the server has told that a transaction is open.
      if (first.length > 0) await this.#simple('ROLLBACK').catch(() => undefined)
      throw error
    }
  }

  async commit(last: readonly string[] = []): Promise<void> {
    if (!this.inTransaction) throw new MigError('MIG_COMMIT_FAILED', 'there is no transaction to commit: it was ended before')
    const { command } = await this.#simple([...last.map(changingOneRow), 'COMMIT'].join('\n;\n')).catch((error: unknown) => {
      // Constraints that are deferred are checked now.
      if (last.length === 0 && isMigError(error, 'MIG_STATEMENT_FAILED')) {
        throw new MigError('MIG_COMMIT_FAILED', `the server did not commit: ${error.message}`, { details: error.details, cause: error })
      }
      throw error
    })
    if (command !== 'COMMIT') {
      throw new MigError('MIG_COMMIT_FAILED', 'the server rolled back instead of committing: a statement of the transaction had failed', {
        hint: 'A script caught the error of a statement and went on; use a savepoint around it.',
      })
    }
  }

  async rollback(): Promise<void> {
    if (this.inTransaction) await this.#simple('ROLLBACK')
  }

  /** Dumps begin by emptying the search path, and by lifting time limits, for the rest of the session. */
  async restore(): Promise<void> {
    if (this.#isPathTouched) await this.query("SELECT set_config('search_path', $1, false)", [this.#searchPath])
    this.#isPathTouched = false
    if (!this.#areLimitsTouched) return
    const { lock_timeout, statement_timeout } = this.#limits
    await this.query("SELECT set_config('lock_timeout', $1, false), set_config('statement_timeout', $2, false)", [lock_timeout, statement_timeout]) // prettier-ignore
    this.#areLimitsTouched = false
  }

  async leaveSearchPath(): Promise<(() => Promise<void>) | undefined> {
    if (!this.#isPathTouched) return undefined
    const setPath = (path: string) => this.query("SELECT set_config('search_path', $1, false)", [path])
    const [row] = await this.query<{ path: string }>("SELECT current_setting('search_path') AS path")
    await setPath(this.#searchPath)
    return async () => void (await setPath(row?.path ?? ''))
  }

  get serverProcess(): string | undefined {
    if (!this.#isProxied) return this.id
    return this.inTransaction ? this.#transactionPid : undefined
  }

  async cancel(): Promise<void> {
    // Behind a proxy and outside a transaction the process may be serving somebody else by now.
    if (this.serverProcess !== undefined) await this.#cancel(this.serverProcess)
  }

  quote(identifier: string): string {
    return quote(identifier)
  }

  literal(value: SqlValue): string {
    return literal(value)
  }

  placeholder(n: number): string {
    return `$${n}`
  }

  async createTable(table: BookkeepingTable): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      // Asked first: CREATE TABLE IF NOT EXISTS wants the right to create even where the table exists.
      const [row] = await this.query<{ exists: boolean }>('SELECT to_regclass($1) IS NOT NULL AS exists', [this.#tableName(table)])
      if (row?.exists) return
      try {
        await this.#createTable(table)
        return
      } catch (error) {
        if (attempt === 5 || !wasCreatedMeanwhile(error)) throw error
      }
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    // A connection whose other end is silent would never say goodbye.
    this.#ended ??= Promise.race([this.connection.end().catch(() => undefined), sleep(2000, undefined, { ref: false })])
    return this.#ended
  }

  async #createTable(table: BookkeepingTable): Promise<void> {
    const covered = this.inTransaction
    if (covered) await this.execute('SAVEPOINT mig_create')
    try {
      if (this.#schema !== undefined) await this.execute(`CREATE SCHEMA IF NOT EXISTS ${quote(this.#schema)}`)
      await this.execute(createTableSql(table))
      if (covered) await this.execute('RELEASE SAVEPOINT mig_create')
    } catch (error) {
      if (covered) await this.execute('ROLLBACK TO SAVEPOINT mig_create')
      throw error
    }
  }

  /** The rows of ledger and journal are written once per step: from its second use on a statement stays parsed on the server. */
  #prepare(sql: string): string | undefined {
    const name = this.#prepared.has(sql) ? (this.#prepared.get(sql) ?? `mig_${(this.#preparedNames += 1)}`) : undefined
    this.#prepared.set(sql, name)
    return name
  }

  #noteSettings(sql: string): void {
    if (/\b(?:discard|deallocate)\b/i.test(sql)) this.#prepared.clear()
    if (/search_path|discard\s+all|reset\s+all/i.test(sql)) this.#isPathTouched = true
    if (/lock_timeout|statement_timeout|discard\s+all|reset\s+all/i.test(sql)) this.#areLimitsTouched = true
  }

  /**
   * CREATE INDEX CONCURRENTLY and its like wait for every older transaction, while nobody has to wait for them: a limit
   * would only make them fail. A script's own limit is kept.
   */
  #waitsForTransactions(sql: string): boolean {
    return !this.inTransaction && !this.#isProxied && !this.#areLimitsTouched && /\bconcurrently\b/i.test(sql)
  }

  async #withoutLockTimeout<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.connection.query('SET lock_timeout = 0')
    try {
      return await work()
    } finally {
      // Where the connection broke meanwhile, its own error is the one to tell.
      await this.connection.query("SELECT set_config('lock_timeout', $1, false)", [this.#limits.lock_timeout]).catch(() => undefined)
    }
  }

  #tableName(table: BookkeepingTable): string {
    return this.#schema === undefined ? quote(table.name) : `${quote(this.#schema)}.${quote(table.name)}`
  }

  async #send(sql: string, values: readonly SqlValue[], name?: string): Promise<pg.QueryResult> {
    // Behind a proxy the search path holds inside a transaction only.
    if (this.#isProxied && this.#schema !== undefined && !this.inTransaction && !controlsTransaction(sql)) {
      return await this.#inTransaction(() => this.#send(sql, values, name))
    }
    this.#noteSettings(sql)
    try {
      const config = {
        text: sql,
        values: values.map(bindable),
        types: this.#types,
        queryMode: 'extended',
        ...(name === undefined ? {} : { name }),
      }
      return await this.connection.query(config)
    } catch (error) {
      throw postgresStatementFailure(error, sql)
    }
  }

  async #inTransaction<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.begin()
    try {
      const result = await work()
      await this.commit()
      return result
    } catch (error) {
      await this.rollback()
      throw error
    }
  }

  /** The answer to the last of the statements. */
  async #simple(sql: string): Promise<pg.QueryResult> {
    if (!sql.startsWith('BEGIN;SET LOCAL')) this.#noteSettings(sql)
    try {
      const answer: pg.QueryResult | pg.QueryResult[] = await this.connection.query(sql)
      return Array.isArray(answer) ? answer.at(-1)! : answer
    } catch (error) {
      throw postgresStatementFailure(error, sql)
    }
  }
}

function localSettings({ schema, searchPath, limits }: PostgresFacts): readonly string[] {
  const limit = (name: keyof PostgresLimits): string => `SET LOCAL ${name} = ${literal(limits[name])}`
  return [limit('lock_timeout'), limit('statement_timeout'), ...(schema === undefined ? [] : [`SET LOCAL search_path = ${searchPath}`])]
}

/** The statement, failing with a division by zero unless it changes one row. An INSERT of one row does that or fails by itself. */
const changingOneRow = (statement: string): string =>
  /^\s*insert\b/i.test(statement) ? statement : `WITH changed AS (${statement} RETURNING 1) SELECT 1 / (COUNT(*) = 1)::int FROM changed`

const controlsTransaction = (sql: string): boolean => /^\s*(?:begin|start|commit|end|rollback|abort|savepoint|release|prepare)\b/i.test(sql)

/** The driver would send dates in local time, and other views of bytes than `Buffer` in shapes of its own. */
function bindable(value: SqlValue): unknown {
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'bigint') return String(value)
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value
}

/**
 * Two sessions that create one name at the same moment: IF NOT EXISTS looks before the catalog's own insert, which then fails,
 * for the table, its row type (42710) or the schema.
 */
const wasCreatedMeanwhile = (error: unknown): boolean =>
  isMigError(error, 'MIG_STATEMENT_FAILED') && ['23505', '42P07', '42P06', '42710'].includes(String(error.details['serverCode']))
