import type { Dialect } from './dialect.js'

/** A value bound to a statement. Dates are sent as UTC. */
export type SqlValue = string | number | bigint | boolean | Uint8Array | Date | null

/** What the server of a session can do; asked from the server when the session opens. */
export interface Capabilities {
  /** A rollback undoes DDL. False on MySQL and MariaDB, which commit implicitly before and after DDL. */
  readonly transactionalDdl: boolean
  /** Several statements can travel in one message with `Session.executeAll`. */
  readonly statementBatches: boolean
  /**
   * True behind a proxy that gives each transaction whatever server session is free: only what happens inside one
   * transaction stays together. Known of the session that holds the migration lock; absent elsewhere.
   */
  readonly transactionPooling?: boolean
  /** The server as it names itself, for example `PostgreSQL 15.19` or `MariaDB 10.11.19`. */
  readonly server: string
  /** Set when there is no server: statements are recorded for later, and nothing can be asked. */
  readonly offline?: true
}

/** What a statement did. */
export interface StatementResult {
  /** How many rows it changed. */
  readonly affectedRows: number
  /** The number that MySQL (0: none) and SQLite gave to the row of an INSERT; absent elsewhere, and where nobody knows it (offline, in a replay). */
  readonly insertId?: number | string
}

/** A column of a bookkeeping table. `text` is unlimited; `varchar` needs `length` in characters; `time` is an ISO 8601 UTC text. */
export interface BookkeepingColumn {
  readonly name: string
  readonly type: 'varchar' | 'text' | 'integer' | 'bigint' | 'boolean' | 'time'
  readonly length?: number
  readonly nullable?: boolean
  /** Numbered by the server, ascending, as long as no row is removed. Only for a sole `bigint` primary key. */
  readonly autoIncrement?: boolean
}

/** A table of mig's own, described once and created in each dialect's DDL. */
export interface BookkeepingTable {
  readonly name: string
  readonly columns: readonly BookkeepingColumn[]
  readonly primaryKey: readonly string[]
  /** Name of the primary key constraint, where a foreign tool's shape must be met (Alembic: `alembic_version_pkc`). */
  readonly primaryKeyName?: string
}

/**
 * One connection to one server, fully controlled by its holder.
 *
 * Every failure of a statement is a `MigError` `MIG_STATEMENT_FAILED` whose details are {@link StatementFailure};
 * a session whose connection is gone throws `MIG_CONNECTION_LOST`.
 * Implementations are found in `@mig/database`; scripts and ledgers only use this interface.
 */
export interface Session extends AsyncDisposable {
  readonly dialect: Dialect
  readonly capabilities: Capabilities
  /** How the server names this session (PostgreSQL backend pid, MySQL connection id), for the journal. */
  readonly id: string
  /**
   * The server's process or thread that works for this session now: equal to `id`, but behind a proxy it is known inside a
   * transaction only, and another one each time.
   */
  readonly serverProcess?: string | undefined
  /** True between `begin` and `commit` or `rollback`. */
  readonly inTransaction: boolean
  /** Sends exactly one statement and returns its rows. Values are bound: `$1` on PostgreSQL, `?` elsewhere; see `placeholder`. */
  query<Row = Record<string, unknown>>(sql: string, values?: readonly SqlValue[]): Promise<Row[]>
  /** Sends exactly one statement and says how many rows it changed. */
  execute(sql: string, values?: readonly SqlValue[]): Promise<StatementResult>
  /**
   * Sends already split statements in as few messages as the server takes, in order, stopping at the first failure.
   * Only inside a transaction: who calls it rolls back and runs one by one to learn which statement failed.
   */
  executeAll(statements: readonly string[]): Promise<void>
  /** Begins a transaction; the given statements travel with it in one message, as in `executeAll`. */
  begin(first?: readonly string[]): Promise<void>
  /**
   * Ends the transaction. The given statements go before, in one message where the server takes several; each must change
   * exactly one row, or nothing is committed: who calls it rolls back and runs one by one to learn what was wrong.
   *
   * @throws {MigError} `MIG_COMMIT_FAILED` when the server rolled back instead (an aborted PostgreSQL transaction);
   * `MIG_STATEMENT_FAILED` when one of the statements failed or changed another number of rows
   */
  commit(last?: readonly string[]): Promise<void>
  /** Rolls back; does nothing when the server has already ended the transaction. */
  rollback(): Promise<void>
  /**
   * Takes back what a script set for the rest of the session: PostgreSQL's `search_path`, which would hide mig's own tables,
   * and the time limits of statements.
   * Called after a script's statements, before the bookkeeping.
   */
  restore?(): Promise<void>
  /**
   * Sets a script's `search_path` aside while mig writes rows of its own between the script's statements; the answer gives it
   * back. `undefined` where the script has not touched it.
   */
  leaveSearchPath?(): Promise<(() => Promise<void>) | undefined>
  /** Asks the server to end the statement in hand, from a second connection where the protocol needs one. */
  cancel(): Promise<void>
  /** The identifier quoted for this dialect; `schema.table` is written `quote('schema') + '.' + quote('table')`. */
  quote(identifier: string): string
  /** A literal, for texts of several statements, which no server binds values in. Bind values wherever a statement goes alone. */
  literal(value: SqlValue): string
  /** The marker of the n-th bound value, counted from 1. */
  placeholder(n: number): string
  /** Creates the table when it is absent; safe against others that create it at the same moment. */
  createTable(table: BookkeepingTable): Promise<void>
  /** The driver's own connection, for `@mig/schema` to put TypeORM on. */
  readonly connection: unknown
}

/** Why a statement failed, in words that mean the same on every server. */
export type FailureReason =
  | 'table-missing'
  | 'object-exists'
  | 'object-missing'
  | 'lock-timeout'
  | 'deadlock'
  | 'permission'
  | 'read-only'
  | 'disk-full'
  | 'constraint'
  | 'syntax'
  | 'cancelled'
  | 'other'

/** Details of `MIG_STATEMENT_FAILED`. */
export interface StatementFailure {
  readonly reason: FailureReason
  /** The statement as it was sent, shortened to 2,000 characters. */
  readonly sql: string
  /** The server's own code: SQLSTATE, MySQL error number, SQLite result code. */
  readonly serverCode: string | undefined
  readonly serverMessage: string
  /** Zero-based offset of the error in the statement, where the server says it. */
  readonly offset: number | undefined
}
