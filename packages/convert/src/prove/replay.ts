import {
  executePlan,
  makePlan,
  type Catalog,
  type Database,
  type EmitEvent,
  type Goal,
  type Ledger,
  type Operations,
  type Repository,
  type RevisionId,
  type Session,
} from '@mig/core'
import { readRows, type TableRows } from './read-rows.js'

/** A database as it is after a number. */
export interface Sight {
  readonly catalog: Catalog
  readonly rows: TableRows
  /** Where sequences and the like stand. */
  readonly counters: ReadonlyMap<string, string>
}

/** Runs a repository on a scratch database, a stretch at a time, on one session under the lock. */
export class Replay {
  readonly #repository: Repository
  readonly #database: Database
  readonly #session: Session
  readonly #operations: (() => Promise<Operations>) | undefined
  /** One for the whole replay: a ledger of numbers remembers its row. */
  readonly #ledger: Ledger
  #rows: readonly RevisionId[] = []

  private constructor(
    repository: Repository,
    database: Database,
    session: Session,
    operations: (() => Promise<Operations>) | undefined,
    ledger: Ledger,
  ) {
    this.#repository = repository
    this.#database = database
    this.#session = session
    this.#operations = operations
    this.#ledger = ledger
  }

  /** Opens a replay, hands it to `work`, and closes it. */
  static async on<T>(
    repository: Repository,
    database: Database,
    operations: (() => Promise<Operations>) | undefined,
    work: (replay: Replay) => Promise<T>,
  ): Promise<T> {
    return database.exclusively({}, async (session) => {
      const ledger = repository.ledger()
      await ledger.create(session)
      await database.journal.create(session)
      return work(new Replay(repository, database, session, operations, ledger))
    })
  }

  /** Applies these revisions and what they need. Returns whether anything ran that may have changed the schema. */
  to(revisions: readonly RevisionId[], signal?: AbortSignal): Promise<boolean> {
    return this.#run({ kind: 'apply', revisions }, signal)
  }

  /** Takes these revisions back, and what needs them. Returns whether anything ran that may have changed the schema. */
  undo(revisions: readonly RevisionId[], signal?: AbortSignal): Promise<boolean> {
    return this.#run({ kind: 'undo', revisions }, signal)
  }

  async #run(goal: Goal, signal: AbortSignal | undefined): Promise<boolean> {
    const plan = makePlan(await this.#repository.graph(), this.#rows, goal)
    const emit: EmitEvent = () => undefined
    await executePlan(plan, {
      repository: this.#repository,
      database: this.#database,
      session: this.#session,
      ledger: this.#ledger,
      operations: this.#operations,
      emit,
      transaction: 'each',
      signal,
    })
    this.#rows = plan.to
    for (const step of plan.steps) {
      if (step.kind === 'stamp') continue
      const body = await (await this.#repository.script(step.revision)).body(step.kind, this.#database.dialect)
      if (body?.kind !== 'sql' || body.statements.length > 0) return true
    }
    return false
  }

  /** Counts these as applied: what they do was done here by other means. */
  async note(revisions: readonly RevisionId[]): Promise<void> {
    const graph = await this.#repository.graph()
    const plan = makePlan(graph, this.#rows, { kind: 'stamp', revisions: [...this.#rows, ...revisions] })
    for (const { ledger } of plan.steps) await this.#ledger.write(this.#session, ledger, 'stamp')
    this.#rows = plan.to
  }

  /** The session that everything runs on. */
  get session(): Session {
    return this.#session
  }

  /** Where sequences and the like stand. */
  counters(): Promise<ReadonlyMap<string, string>> {
    return this.#database.counters(this.#session)
  }

  /** What is applied now, as its heads. */
  get heads(): readonly RevisionId[] {
    return this.#rows
  }

  /** The schema as it is now. */
  inspect(): Promise<Catalog> {
    return this.#database.inspect(this.#session)
  }

  /** The schema, the rows and the counters as they are now. */
  async look(): Promise<Sight> {
    const catalog = await this.inspect()
    return { catalog, rows: await readRows(this.#session, catalog), counters: await this.counters() }
  }

  /** The server as it names itself. */
  get server(): string {
    return this.#session.capabilities.server
  }
}
