import type { RevisionId } from '../graph/revision.js'
import type { Goal } from '../plan/plan.js'
import type { Dialect } from './dialect.js'
import type { Journal } from './journal.js'
import type { BookkeepingTable, Capabilities, SqlValue } from './session.js'

/** A change that is written out without a database: what the rows are taken to be, and the goal from there. */
export interface OfflineRange {
  /** The ledger's rows at the start, as `Ledger.read` would return them. */
  readonly from: readonly RevisionId[]
  readonly goal: Goal
}

/** What only the server knows when the script runs. */
export type ServerFact = 'now' | 'user' | 'host' | 'session'

/** Where a script begins, for the statements that refuse to go on from anywhere else. */
export interface StartState {
  /** The ledger's table, unquoted. */
  readonly table: string
  /** A query that answers 1 when the rows are the expected ones; only to be run where the table exists. */
  readonly isAt: string
  /** True when a missing table is as good as the expected rows. */
  readonly mayBeMissing: boolean
  /** What the script says when it refuses. */
  readonly refusal: string
}

/**
 * How one dialect's own client program (`psql`, `mariadb`, `sqlite3`) takes a script. Nothing is connected.
 *
 * Implementations are found in `@mig/database` (`offlineDialect`).
 */
export interface OfflineDialect {
  readonly dialect: Dialect
  /** What the server is taken to be able to do. */
  readonly capabilities: Capabilities
  readonly journal: Journal
  /** The command that runs a script, for its header. */
  readonly client: string
  /** Lines that the script begins with: client settings, and what every session of mig begins with. */
  readonly opening: readonly string[]
  readonly begin: string
  readonly commit: string
  /** Settings that a script may change for the rest of the session, where they would hide mig's own tables. */
  readonly settings?: { readonly isTouched: (sql: string) => boolean; readonly keep: string; readonly restore: string }
  quote(identifier: string): string
  /** A literal of mig's own statements. */
  literal(value: SqlValue): string
  placeholder(n: number): string
  /**
   * The one statement that a text holds, its values written in; `undefined` when there is nothing to send.
   *
   * @throws {MigError} `MIG_OPERATION_INVALID` for several statements, or values that do not match the marks
   */
  statement(sql: string, values: readonly SqlValue[]): string | undefined
  /** A statement as the client takes it: with what ends it. */
  terminated(sql: string): string
  createTable(table: BookkeepingTable): string
  /** An expression. */
  fact(fact: ServerFact): string
  /**
   * Text for the client that stops it unless the database is where the script starts and nobody else migrates.
   * Where DDL is transactional it stands in one transaction behind the creation of the tables, elsewhere before it.
   */
  guard(start: StartState): readonly string[]
}
