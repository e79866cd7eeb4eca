import { setTimeout as sleep } from 'node:timers/promises'
import {
  isMigError,
  MigError,
  type BookkeepingTable,
  type Capabilities,
  type Session,
  type SqlValue,
  type StatementResult,
} from '@mig/core'
import type { Connection, QueryError } from 'mysql2'
import { mysqlStatementFailure } from './failure.js'
import { statementFailed } from '../statement-failed.js'
import { createTableSql, dateText, literal, quote } from './sql-text.js'

/** SERVER_STATUS_IN_TRANS of the status flags that end every answer. */
const inTransactionFlag = 1
/** The server refuses to prepare this kind of statement. It has parsed it before: it is one statement. */
const notPreparable = '1295'

/** What is known when the session opens. */
export interface MysqlFacts {
  readonly id: string
  readonly server: string
  /** The statements that set its time limits. */
  readonly limits: readonly string[]
}

/** What the driver hands over for a statement without rows. */
interface ResultHeader {
  readonly affectedRows: number
  /** 0 where the server has given no number. */
  readonly insertId?: number | string
  readonly serverStatus?: number
}

/**
 * A session on MySQL or MariaDB: one connection, time zone UTC, `utf8mb4`; `sql_mode` stays as the server has it.
 *
 * DDL commits implicitly before it runs. The state of the transaction is the one that the server reports, so
 * `inTransaction` is false after DDL. `affectedRows` counts rows that matched, as on the other servers.
 */
export class MysqlSession implements Session {
  readonly dialect = 'mysql'
  readonly capabilities: Capabilities
  readonly id: string
  readonly connection: Connection
  readonly #cancel: (id: string) => Promise<void>
  readonly #limits: readonly string[]
  #inTransaction = false
  #areLimitsTouched = false
  #ended: Promise<void> | undefined

  /** @param cancel ends the statement of the connection with that id, through a connection of its own */
  constructor(connection: Connection, facts: MysqlFacts, cancel: (id: string) => Promise<void>) {
    this.connection = connection
    this.#limits = facts.limits
    this.id = facts.id
    this.#cancel = cancel
    this.capabilities = { transactionalDdl: false, statementBatches: true, server: facts.server }
  }

  get inTransaction(): boolean {
    return this.#inTransaction
  }

  async query<Row = Record<string, unknown>>(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    const result = await this.#send(sql, values)
    // The caller names the shape of its rows; the driver has no types for them. A procedure answers rows and then a header.
    const rows: unknown = Array.isArray(result) && Array.isArray(result[0]) ? result[0] : result
    return Array.isArray(rows) ? (rows as Row[]) : []
  }

  async execute(sql: string, values: readonly SqlValue[] = []): Promise<StatementResult> {
    const header = lastHeader(await this.#send(sql, values))
    const { affectedRows = 0, insertId } = header ?? {}
    return insertId === undefined ? { affectedRows } : { affectedRows, insertId }
  }

  async executeAll(statements: readonly string[]): Promise<void> {
    // A line of its own for the separator: a statement may end with a line comment.
    if (statements.length > 0) await this.#run(statements.join('\n;\n'), undefined)
  }

  async begin(first: readonly string[] = []): Promise<void> {
    try {
      await this.#run(['START TRANSACTION', ...first].join('\n;\n'), undefined)
    } catch (error) {
      // An error tells nothing of the transaction that the same message has opened.
      if (first.length > 0) await this.#run('ROLLBACK', undefined).catch(() => undefined)
      throw error
    }
  }

  async commit(last: readonly string[] = []): Promise<void> {
    if (!this.inTransaction) throw new MigError('MIG_COMMIT_FAILED', 'there is no transaction to commit: it was ended before')
    for (const sql of last) {
      const { affectedRows } = await this.execute(sql)
      if (affectedRows !== 1)
        throw statementFailed({
          reason: 'other',
          sql,
          serverCode: undefined,
          serverMessage: `${affectedRows} rows were changed instead of one`,
          offset: undefined,
        })
    }
    try {
      await this.#run('COMMIT', undefined)
    } catch (error) {
      if (!isMigError(error, 'MIG_STATEMENT_FAILED')) throw error
      throw new MigError('MIG_COMMIT_FAILED', `the server did not commit: ${error.message}`, { details: error.details, cause: error })
    }
  }

  async rollback(): Promise<void> {
    if (this.inTransaction) await this.#run('ROLLBACK', undefined)
  }

  /** A script may set time limits of its own; they are taken back for the next one. */
  async restore(): Promise<void> {
    if (!this.#areLimitsTouched) return
    for (const sql of this.#limits) await this.#run(sql, undefined)
    this.#areLimitsTouched = false
  }

  get serverProcess(): string {
    return this.id
  }

  async cancel(): Promise<void> {
    await this.#cancel(this.id)
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
    // Asked first: CREATE TABLE would commit an open transaction even where the table exists.
    try {
      await this.query(`SELECT 1 FROM ${quote(table.name)} LIMIT 0`)
    } catch (error) {
      if (!isMigError(error, 'MIG_STATEMENT_FAILED') || error.details['reason'] !== 'table-missing') throw error
      await this.execute(createTableSql(table))
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#ended ??= this.#end()
    return this.#ended
  }

  async #end(): Promise<void> {
    const goodbye = new Promise<void>((resolve) => this.connection.end(() => resolve()))
    // A connection whose other end is silent would never say goodbye.
    await Promise.race([goodbye, sleep(2000, undefined, { ref: false })])
    this.connection.destroy()
  }

  /**
   * Bound values go through a prepared statement, never into the text: under NO_BACKSLASH_ESCAPES the driver's escaping is not safe.
   * A text with a semicolon inside is prepared as well, since the server refuses to prepare two statements.
   */
  async #send(sql: string, values: readonly SqlValue[]): Promise<unknown> {
    if (values.length > 0) return await this.#run(sql, values)
    if (!/;\s*\S/.test(sql)) return await this.#run(sql, undefined)
    try {
      return await this.#run(sql, [])
    } catch (error) {
      if (isMigError(error, 'MIG_STATEMENT_FAILED') && error.details['serverCode'] === notPreparable) return await this.#run(sql, undefined)
      throw error
    }
  }

  async #run(sql: string, values: readonly SqlValue[] | undefined): Promise<unknown> {
    try {
      const result = await this.#transmit(sql, values)
      const status = lastHeader(result)?.serverStatus
      if (status !== undefined) this.#inTransaction = (status & inTransactionFlag) !== 0
      return result
    } catch (error) {
      if (this.#inTransaction) await this.#follow()
      throw mysqlStatementFailure(error, sql)
    }
  }

  /** An error carries no status flags, and some end the transaction (a deadlock; DDL that fails after its implicit commit). */
  async #follow(): Promise<void> {
    try {
      const status = lastHeader(await this.#transmit('DO 0', undefined))?.serverStatus ?? 0
      this.#inTransaction = (status & inTransactionFlag) !== 0
    } catch {
      this.#inTransaction = false
    }
  }

  #transmit(sql: string, values: readonly SqlValue[] | undefined): Promise<unknown> {
    if (/lock_wait_timeout|max_statement_time|max_execution_time/i.test(sql)) this.#areLimitsTouched = true
    return new Promise((resolve, reject) => {
      const done = (error: QueryError | null, result: unknown): void => (error ? reject(error) : resolve(result))
      if (values === undefined) this.connection.query(sql, done)
      else this.connection.execute(sql, values.map(bindable), done)
    })
  }
}

/** The header of the last answer; several answers come as a list of headers and lists of rows. */
function lastHeader(result: unknown): ResultHeader | undefined {
  const last: unknown = Array.isArray(result) ? result.at(-1) : result
  return isHeader(last) ? last : undefined
}

const isHeader = (value: unknown): value is ResultHeader =>
  typeof value === 'object' && value !== null && 'affectedRows' in value && 'fieldCount' in value

function bindable(value: SqlValue): string | number | Buffer | null {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Date) return dateText(value)
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value
}
