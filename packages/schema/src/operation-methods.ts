import { runsBuilder, type BuilderRun, type Dialect, type Session, type SqlValue } from '@mig/core'
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
import type { ColumnChange, Operation, TableOperation } from './operation.js'
import type { DropConstraintOptions, Operations, TableBatch } from './operations.js'
import { namelessConstraint, wrongArguments } from './refusals.js'
import { reverseOf } from './reverse-of.js'
import { SqlExpression } from './sql-expression.js'
import { statementOf, type SqlInput } from './statement-of.js'

/** Where the operations of an `op` go. */
export interface OperationSink {
  run(operation: Operation): Promise<void>
  queryRunner(): Promise<QueryRunner>
  /** Runs a function that is written for another library's builder. */
  builder(run: BuilderRun): Promise<void>
}

/** The `op` of a script: each method makes its {@link Operation} and hands it on. */
export class OperationMethods implements Operations {
  readonly #session: Session
  readonly #sink: OperationSink

  constructor(session: Session, sink: OperationSink) {
    this.#session = session
    this.#sink = sink
  }

  get dialect(): Dialect {
    return this.#session.dialect
  }

  get queryRunner(): Promise<QueryRunner> {
    return this.#sink.queryRunner()
  }

  [runsBuilder](run: BuilderRun): Promise<void> {
    return this.#sink.builder(run)
  }

  sql(text: string): SqlExpression {
    if (typeof text !== 'string') throw wrongArguments('sql(text)')
    return new SqlExpression(text)
  }

  async run(operation: Operation): Promise<void> {
    if (typeof operation?.kind !== 'string') throw wrongArguments('run({ kind, … })')
    await this.#sink.run(operation)
  }

  async reverse(work: (op: Operations) => unknown): Promise<void> {
    if (typeof work !== 'function') throw wrongArguments('reverse(upgrade)')
    const { recordOperations } = await import('./record-operations.js')
    const reverses = (await recordOperations(this.#session, work)).map(reverseOf).reverse()
    const nameless = reverses.find((one) => one.kind === 'dropConstraint' && one.name === undefined && one.constraint !== 'primaryKey')
    if (nameless?.kind === 'dropConstraint' && this.dialect !== 'sqlite') throw namelessConstraint(nameless.table)
    for (const operation of reverses) await this.#sink.run(operation)
  }

  execute(statement: SqlInput, ...values: readonly unknown[]): Promise<{ readonly affectedRows: number }> {
    const { text, bound } = statementOf(this.#session, statement, values)
    return this.#session.execute(text, bound)
  }

  query<Row = Record<string, unknown>>(statement: SqlInput, ...values: readonly unknown[]): Promise<readonly Row[]> {
    const { text, bound } = statementOf(this.#session, statement, values)
    return this.#session.query<Row>(text, bound)
  }

  async createTable(table: string, columns: Readonly<Record<string, ColumnDefinition>>, options?: TableOptions): Promise<void> {
    const isWrong = !isText(table) || !isRecord(columns) || Object.values(columns).some((column) => !isText(column?.type))
    if (isWrong) throw wrongArguments('createTable(name, { column: { type, … }, … }, { … })')
    await this.#sink.run({ kind: 'createTable', table, columns, ...(options && { options }) })
  }

  async dropTable(table: string, options: NonNullable<Parameters<Operations['dropTable']>[1]> = {}): Promise<void> {
    if (!isText(table)) throw wrongArguments('dropTable(name)')
    await this.#sink.run({ kind: 'dropTable', table, ...options })
  }

  async renameTable(from: string, to: string): Promise<void> {
    if (!isText(from) || !isText(to)) throw wrongArguments('renameTable(from, to)')
    await this.#sink.run({ kind: 'renameTable', table: from, name: to })
  }

  async commentTable(
    table: string,
    comment: string | null,
    options: NonNullable<Parameters<Operations['commentTable']>[2]> = {},
  ): Promise<void> {
    if (!isText(table) || (!isText(comment) && comment !== null)) throw wrongArguments('commentTable(name, comment)')
    await this.#sink.run({ kind: 'commentTable', table, comment: comment ?? undefined, ...options })
  }

  async addColumn(table: string, name: string, column: ColumnDefinition, options: { readonly ifNotExists?: boolean } = {}): Promise<void> {
    if (!isText(table) || !isText(name) || !isText(column?.type)) throw wrongArguments('addColumn(table, name, { type, … })')
    await this.#sink.run({ kind: 'addColumn', table, name, column, ...options })
  }

  async dropColumn(table: string, name: string, options: NonNullable<Parameters<Operations['dropColumn']>[2]> = {}): Promise<void> {
    if (!isText(table) || !isText(name)) throw wrongArguments('dropColumn(table, name)')
    await this.#sink.run({ kind: 'dropColumn', table, name, ...options })
  }

  async alterColumn(table: string, name: string, change: ColumnChange & { readonly existing?: ColumnDefinition }): Promise<void> {
    if (!isText(table) || !isText(name)) throw wrongArguments('alterColumn(table, name, { type, nullable, … })')
    await this.#sink.run({ table, ...alterColumn(name, change) })
  }

  async createIndex(name: string, table: string, index: IndexDefinition): Promise<void> {
    if (!isText(name) || !isText(table) || !Array.isArray(index?.columns))
      throw wrongArguments('createIndex(name, table, { columns: […], … })')
    await this.#sink.run({ kind: 'createIndex', name, table, index })
  }

  async dropIndex(name: string, options: DropIndexOptions & { readonly existing?: IndexDefinition } = {}): Promise<void> {
    if (!isText(name) || typeof options !== 'object') throw wrongArguments('dropIndex(name, { table })')
    await this.#sink.run({ kind: 'dropIndex', name, ...options })
  }

  async createPrimaryKey(table: string, columns: readonly string[], options: { readonly name?: string } = {}): Promise<void> {
    if (!isText(table) || !Array.isArray(columns)) throw wrongArguments('createPrimaryKey(table, [column, …])')
    await this.#sink.run({ kind: 'createPrimaryKey', table, columns, ...options })
  }

  async createForeignKey(table: string, foreignKey: ForeignKeyDefinition): Promise<void> {
    if (!isText(table) || !isForeignKey(foreignKey))
      throw wrongArguments('createForeignKey(table, { name, columns: […], references: { table, columns: […] } })')
    await this.#sink.run({ kind: 'createForeignKey', table, foreignKey })
  }

  async createUniqueConstraint(table: string, unique: UniqueDefinition): Promise<void> {
    if (!isText(table) || !Array.isArray(unique?.columns)) throw wrongArguments('createUniqueConstraint(table, { name, columns: […] })')
    await this.#sink.run({ kind: 'createUniqueConstraint', table, unique })
  }

  async createCheckConstraint(table: string, check: CheckDefinition): Promise<void> {
    if (!isText(table) || !isText(check?.expression)) throw wrongArguments('createCheckConstraint(table, { name, expression })')
    await this.#sink.run({ kind: 'createCheckConstraint', table, check })
  }

  async createExclusionConstraint(table: string, exclusion: ExclusionDefinition): Promise<void> {
    if (!isText(table) || !isExclusion(exclusion))
      throw wrongArguments('createExclusionConstraint(table, { name, using, elements: [{ column, with }, …] })')
    await this.#sink.run({ kind: 'createExclusionConstraint', table, exclusion })
  }

  async dropConstraint(table: string, name: string | undefined, options: DropConstraintOptions = {}): Promise<void> {
    if (!isText(table)) throw wrongArguments('dropConstraint(table, name, { type })')
    await this.#sink.run({ table, ...dropConstraint(name, options) })
  }

  async createView(name: string, query: string, options: Omit<ViewDefinition, 'query'> = {}): Promise<void> {
    if (!isText(name) || !isText(query)) throw wrongArguments('createView(name, query)')
    await this.#sink.run({ kind: 'createView', name, view: { query, ...options } })
  }

  async dropView(name: string, options: NonNullable<Parameters<Operations['dropView']>[1]> = {}): Promise<void> {
    if (!isText(name)) throw wrongArguments('dropView(name)')
    await this.#sink.run({ kind: 'dropView', name, ...options })
  }

  async createEnum(name: string, values: readonly string[]): Promise<void> {
    if (!isText(name) || !Array.isArray(values)) throw wrongArguments('createEnum(name, [value, …])')
    await this.#sink.run({ kind: 'createEnum', name, values })
  }

  async alterEnum(name: string, change: EnumChange): Promise<void> {
    if (!isText(name) || !isRecord(change)) throw wrongArguments('alterEnum(name, { add: [{ value, after }], rename: [{ from, to }] })')
    await this.#sink.run({ kind: 'alterEnum', name, change })
  }

  async dropEnum(name: string, options: NonNullable<Parameters<Operations['dropEnum']>[1]> = {}): Promise<void> {
    if (!isText(name)) throw wrongArguments('dropEnum(name)')
    await this.#sink.run({ kind: 'dropEnum', name, ...options })
  }

  async createSequence(name: string, sequence?: SequenceDefinition): Promise<void> {
    if (!isText(name)) throw wrongArguments('createSequence(name, { start, increment, … })')
    await this.#sink.run({ kind: 'createSequence', name, ...(sequence && { sequence }) })
  }

  async dropSequence(name: string, options: NonNullable<Parameters<Operations['dropSequence']>[1]> = {}): Promise<void> {
    if (!isText(name)) throw wrongArguments('dropSequence(name)')
    await this.#sink.run({ kind: 'dropSequence', name, ...options })
  }

  async bulkInsert(table: string, rows: readonly Readonly<Record<string, SqlValue>>[]): Promise<void> {
    if (!isText(table) || !Array.isArray(rows)) throw wrongArguments('bulkInsert(table, [{ column: value, … }, …])')
    await this.#sink.run({ kind: 'bulkInsert', table, rows })
  }

  async batchAlterTable(table: string, changes: (table: TableBatch) => void, options: { readonly existing?: string } = {}): Promise<void> {
    if (!isText(table) || typeof changes !== 'function') throw wrongArguments('batchAlterTable(table, (table) => { … }, { existing })')
    const operations: TableOperation[] = []
    changes(tableBatch(table, operations))
    await this.#sink.run({ kind: 'batchAlterTable', table, operations, ...options })
  }
}

function tableBatch(table: string, operations: TableOperation[]): TableBatch {
  const add = (operation: TableOperation): void => void operations.push(operation)
  return {
    addColumn: (name, column) => add({ kind: 'addColumn', table, name, column }),
    dropColumn: (name, options = {}) => add({ kind: 'dropColumn', table, name, ...options }),
    alterColumn: (name, change) => add({ table, ...alterColumn(name, change) }),
    createPrimaryKey: (columns, options = {}) => add({ kind: 'createPrimaryKey', table, columns, ...options }),
    createForeignKey: (foreignKey) => add({ kind: 'createForeignKey', table, foreignKey }),
    createUniqueConstraint: (unique) => add({ kind: 'createUniqueConstraint', table, unique }),
    createCheckConstraint: (check) => add({ kind: 'createCheckConstraint', table, check }),
    createExclusionConstraint: (exclusion) => add({ kind: 'createExclusionConstraint', table, exclusion }),
    dropConstraint: (name, options = {}) => add({ table, ...dropConstraint(name, options) }),
    createIndex: (name, index) => add({ kind: 'createIndex', name, table, index }),
    dropIndex: (name, options = {}) => add({ kind: 'dropIndex', name, table, ...options }),
  }
}

function alterColumn(name: string, change: ColumnChange & { readonly existing?: ColumnDefinition }) {
  if (!isRecord(change) || Object.keys(change).every((key) => key === 'existing'))
    throw wrongArguments('alterColumn(table, name, { type, nullable, … })')
  const { existing, ...rest } = change
  return { kind: 'alterColumn' as const, name, change: rest, ...(existing && { existing }) }
}

function dropConstraint(name: string | undefined, { type, ifExists, existing }: DropConstraintOptions) {
  if (!isText(name) && type !== 'primaryKey' && existing === undefined) throw wrongArguments('dropConstraint(table, name, { type })')
  return {
    kind: 'dropConstraint' as const,
    name,
    ...(type && { constraint: type }),
    ...(ifExists === undefined ? {} : { ifExists }),
    ...(existing && { existing }),
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null
const isExclusion = (exclusion: ExclusionDefinition | undefined): boolean =>
  exclusion !== undefined && ('sql' in exclusion ? isText(exclusion.sql) : Array.isArray(exclusion.elements))
const isForeignKey = (key: ForeignKeyDefinition): boolean =>
  Array.isArray(key?.columns) && isText(key.references?.table) && Array.isArray(key.references.columns)
