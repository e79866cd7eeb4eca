import { MigError } from '../errors/mig-error.js'
import { fillMarks, nul, valueMark } from '../execute/value-marks.js'
import type { OfflineDialect, ServerFact } from '../ports/offline.js'
import type { BookkeepingTable, Capabilities, Session, SqlValue } from '../ports/session.js'

/** Who sends: mig itself, whose statements the start-state check covers, or a script, which must not ask for answers. */
export type Sender = 'mig' | 'script'

/** A value that the server fills in when the script runs; `OfflineSession` writes an expression for it. */
export const serverFact = (fact: ServerFact): string => `${nul}${fact}`

/** A session without a server: what is sent through it is recorded, with its values written in. */
export class OfflineSession implements Session {
  readonly capabilities: Capabilities
  readonly id = serverFact('session')
  readonly connection = undefined
  readonly #dialect: OfflineDialect
  #recorded: string[] = []
  #sender: Sender = 'mig'
  inTransaction = false

  constructor(dialect: OfflineDialect) {
    this.#dialect = dialect
    this.capabilities = dialect.capabilities
  }

  get dialect(): OfflineDialect['dialect'] {
    return this.#dialect.dialect
  }

  /** What was sent by `work`, in order: single statements, without what ends them. */
  async record(sender: Sender, inTransaction: boolean, work: () => Promise<unknown>): Promise<readonly string[]> {
    this.#recorded = []
    this.#sender = sender
    this.inTransaction = inTransaction
    await work()
    return this.#recorded
  }

  query<Row>(sql: string): Promise<Row[]> {
    return Promise.reject(offlineRead(sql))
  }

  execute(sql: string, values: readonly SqlValue[] = []): Promise<{ readonly affectedRows: number }> {
    const statement = this.#dialect.statement(this.#withFacts(sql, values), this.#sender === 'mig' ? [] : values)
    if (statement !== undefined) this.#recorded.push(statement)
    return Promise.resolve(this.#sender === 'mig' ? { affectedRows: 1 } : unknownCount(sql))
  }

  async executeAll(statements: readonly string[]): Promise<void> {
    for (const sql of statements) await this.execute(sql)
  }

  async begin(first: readonly string[] = []): Promise<void> {
    this.#recorded.push(this.#dialect.begin)
    this.inTransaction = true
    await this.executeAll(first)
  }

  async commit(last: readonly string[] = []): Promise<void> {
    await this.executeAll(last)
    this.#recorded.push(this.#dialect.commit)
    this.inTransaction = false
  }

  async rollback(): Promise<void> {
    this.#recorded.push('ROLLBACK')
    this.inTransaction = false
  }

  /** Nothing runs. */
  async cancel(): Promise<void> {}

  quote(identifier: string): string {
    return this.#dialect.quote(identifier)
  }

  literal(value: SqlValue): string {
    return this.#dialect.literal(value)
  }

  placeholder(n: number): string {
    return this.#sender === 'mig' ? valueMark(n) : this.#dialect.placeholder(n)
  }

  async createTable(table: BookkeepingTable): Promise<void> {
    this.#recorded.push(this.#dialect.createTable(table))
  }

  /** Nothing is open. */
  async [Symbol.asyncDispose](): Promise<void> {}

  /** mig's own statements have marks that nothing else can look like, so that plain literals and expressions take their place. */
  #withFacts(sql: string, values: readonly SqlValue[]): string {
    if (this.#sender === 'script') return sql
    return fillMarks(sql, values, (value) => this.#valueText(value))
  }

  #valueText(value: SqlValue): string {
    if (typeof value !== 'string' || !value.startsWith(nul)) return this.#dialect.literal(value)
    return this.#dialect.fact(value.slice(1) as ServerFact) // only `serverFact` makes such texts
  }
}

/** How many rows a statement changes is not known before it runs: whoever asks is told so. */
function unknownCount(sql: string): { readonly affectedRows: number } {
  return {
    get affectedRows(): number {
      throw offlineRead(sql)
    },
  }
}

/** The place of the call is added by who knows the script's file. */
function offlineRead(sql: string): MigError {
  const text = sql.trim().replace(/\s+/g, ' ')
  return new MigError('MIG_OFFLINE_READ', `there is no database to answer: ${text.length > 100 ? `${text.slice(0, 100)}…` : text}`, {
    details: { sql: sql.slice(0, 2000) },
    hint: 'Let the server find the answer itself when the script runs (INSERT … SELECT, UPDATE … WHERE), or run the step online, without --sql.',
  })
}
