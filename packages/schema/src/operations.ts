import type { Dialect, SqlValue } from '@mig/core'
import type { QueryRunner } from 'typeorm'
import type {
  CheckDefinition,
  ColumnDefinition,
  EnumChange,
  ExclusionDefinition,
  ForeignKeyDefinition,
  IndexDefinition,
  SequenceDefinition,
  TableOptions,
  UniqueDefinition,
  ViewDefinition,
} from './definitions.js'
import type { DropIndexOptions } from './dialect-schema.js'
import type { ColumnChange, ConstraintKind, Operation } from './operation.js'
import type { SqlExpression } from './sql-expression.js'
import type { SqlInput } from './statement-of.js'

/** Changes of one table; see {@link Operations.batchAlterTable}. Each method is the one of {@link Operations} without its table. */
export interface TableBatch {
  addColumn(name: string, column: ColumnDefinition): void
  dropColumn(name: string, options?: { readonly existing?: ColumnDefinition }): void
  alterColumn(name: string, change: ColumnChange & { readonly existing?: ColumnDefinition }): void
  createPrimaryKey(columns: readonly string[], options?: { readonly name?: string }): void
  createForeignKey(foreignKey: ForeignKeyDefinition): void
  createUniqueConstraint(unique: UniqueDefinition): void
  createCheckConstraint(check: CheckDefinition): void
  createExclusionConstraint(exclusion: ExclusionDefinition): void
  dropConstraint(name: string | undefined, options?: DropConstraintOptions): void
  createIndex(name: string, index: IndexDefinition): void
  dropIndex(name: string, options?: { readonly existing?: IndexDefinition }): void
}

/** How to drop a constraint. */
export interface DropConstraintOptions {
  /** What it is: MySQL before 8.0.19 drops each kind differently, and a primary key has no name there and on SQLite. */
  readonly type?: ConstraintKind
  /** PostgreSQL and MariaDB. */
  readonly ifExists?: boolean
  /** The operation that makes it again: on SQLite it also finds a constraint that has no name. */
  readonly existing?: Operation
}

/** What a code script is given: `upgrade(op)`, `downgrade(op)`. Everything runs on the session and in the transaction of the step. */
export interface Operations {
  readonly dialect: Dialect
  /**
   * Runs one statement and says how many rows it changed. Values are bound.
   *
   * @example
   * await op.execute`UPDATE account SET name = ${'Ann'} WHERE id = ${1}`
   * await op.execute('DELETE FROM account')
   */
  execute(statement: SqlInput, ...values: readonly unknown[]): Promise<{ readonly affectedRows: number }>
  /**
   * Runs one query and returns its rows. Values are bound.
   *
   * @example
   * const rows = await op.query<{ id: number }>`SELECT id FROM account WHERE name = ${'Ann'}`
   */
  query<Row = Record<string, unknown>>(statement: SqlInput, ...values: readonly unknown[]): Promise<readonly Row[]>
  /**
   * Creates a table with its constraints and indexes.
   *
   * @example
   * await op.createTable('account', {
   *   id: { type: 'integer', primaryKey: true, autoIncrement: true },
   *   name: { type: 'varchar', length: 50, nullable: false },
   * })
   */
  createTable(name: string, columns: Readonly<Record<string, ColumnDefinition>>, options?: TableOptions): Promise<void>
  /** `DROP TABLE "account"`; what it held is lost. `existing`, here and below, is what it was: it is made again from that on the way back. */
  dropTable(
    name: string,
    options?: {
      readonly ifExists?: boolean
      readonly existing?: { readonly columns: Readonly<Record<string, ColumnDefinition>>; readonly options?: TableOptions }
    },
  ): Promise<void>
  /** `ALTER TABLE "account" RENAME TO "customer"`. */
  renameTable(from: string, to: string): Promise<void>
  /** `COMMENT ON TABLE "account" IS 'who we know'`; `null` takes it away. SQLite keeps no comments. */
  commentTable(
    name: string,
    comment: string | null,
    options?: { readonly existing?: { readonly comment: string | undefined } },
  ): Promise<void>
  /**
   * `ALTER TABLE "account" ADD COLUMN "email" varchar(255)`. Where SQLite's own ALTER TABLE cannot add it, the table is rebuilt.
   *
   * @throws {MigError} `MIG_DATA_LOSS` when the column may not be null, has no default, and there are rows; PostgreSQL itself refuses it
   */
  addColumn(table: string, name: string, column: ColumnDefinition, options?: { readonly ifNotExists?: boolean }): Promise<void>
  /** `ALTER TABLE "account" DROP COLUMN "email"`; what it held is lost. SQLite refuses columns that something else uses. */
  dropColumn(table: string, name: string, options?: { readonly ifExists?: boolean; readonly existing?: ColumnDefinition }): Promise<void>
  /**
   * Changes a column: type, nullability, default, name, comment, collation. What is not named stays as it is, and so do the rows:
   * a change that would not keep what they hold is refused before it touches anything.
   *
   * `null` for a default, comment or collation takes it away.
   *
   * MySQL repeats the whole definition of the column, which is read from the database; offline `existing` has to give it. On SQLite
   * the table is rebuilt (not for a new name alone).
   *
   * @throws {MigError} `MIG_DATA_LOSS`, `MIG_OFFLINE_READ`
   * @example
   * await op.alterColumn('account', 'name', { type: 'varchar', length: 200, nullable: false })
   * await op.alterColumn('account', 'name', { name: 'full_name' })
   * await op.alterColumn('account', 'size', { type: 'integer', using: 'size::integer' })
   */
  alterColumn(table: string, name: string, change: ColumnChange & { readonly existing?: ColumnDefinition }): Promise<void>
  /**
   * `CREATE UNIQUE INDEX "account_email" ON "account" ("email")`.
   *
   * @example
   * await op.createIndex('account_email', 'account', { columns: ['email'], unique: true })
   */
  createIndex(name: string, table: string, index: IndexDefinition): Promise<void>
  /** `DROP INDEX "account_email"`; on MySQL with its table. */
  dropIndex(name: string, options?: DropIndexOptions & { readonly existing?: IndexDefinition }): Promise<void>
  /** `ALTER TABLE "account" ADD PRIMARY KEY ("id")`; SQLite rebuilds the table. */
  createPrimaryKey(table: string, columns: readonly string[], options?: { readonly name?: string }): Promise<void>
  /**
   * `ALTER TABLE "orders" ADD CONSTRAINT "orders_customer" FOREIGN KEY …`; SQLite rebuilds the table.
   *
   * @example
   * await op.createForeignKey('orders', {
   *   name: 'orders_customer', columns: ['customer_id'], references: { table: 'customer', columns: ['id'] }, onDelete: 'CASCADE',
   * })
   */
  createForeignKey(table: string, foreignKey: ForeignKeyDefinition): Promise<void>
  /** `ALTER TABLE "account" ADD CONSTRAINT "account_email" UNIQUE ("email")`; SQLite rebuilds the table. */
  createUniqueConstraint(table: string, unique: UniqueDefinition): Promise<void>
  /** `ALTER TABLE "account" ADD CONSTRAINT "account_age" CHECK (age >= 0)`; SQLite rebuilds the table. */
  createCheckConstraint(table: string, check: CheckDefinition): Promise<void>
  /** PostgreSQL: `ALTER TABLE "booking" ADD CONSTRAINT "no_overlap" EXCLUDE USING gist ("during" WITH &&)`. */
  createExclusionConstraint(table: string, exclusion: ExclusionDefinition): Promise<void>
  /**
   * Drops a constraint by its name; a primary key without one by `{ type: 'primaryKey' }`.
   *
   * @example
   * await op.dropConstraint('orders', 'orders_customer', { type: 'foreignKey' })
   */
  dropConstraint(table: string, name: string | undefined, options?: DropConstraintOptions): Promise<void>
  /**
   * `CREATE VIEW "grown_up" AS SELECT …`.
   *
   * @example
   * await op.createView('grown_up', 'SELECT id, name FROM account WHERE age >= 18')
   */
  createView(name: string, query: string, options?: Omit<ViewDefinition, 'query'>): Promise<void>
  /** `DROP VIEW "grown_up"`. */
  dropView(
    name: string,
    options?: { readonly materialized?: boolean; readonly ifExists?: boolean; readonly existing?: ViewDefinition },
  ): Promise<void>
  /** PostgreSQL: `CREATE TYPE "mood" AS ENUM ('sad', 'ok')`. On MySQL an enum is a column's type: `enum('sad','ok')`. */
  createEnum(name: string, values: readonly string[]): Promise<void>
  /**
   * PostgreSQL: adds and renames values; none can be taken away.
   *
   * @example
   * await op.alterEnum('mood', { add: [{ value: 'happy', after: 'ok' }], rename: [{ from: 'sad', to: 'blue' }] })
   */
  alterEnum(name: string, change: EnumChange): Promise<void>
  /** PostgreSQL: `DROP TYPE "mood"`. */
  dropEnum(name: string, options?: { readonly ifExists?: boolean; readonly existing?: readonly string[] }): Promise<void>
  /** PostgreSQL and MariaDB: `CREATE SEQUENCE "ticket"`. */
  createSequence(name: string, sequence?: SequenceDefinition): Promise<void>
  /** PostgreSQL and MariaDB: `DROP SEQUENCE "ticket"`. */
  dropSequence(name: string, options?: { readonly ifExists?: boolean; readonly existing?: SequenceDefinition }): Promise<void>
  /**
   * Inserts rows, many in one statement; values are bound.
   *
   * @example
   * await op.bulkInsert('role', [{ id: 1, name: 'admin' }, { id: 2, name: 'guest' }])
   */
  bulkInsert(table: string, rows: readonly Readonly<Record<string, SqlValue>>[]): Promise<void>
  /**
   * Several changes of one table: SQLite rebuilds it once, the other databases do one after the other.
   *
   * `existing` is for scripts of `--sql` on SQLite, where there is no database to say what the table is: what `.schema account` of sqlite3
   * prints, with indexes and triggers. The script refuses to run where the table is another.
   *
   * @example
   * await op.batchAlterTable('account', (table) => {
   *   table.alterColumn('name', { nullable: false })
   *   table.addColumn('email', { type: 'varchar', length: 255, unique: true })
   * })
   */
  batchAlterTable(table: string, changes: (table: TableBatch) => void, options?: { readonly existing?: string }): Promise<void>
  /**
   * Marks text as SQL, where a value would become a literal: a default that is an expression. The same as `sql` of this package.
   *
   * @example
   * await op.addColumn('account', 'made', { type: 'timestamp', default: op.sql('CURRENT_TIMESTAMP') })
   */
  sql(text: string): SqlExpression
  /** Runs an operation that is given as data. */
  run(operation: Operation): Promise<void>
  /**
   * Undoes what a function of a script does: its operations are listed, and their reverses run from the last to the first. A script with
   * `export const autoReverse = true` and no `downgrade` has this one.
   *
   * @throws {MigError} `MIG_IRREVERSIBLE` before anything runs, when one of them has no way back
   * @example
   * export const downgrade = (op) => op.reverse(upgrade)
   */
  reverse(work: (op: Operations) => unknown): Promise<void>
  /** TypeORM's own query runner on the same session, for those who know it; TypeORM is imported when it is first asked for. */
  readonly queryRunner: Promise<QueryRunner>
}
