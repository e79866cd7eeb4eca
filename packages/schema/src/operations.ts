import { MigError, type Dialect, type OperationsHandle, type Session, type SqlValue } from '@mig/core'
import type { QueryRunner } from 'typeorm'
import type { ColumnDefinition, IndexDefinition, TableOptions } from './definitions.js'
import type { DropIndexOptions } from './dialect-schema.js'
import { dialectSchemas } from './dialect-schemas.js'
import { statementOf, type SqlInput } from './statement-of.js'
import type { SessionDataSource } from './typeorm/session-data-source.js'

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
   * Creates a table with its constraints and indexes, through TypeORM on the open session.
   *
   * @example
   * await op.createTable('account', {
   *   id: { type: 'integer', primaryKey: true, autoIncrement: true },
   *   name: { type: 'varchar', length: 50, nullable: false },
   * })
   */
  createTable(name: string, columns: Readonly<Record<string, ColumnDefinition>>, options?: TableOptions): Promise<void>
  /** `DROP TABLE "account"`; what it held is lost. */
  dropTable(name: string, options?: { readonly ifExists?: boolean }): Promise<void>
  /** `ALTER TABLE "account" RENAME TO "customer"`. */
  renameTable(from: string, to: string): Promise<void>
  /**
   * `ALTER TABLE "account" ADD COLUMN "email" varchar(255)`.
   *
   * @throws {MigError} `MIG_OPERATION_UNSUPPORTED` for what SQLite cannot add to a table that exists
   */
  addColumn(table: string, name: string, column: ColumnDefinition): Promise<void>
  /** `ALTER TABLE "account" DROP COLUMN "email"`; what it held is lost. SQLite refuses columns that something else uses. */
  dropColumn(table: string, name: string): Promise<void>
  /**
   * `CREATE UNIQUE INDEX "account_email" ON "account" ("email")`.
   *
   * @example
   * await op.createIndex('account_email', 'account', { columns: ['email'], unique: true })
   */
  createIndex(name: string, table: string, index: IndexDefinition): Promise<void>
  /** `DROP INDEX "account_email"`; on MySQL with its table. */
  dropIndex(name: string, options?: DropIndexOptions): Promise<void>
  /** TypeORM's own query runner on the same session, for those who know it; TypeORM is imported when it is first asked for. */
  readonly queryRunner: Promise<QueryRunner>
}

/**
 * Makes the `op` of code scripts. The port `Operations` of `@mig/core`: `operations: () => import('@mig/schema')`.
 *
 * @example
 * const handle = await createOperations(session)
 * await (handle.op as Operations).execute('SELECT 1')
 * await handle.release()
 */
export async function createOperations(session: Session): Promise<OperationsHandle & { readonly op: Operations }> {
  const op = new SessionOperations(session)
  return { op, release: () => op.release() }
}

class SessionOperations implements Operations {
  readonly #session: Session
  #typeorm: Promise<SessionDataSource> | undefined

  constructor(session: Session) {
    this.#session = session
  }

  get dialect(): Dialect {
    return this.#session.dialect
  }

  execute(statement: SqlInput, ...values: readonly unknown[]): Promise<{ readonly affectedRows: number }> {
    const { text, bound } = statementOf(this.#session, statement, values)
    return this.#session.execute(text, bound)
  }

  query<Row = Record<string, unknown>>(statement: SqlInput, ...values: readonly unknown[]): Promise<readonly Row[]> {
    const { text, bound } = statementOf(this.#session, statement, values)
    return this.#session.query<Row>(text, bound)
  }

  async createTable(name: string, columns: Readonly<Record<string, ColumnDefinition>>, options: TableOptions = {}): Promise<void> {
    if (typeof name !== 'string' || typeof columns !== 'object' || columns === null)
      throw wrongArguments('createTable(name, { column: { type, … }, … })')
    const { createTable } = await import('./typeorm/create-table.js')
    await createTable(this.#session, await this.queryRunner, name, columns, options)
    for (const { name: index, ...definition } of options.indexes ?? []) await this.createIndex(index, name, definition)
  }

  async dropTable(name: string, options: { readonly ifExists?: boolean } = {}): Promise<void> {
    await this.#run(`DROP TABLE ${options.ifExists ? 'IF EXISTS ' : ''}${this.#session.quote(name)}`)
  }

  async renameTable(from: string, to: string): Promise<void> {
    await this.#run(`ALTER TABLE ${this.#session.quote(from)} RENAME TO ${this.#session.quote(to)}`)
  }

  async addColumn(table: string, name: string, column: ColumnDefinition): Promise<void> {
    if (typeof name !== 'string' || typeof column?.type !== 'string') throw wrongArguments('addColumn(table, name, { type, … })')
    await this.#run(dialectSchemas[this.dialect].addColumn(this.#session, table, name, column))
  }

  async dropColumn(table: string, name: string): Promise<void> {
    await this.#run(`ALTER TABLE ${this.#session.quote(table)} DROP COLUMN ${this.#session.quote(name)}`)
  }

  async createIndex(name: string, table: string, index: IndexDefinition): Promise<void> {
    if (typeof table !== 'string' || !Array.isArray(index?.columns)) throw wrongArguments('createIndex(name, table, { columns: […], … })')
    await this.#run(dialectSchemas[this.dialect].createIndex(this.#session, name, table, index))
  }

  async dropIndex(name: string, options: DropIndexOptions = {}): Promise<void> {
    await this.#run(dialectSchemas[this.dialect].dropIndex(this.#session, name, options))
  }

  get queryRunner(): Promise<QueryRunner> {
    this.#typeorm ??= import('./typeorm/session-data-source.js').then(({ openSessionDataSource }) => openSessionDataSource(this.#session))
    return this.#typeorm.then(({ queryRunner }) => queryRunner)
  }

  async release(): Promise<void> {
    if (this.#typeorm) await (await this.#typeorm).close()
  }

  async #run(text: string, values: readonly SqlValue[] = []): Promise<void> {
    await this.#session.execute(text, values)
  }
}

/** JavaScript migrations have no compiler to tell them. */
function wrongArguments(shape: string): MigError {
  return new MigError('MIG_OPERATION_INVALID', `op.${shape.split('(')[0]} was called with other arguments`, { hint: `It is op.${shape}` })
}
