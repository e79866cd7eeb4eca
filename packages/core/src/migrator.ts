import type { AdoptionPlan, AdoptOptions, TakeOverContext } from './adopt/take-over.js'
import type { AcceptedEdits } from './check/accept-edit.js'
import type { CheckOptions, CheckReport } from './check/check-report.js'
import { isMigError, MigError } from './errors/mig-error.js'
import type { MigEvent } from './execute/events.js'
import type { StepReport } from './execute/execute-plan.js'
import type { StampNote } from './execute/run-step.js'
import type { Revision, RevisionId } from './graph/revision.js'
import type { CurrentState, DescribedStep, MigratorOptions, RunOptions, RunResult, StatusReport, UpgradeOptions } from './migrator-types.js'
import { makePlan } from './plan/make-plan.js'
import type { Plan } from './plan/plan.js'
import { planIsStale, replan } from './plan/replan.js'
import { readStanding } from './plan/satisfaction.js'
import type { Adoption, AdoptionContext, AdoptionDecision, LegacyState } from './ports/adoption.js'
import type { Database } from './ports/database.js'
import type { JournalEntry, JournalQuery } from './ports/journal.js'
import type { Ledger } from './ports/ledger.js'
import type { LockHolder, Unlocked } from './ports/lock.js'
import type { Repository, Verb } from './ports/repository.js'
import type { Session } from './ports/session.js'
import type { HalfDoneStep } from './recover/half-done-step.js'
import type { RecoverOptions } from './recover/recover.js'
import { releasePrefix } from './release/releases.js'
import { releasePosition } from './release/release-position.js'

/**
 * Everything that can be done to one database with one repository: the whole command line is a skin over it.
 *
 * @example
 * const migrator = new Migrator({ repository, database, onEvent: (event) => console.log(event.type) })
 * const { applied } = await migrator.upgrade('heads')
 */
export class Migrator {
  readonly #options: MigratorOptions
  readonly #repository: Repository
  readonly #database: Database

  constructor(options: MigratorOptions) {
    this.#options = options
    this.#repository = options.repository
    this.#database = options.database
  }

  /** Where the database is. Works in every state of the database and changes nothing. */
  async current(): Promise<CurrentState> {
    return this.#withSession(async (session) => (await this.#look(session)).current)
  }

  /** `current`, what is pending, the heads, the release, and who ran what last. */
  async status(): Promise<StatusReport> {
    const session = await this.#database.session({ create: false })
    try {
      const { current, applied } = await this.#look(session)
      const graph = await this.#repository.graph()
      const { legacy } = current
      const position = current.unknown.length > 0 ? [] : await this.#position(current.rows)
      const begin = legacy && this.#takesOver(legacy) ? (legacy.heads ?? position) : position
      const ahead = current.unknown.length > 0 ? undefined : makePlan(graph, begin, { kind: 'apply', revisions: graph.effectiveHeads() })
      const { lookBack } = await import('./check/look-back.js')
      return {
        ...current,
        ...(await lookBack(this.#repository, this.#database, session, applied, position)),
        pending: (ahead?.steps ?? []).flatMap((step) => (step.kind === 'upgrade' ? graph.get(step.revision) : [])),
        heads: graph.heads(),
        release: await releasePosition(graph, await this.#repository.releases(), applied),
        last: (await this.#database.journal.read(session, { limit: 1 })).at(-1),
        unfinished: await this.#database.journal.unfinished(session),
      }
    } finally {
      await session[Symbol.asyncDispose]()
    }
  }

  /**
   * The plan for a target, without a lock.
   *
   * @param options.purge plans a stamp that forgets the rows there are first
   */
  async plan(
    verb: Verb,
    target: string | readonly string[],
    options: Pick<UpgradeOptions, 'allowLate'> & { readonly purge?: boolean } = {},
  ): Promise<Plan> {
    return this.#withSession(async (session) => {
      if (options.purge) return this.#planPurge(session, target)
      return this.#makePlan(session, verb, target, { ...options, takesOver: verb !== 'stamp' })
    })
  }

  /** Adds what needs the scripts: atomicity, statement counts, what is lost. Loads every script and throws what makes one unfit. */
  async describePlan(plan: Plan): Promise<readonly DescribedStep[]> {
    return this.#withSession(async (session) => {
      const mode = this.#options.transaction ?? 'each'
      const { describeSteps } = await import('./execute/describe-steps.js')
      return describeSteps(plan.steps, this.#repository, this.#database.dialect, session.capabilities, mode)
    })
  }

  /**
   * Runs a plan that was made, and perhaps approved, earlier.
   *
   * @throws {MigError} `MIG_LEDGER_MOVED` when the database is no longer where the plan starts
   */
  async run(plan: Plan, options: RunOptions = {}): Promise<RunResult> {
    if (plan.steps.length === 0) return nothingDone(plan)
    const { decision } = await this.#takeOver(options)
    const result = await this.#exclusively(options, async (session) => {
      await this.#refuseMoved(session)
      const rows = await this.#position(await this.#repository.ledger().read(session))
      if (rows.length !== plan.from.length || !rows.every((row) => plan.from.includes(row))) throw planIsStale(plan, rows)
      return this.#execute(session, plan, options)
    })
    return withAdoption(result, decision)
  }

  /** Upgrades to a target; without one to `head`, which must be the only one. Adopts a database of the old tool first. */
  async upgrade(target = 'head', options: UpgradeOptions = {}): Promise<RunResult> {
    return this.#change('upgrade', target, options)
  }

  /** Undoes what is above a target. Adopts a database of the old tool first. */
  async downgrade(target: string, options: RunOptions = {}): Promise<RunResult> {
    return this.#change('downgrade', target, options)
  }

  /**
   * Records revisions without running any script.
   *
   * @param options.purge forgets the rows there are first; the way out when they name revisions that no file declares
   */
  async stamp(
    targets: string | readonly string[],
    options: RunOptions & { readonly purge?: boolean; readonly note?: string } = {},
  ): Promise<RunResult> {
    return this.#exclusively(options, async (session) => {
      const ledger = this.#repository.ledger()
      await ledger.create(session)
      const plan = await (options.purge ? this.#planPurge(session, targets) : this.#makePlan(session, 'stamp', targets, {}))
      await this.#tellOverlaps(typeof targets === 'string' ? [targets] : targets, options.purge ? [] : await ledger.read(session))
      const legacy = await this.#readLegacy(session)
      if (plan.steps.length === 0 && legacy?.standing === 'moved') {
        const { holdOn } = await import('./adopt/take-over.js')
        await holdOn(session, legacy, await this.#takeOverContext(options))
      }
      // who stamps has seen what the old table says; a ledger that keeps it in step notes what it writes
      const seen = this.#options.keepLegacyVersion ? undefined : legacy?.note
      const details = [options.note, seen].filter((note) => note !== undefined)
      return this.#execute(session, plan, options, { details: details.length === 0 ? [] : [details.join('; ')] })
    })
  }

  /**
   * Takes over a database that an old tool knows: looks it up, compares its schema, records it in one transaction. Idempotent: mig's rows
   * are changed again only where the old tool has run since. On a database that mig keeps, `dropLegacy` still removes the old table.
   *
   * @throws {MigError} `MIG_ADOPT_…`; nothing is changed
   */
  async adopt(options: RunOptions & AdoptOptions = {}): Promise<AdoptionDecision> {
    return (await this.#takeOver(options, true)).decision
  }

  /**
   * What `adopt` would do: what was found, how the schema compares, and the rows that it means. Changes nothing and takes no lock. A schema
   * that differs is listed; every other state that cannot be taken over is thrown.
   *
   * @throws {MigError} `MIG_ADOPT_…`
   */
  async planAdoption({ dropLegacy = false }: Pick<AdoptOptions, 'dropLegacy'> = {}): Promise<AdoptionPlan> {
    return this.#withSession(async (session) => {
      const { adoption } = this.#options
      if (!adoption || this.#repository.legacyRecord === undefined) {
        return { decision: { kind: 'none', why: 'not-converted' }, plan: { from: [], to: [], steps: [] }, removals: [] }
      }
      const { planTakeOver } = await import('./adopt/take-over.js')
      return planTakeOver(await adoption(), this.#adoptionPlace(session), { onDrift: 'list', dropLegacy })
    })
  }

  /** What the old tool's own record says of the database; `undefined` where there is none, or the repository was not converted. */
  async legacy(): Promise<LegacyState | undefined> {
    return this.#withSession((session) => this.#readLegacy(session))
  }

  /** The revisions of a range, newest first. */
  async history(range?: string): Promise<readonly Revision[]> {
    const needsRows = range !== undefined && /current|[-+]\d/.test(range)
    const rows = needsRows ? await this.#withSession((session) => this.#repository.ledger().read(session)) : []
    const [graph, ids] = await Promise.all([this.#repository.graph(), this.#repository.history(range, rows)])
    return ids.map((id) => graph.get(id))
  }

  /** What ran, when, by whom: the journal, oldest first. */
  async log(query: JournalQuery = {}): Promise<readonly JournalEntry[]> {
    return this.#withSession((session) => this.#database.journal.read(session, query))
  }

  /** Everything that is wrong with the repository and the database; see `runCheck`, which also works without a database. */
  async check(options: CheckOptions = {}): Promise<CheckReport> {
    const { runCheck } = await import('./check/run-check.js')
    const { adoption } = this.#options
    return runCheck({ repository: this.#repository, database: async () => this.#database, ...(adoption ? { adoption } : {}) }, options)
  }

  /**
   * Accepts that the scripts of applied revisions were edited: the database already has what they say now. The reason is kept.
   *
   * @throws {MigError} `MIG_TARGET_…`, `MIG_EDIT_UNKNOWN`
   */
  async acceptEdit(targets: string | readonly string[], options: RunOptions & { readonly reason: string }): Promise<AcceptedEdits> {
    const { acceptEdits } = await import('./check/accept-edit.js')
    return this.#exclusively(options, (session) =>
      acceptEdits(typeof targets === 'string' ? [targets] : targets, options.reason, {
        repository: this.#repository,
        database: this.#database,
        session,
      }),
    )
  }

  /** Finishes the steps that earlier runs left half-done, and nothing else; see `recover`. */
  async recover(options: RecoverOptions = {}): Promise<RunResult> {
    const { recover } = await import('./recover/recover.js')
    return recover(options, {
      repository: this.#repository,
      database: this.#database,
      exclusively: (work) => this.#exclusively(options, work),
      position: (rows) => this.#position(rows),
      execute: (session, plan) => this.#execute(session, plan, options),
    })
  }

  /** What `recover` would do, step by step; changes nothing and takes no lock. */
  async planRecovery(): Promise<readonly HalfDoneStep[]> {
    const { readHalfDoneSteps } = await import('./recover/half-done-step.js')
    return this.#withSession((session) => readHalfDoneSteps(this.#repository, this.#database, session))
  }

  /** Removes a dead holder's lease, and with `force` a living holder's lock; see `Database.unlock`. */
  async unlock(options: { readonly force?: boolean } = {}): Promise<Unlocked> {
    return this.#database.unlock(options)
  }

  /** Who holds the migration lock; `undefined` when it is free. */
  async lockHolder(): Promise<LockHolder | undefined> {
    return this.#database.lockHolder()
  }

  /** Creates the version table and the journal when they are absent, under the lock. */
  async ensureVersionTable(options: RunOptions = {}): Promise<void> {
    await this.#exclusively(options, (session) => this.#bootstrap(session))
  }

  async #change(verb: 'upgrade' | 'downgrade', target: string, options: UpgradeOptions): Promise<RunResult> {
    const { decision, legacy } = await this.#takeOver(options)
    const plan = await this.#withSession((session) => this.#makePlan(session, verb, target, options))
    this.#emit({ type: 'planned', plan })
    if (plan.steps.length === 0) {
      if (legacy?.standing === 'moved') {
        const { legacyMoved } = await import('./adopt/take-over.js')
        this.#emit({ type: 'notice', message: `warning: ${legacyMoved(legacy, plan.from).message}` })
      }
      return withAdoption(nothingDone(plan), decision)
    }
    const result = await this.#exclusively(options, async (session) => {
      await this.#refuseMoved(session)
      return this.#execute(session, await this.#makePlan(session, verb, target, { ...options, isAgain: true }, plan), options)
    })
    return withAdoption(result, decision)
  }

  /** Nothing runs on top of what the old tool did meanwhile. The session holds the lock. */
  async #refuseMoved(session: Session): Promise<void> {
    const legacy = await this.#readLegacy(session)
    if (legacy?.standing !== 'moved') return
    const { legacyMoved } = await import('./adopt/take-over.js')
    throw legacyMoved(legacy, await this.#repository.ledger().read(session))
  }

  /** The ledger that is written to. */
  async #ledger(): Promise<Ledger> {
    return this.#options.keepLegacyVersion ? (await this.#adoption()).keepLegacy(this.#repository) : this.#repository.ledger()
  }

  /**
   * Plans against the rows as they are now. Where they moved since `before` was made, the goal is found again only for
   * absolute targets by construction of `resolve`: someone else may have got there, and then there is nothing to do.
   */
  async #makePlan(
    session: Session,
    verb: Verb,
    target: string | readonly string[],
    options: { readonly allowLate?: boolean; readonly isAgain?: boolean; readonly takesOver?: boolean },
    before?: Plan,
  ): Promise<Plan> {
    const own = await this.#repository.ledger().read(session)
    const rows = options.takesOver === true ? await this.#startingRows(session, own) : own
    const position = await this.#position(rows)
    const graph = await this.#repository.graph()
    const plan =
      before && isRelative(target) && !sameIds(position, before.from)
        ? replan(graph, position, before)
        : makePlan(graph, position, await this.#repository.resolve(verb, target, rows))
    if (verb === 'stamp' || position.length === 0) return plan
    const { guardDowngrade, guardUpgrade } = await import('./check/guard-plan.js')
    const place = { repository: this.#repository, database: this.#database, session, graph, position }
    if (verb === 'downgrade') return guardDowngrade(plan, place)
    // Files do not change while we wait for the lock: edits were looked for when the plan was first made.
    const onEdited = options.isAgain === true ? 'ignore' : (this.#options.onEdited ?? 'error')
    return guardUpgrade(plan, { ...place, onEdited, allowLate: options.allowLate === true, emit: (event) => this.#emit(event) })
  }

  /** A stamp that replaces the rows, whatever they are. */
  async #planPurge(session: Session, targets: string | readonly string[]): Promise<Plan> {
    const rows = await this.#position(await this.#repository.ledger().read(session), true)
    return makePlan(await this.#repository.graph(), rows, await this.#repository.resolve('stamp', targets, []))
  }

  async #execute(session: Session, plan: Plan, options: RunOptions, note?: StampNote, other?: Ledger): Promise<RunResult> {
    if (plan.steps.length === 0) return nothingDone(plan)
    const ledger = other ?? (await this.#ledger())
    // Loaded when there is something to do: a program that only looks does without the executor.
    const { executePlan } = await import('./execute/execute-plan.js')
    const steps = await executePlan(plan, {
      repository: this.#repository,
      database: this.#database,
      session,
      ledger,
      operations: this.#options.operations,
      emit: (event) => this.#emit(event),
      transaction: this.#options.transaction ?? 'each',
      signal: options.signal,
      finishSignal: options.finishSignal,
      ddlLockRetries: this.#options.ddlLockRetries,
      bootstrap: async () => {
        await ledger.create(session)
        await this.#database.journal.create(session)
        await ledger.read(session)
      },
      note,
      tag: options.tag,
    })
    const ran = (kind: StepReport['kind']) =>
      steps.flatMap((step) => (step.kind === kind && step.revision !== undefined ? [step.revision] : []))
    return { from: plan.from, to: plan.to, applied: ran('upgrade'), undone: ran('downgrade'), steps }
  }

  /**
   * Takes the database over where only the old tool knows it.
   *
   * @param isAsked also where the old tool has run since
   */
  async #takeOver(
    options: RunOptions & AdoptOptions,
    isAsked = false,
  ): Promise<{ readonly decision: AdoptionDecision; readonly legacy: LegacyState | undefined }> {
    const { adoption } = this.#options
    if (!adoption || this.#repository.legacyRecord === undefined)
      return { decision: { kind: 'none', why: 'not-converted' }, legacy: undefined }
    const { keepLegacyVersion: keeps = false } = this.#options
    if (keeps && options.dropLegacy === true) {
      throw new MigError('MIG_OPTION_INVALID', 'the old table is to be kept in step (keepLegacyVersion), and to be dropped', {
        hint: 'Leave out one of --keep-legacy-version and --drop-legacy; the first may stand in the configuration as keepLegacyVersion.',
      })
    }
    const legacy = await this.#withSession((session) => this.#readLegacy(session))
    const isWanted = (state: LegacyState): boolean => this.#takesOver(state) || (isAsked && state.standing === 'moved')
    const isPending = legacy !== undefined && (isWanted(legacy) || (keeps && legacy.standing === 'left'))
    if (!isPending && options.dropLegacy !== true) {
      const isEmpty = isAsked && !legacy && (await this.#withSession((session) => this.#repository.ledger().read(session))).length === 0
      return { decision: { kind: 'none', why: isEmpty ? 'empty' : 'kept' }, legacy }
    }
    const { takeOver } = await import('./adopt/take-over.js')
    return { decision: await takeOver(isWanted, options, await this.#takeOverContext(options)), legacy: undefined }
  }

  async #takeOverContext(options: RunOptions): Promise<TakeOverContext> {
    return {
      repository: this.#repository,
      database: this.#database,
      operations: this.#options.operations,
      adoption: await this.#adoption(),
      exclusively: (work) => this.#exclusively(options, work),
      ledger: () => this.#ledger(),
      keeps: this.#options.keepLegacyVersion === true,
      execute: (session, plan, note, ledger) => this.#execute(session, plan, options, note, ledger),
      emit: (event) => this.#emit(event),
      tag: options.tag,
    }
  }

  async #adoption(): Promise<Adoption> {
    const { adoption } = this.#options
    if (adoption) return adoption()
    throw new MigError('MIG_PACKAGE_MISSING', 'keepLegacyVersion is set, and no adoption is configured', {
      hint: 'Pass the package @mig/convert as `adoption` to the Migrator.',
    })
  }

  async #readLegacy(session: Session): Promise<LegacyState | undefined> {
    const { adoption } = this.#options
    if (!adoption || this.#repository.legacyRecord === undefined) return undefined
    return (await adoption()).readLegacy(this.#adoptionPlace(session))
  }

  /** Where a run would begin that takes the database over first. */
  async #startingRows(session: Session, rows: readonly RevisionId[]): Promise<readonly RevisionId[]> {
    const legacy = await this.#readLegacy(session)
    if (!legacy || !this.#takesOver(legacy)) return rows
    if (legacy.problem) throw legacy.problem
    return legacy.heads ?? rows
  }

  /** Whether a run takes the database over before anything else. */
  #takesOver({ standing }: LegacyState): boolean {
    return standing === 'alone' || (standing === 'moved' && this.#options.keepLegacyVersion === true)
  }

  #adoptionPlace(session: Session): AdoptionContext {
    return { repository: this.#repository, database: this.#database, session, operations: this.#options.operations }
  }

  /** One of two targets, or of two rows, that implies the other is recorded alone: that is said. */
  async #tellOverlaps(targets: readonly string[], rows: readonly RevisionId[]): Promise<void> {
    if (this.#repository.mode === 'linear' || targets.length + rows.length < 2) return
    const { findOverlaps } = await import('./plan/overlaps.js')
    const graph = await this.#repository.graph()
    const named = await Promise.all(targets.map((target) => this.#repository.find(target, rows)))
    for (const { revision, by } of findOverlaps(graph, named.flat()))
      this.#emit({ type: 'notice', message: `'${revision}' is part of '${by}': only '${by}' is recorded` })
    for (const { revision, by } of findOverlaps(graph, rows))
      this.#emit({ type: 'notice', message: `the row '${revision}' is part of the row '${by}', and is removed` })
  }

  async #look(session: Session): Promise<{ readonly current: CurrentState; readonly applied: ReadonlySet<RevisionId> }> {
    const [graph, rows] = await Promise.all([this.#repository.graph(), this.#repository.ledger().read(session)])
    const unknown: RevisionId[] = []
    let standing: ReturnType<typeof readStanding> | undefined
    try {
      standing = readStanding(graph, await this.#position(rows))
    } catch (error) {
      if (!isMigError(error, 'MIG_ROW_UNKNOWN')) throw error
      unknown.push(...rows.filter((row) => !graph.has(row)))
    }
    const known = unknown.length > 0 ? rows.filter((row) => graph.has(row)) : await this.#position(rows)
    const legacy = await this.#readLegacy(session)
    const isAtHead =
      !(legacy && this.#takesOver(legacy)) && standing !== undefined && graph.effectiveHeads().every((head) => standing.isSatisfied(head))
    const revisions = known.flatMap((row) => graph.find(row) ?? [])
    return { current: { rows, revisions, unknown, isAtHead, legacy }, applied: graph.ancestors(known) }
  }

  async #position(rows: readonly RevisionId[], forgiving = false): Promise<readonly RevisionId[]> {
    if (!this.#repository.position) return rows
    try {
      return await this.#repository.position(rows)
    } catch (error) {
      if (forgiving) return rows
      throw error
    }
  }

  async #bootstrap(session: Session): Promise<void> {
    await this.#repository.ledger().create(session)
    await this.#database.journal.create(session)
  }

  #exclusively<T>(options: RunOptions, work: (session: Session) => Promise<T>): Promise<T> {
    const waitMs = this.#options.lockWaitMs
    return this.#database.exclusively(
      {
        ...(waitMs === undefined ? {} : { waitMs }),
        signal: options.signal,
        onWaiting: (holder, waitedMs) => this.#emit({ type: 'lock-waiting', holder, waitedMs }),
      },
      work,
    )
  }

  async #withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.#database.session({ create: false })
    try {
      return await work(session)
    } finally {
      await session[Symbol.asyncDispose]()
    }
  }

  #emit(event: MigEvent): void {
    this.#options.onEvent?.(event)
  }
}

const withAdoption = (result: RunResult, decision: AdoptionDecision): RunResult =>
  decision.kind === 'adopt' ? { ...result, adopted: decision } : result
const nothingDone = (plan: Plan): RunResult => ({ from: plan.from, to: plan.to, applied: [], undone: [], steps: [] })
const isRelative = (target: string | readonly string[]): boolean =>
  typeof target === 'string' && /[-+]\d+$/.test(target) && !target.startsWith(releasePrefix)
const sameIds = (a: readonly RevisionId[], b: readonly RevisionId[]): boolean => a.length === b.length && a.every((id) => b.includes(id))
