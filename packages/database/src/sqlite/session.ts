import {
  isMigError,
  MigError,
  type BookkeepingTable,
  type Capabilities,
  type Session,
  type SqlValue,
  type StatementResult,
} from '@mig/core'
import { statementFailed } from '../statement-failed.js'
import type { SqliteDriver, SqliteValue } from './driver.js'
import { sqliteStatementFailure } from './failure.js'
import { createTableSql, literal, quote } from './sql-text.js'
import { holdsSeveralStatements, tokensOf } from './tokens.js'

/** An open file. Sessions of a database in memory share one, with its transaction. */
export interface SqliteConnection {
  readonly driver: SqliteDriver
  readonly version: string
  inTransaction: boolean
}

let opened = 0

/**
 * A session on a SQLite file.
 *
 * `foreign_keys`, the journal mode and every other setting stay as SQLite and the file have them: foreign keys are not
 * enforced unless a script turns them on, as it was under SQLAlchemy Migrate. Numbers above 2⁵³ are
 * bound as text, which the column's affinity turns back; booleans are 1 and 0, dates ISO 8601 texts.
 */
export class SqliteSession implements Session {
  readonly dialect = 'sqlite'
  readonly capabilities: Capabilities
  readonly id: string
  readonly connection: unknown
  readonly #connection: SqliteConnection
  readonly #close: () => Promise<void>
  #isClosed = false

  constructor(connection: SqliteConnection, close: () => Promise<void>) {
    this.#connection = connection
    this.#close = close
    this.connection = connection.driver.raw
    this.capabilities = { transactionalDdl: true, statementBatches: true, server: `SQLite ${connection.version}` }
    opened += 1
    this.id = `${process.pid}.${opened}`
  }

  get inTransaction(): boolean {
    return this.#connection.inTransaction
  }

  async query<Row = Record<string, unknown>>(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    // The caller names the shape of its rows; the driver has no types for them.
    return (await this.#send(sql, (driver) => driver.all(sql, values.map(bindable)))) as Row[]
  }

  async execute(sql: string, values: readonly SqlValue[] = []): Promise<StatementResult> {
    const { changes, lastId } = await this.#send(sql, (driver) => driver.run(sql, values.map(bindable)))
    // After anything but DML the driver repeats the count of the statement before, and after anything but an INSERT the last number.
    const word = /^\s*(insert|update|delete|replace|with)\b/i.exec(sql)?.[1]?.toLowerCase()
    const affectedRows = word === undefined ? 0 : changes
    return word === 'insert' || word === 'replace' ? { affectedRows, insertId: lastId } : { affectedRows }
  }

  async executeAll(statements: readonly string[]): Promise<void> {
    if (statements.length === 0) return
    const text = statements.join('\n;\n')
    try {
      await this.#connection.driver.exec(text)
    } catch (error) {
      await this.#follow()
      throw sqliteStatementFailure(error, text)
    }
    if (statements.some(controlsTransaction)) await this.#follow()
  }

  /** IMMEDIATE: a deferred transaction that turns into a writer later fails at once with SQLITE_BUSY, whatever the timeout. */
  async begin(first: readonly string[] = []): Promise<void> {
    if (first.length === 0) {
      await this.execute('BEGIN IMMEDIATE')
      return
    }
    const text = ['BEGIN IMMEDIATE', ...first].join('\n;\n')
    try {
      await this.#connection.driver.exec(text)
      this.#connection.inTransaction = true
    } catch (error) {
      await this.#follow()
      throw sqliteStatementFailure(error, text)
    }
    if (first.some(controlsTransaction)) await this.#follow()
  }

  async commit(last: readonly string[] = []): Promise<void> {
    if (!this.inTransaction) throw new MigError('MIG_COMMIT_FAILED', 'there is no transaction to commit: it was ended before')
    if (last.length > 0) return await this.#commitWith(last)
    try {
      await this.execute('COMMIT')
    } catch (error) {
      // Foreign keys that are deferred are checked now; or somebody ended the transaction on the driver's own object.
      if (!isMigError(error, 'MIG_STATEMENT_FAILED')) throw error
      throw new MigError('MIG_COMMIT_FAILED', `SQLite did not commit: ${error.message}`, { details: error.details, cause: error })
    }
  }

  async rollback(): Promise<void> {
    if (!this.inTransaction) return
    try {
      await this.execute('ROLLBACK')
    } catch (error) {
      // A failed statement asks SQLite for the state anew: it may have been ended on the driver's own object.
      if (this.inTransaction) throw error
    }
  }

  async cancel(): Promise<void> {
    // A closed file has no statement in hand, and the driver refuses to interrupt it.
    if (!this.#isClosed) this.#connection.driver.interrupt()
  }

  quote(identifier: string): string {
    return quote(identifier)
  }

  literal(value: SqlValue): string {
    return literal(value)
  }

  placeholder(): string {
    return '?'
  }

  async createTable(table: BookkeepingTable): Promise<void> {
    await this.execute(createTableSql(table))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    await this.#close()
  }

  async #commitWith(last: readonly string[]): Promise<void> {
    const text = [...last.flatMap((statement) => [statement, refuseUnlessOneChanged]), 'COMMIT'].join('\n;\n')
    try {
      await this.#connection.driver.exec(text)
      this.#connection.inTransaction = false
    } catch (error) {
      await this.#follow()
      throw sqliteStatementFailure(error, text)
    }
  }

  async #send<Result>(sql: string, run: (driver: SqliteDriver) => Promise<Result>): Promise<Result> {
    if (holdsSeveralStatements(sql)) throw severalStatements(sql)
    try {
      const result = await run(this.#connection.driver)
      if (controlsTransaction(sql)) await this.#followSuccess(sql)
      return result
    } catch (error) {
      if (this.inTransaction || controlsTransaction(sql)) await this.#follow()
      throw sqliteStatementFailure(error, sql)
    }
  }

  /** A plain BEGIN, COMMIT or ROLLBACK that succeeded tells the state itself; savepoints may have ended a transaction or not. */
  async #followSuccess(sql: string): Promise<void> {
    const words = tokensOf(sql).map((token) => token.value.toUpperCase())
    if (words[0] === 'BEGIN') this.#connection.inTransaction = true
    else if (words[0] === 'COMMIT' || words[0] === 'END' || (words[0] === 'ROLLBACK' && !words.includes('TO')))
      this.#connection.inTransaction = false
    else await this.#follow()
  }

  /**
   * Asks SQLite whether a transaction is open: there is no function for it in the driver, but a BEGIN inside one is refused
   * (and a deferred BEGIN takes no lock). Some failures end the transaction by themselves (disk full, RAISE(ROLLBACK)).
   */
  async #follow(): Promise<void> {
    const { driver } = this.#connection
    try {
      await driver.exec('BEGIN; ROLLBACK')
      this.#connection.inTransaction = false
    } catch (error) {
      this.#connection.inTransaction = error instanceof Error && error.message.includes('within a transaction')
    }
  }
}

/** Outside a trigger nothing in SQLite raises an error on purpose; the absolute value of the smallest integer overflows. */
const refuseUnlessOneChanged = 'SELECT CASE WHEN changes() <> 1 THEN abs(-9223372036854775807 - 1) END'

const controlsTransaction = (sql: string): boolean =>
  /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|;)*(?:begin|commit|end|rollback|savepoint|release)\b/i.test(sql)

/** The driver stores `bigint`, booleans and dates as NULL or in shapes of its own. */
function bindable(value: SqlValue): SqliteValue {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'bigint') return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value)
  if (value instanceof Date) return value.toISOString()
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value
}

function severalStatements(sql: string): MigError {
  return statementFailed({
    reason: 'syntax',
    sql,
    serverCode: undefined,
    serverMessage: 'several statements in one call: the driver would run only the first',
    offset: undefined,
  })
}
