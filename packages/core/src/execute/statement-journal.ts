import { catalogFingerprint } from '../catalog/fingerprint.js'
import { isMigError, MigError } from '../errors/mig-error.js'
import type { RevisionId } from '../graph/revision.js'
import type { Database } from '../ports/database.js'
import type { JournalEntry } from '../ports/journal.js'
import type { Direction, TouchedObject } from '../ports/script.js'
import type { Session } from '../ports/session.js'
import { createdTogether } from './created-together.js'
import { decideInFlight, needsFingerprint, restOfDrop } from './decide-in-flight.js'
import { changedRows, insideItsTransaction, type EarlierStatement } from './half-done.js'
import { answerDetails, answerPlace, type Answer } from './kept-answers.js'
import type { JournalledStatement } from './journalled-statement.js'
import type { JournalWriter } from './journal-writer.js'
import { edited, endsEarlier, sendsAnother, stateLost, undecidable } from './replay-refused.js'
import { SessionState } from './session-state.js'

interface Facts {
  readonly database: Database
  readonly session: Session
  readonly writer: JournalWriter
  readonly revision: RevisionId
  readonly direction: Direction
  /** What an earlier run did of this step. */
  readonly earlier: ReadonlyMap<number, EarlierStatement>
  /** What an earlier run of a code script was told by its queries. */
  readonly answers: ReadonlyMap<string, Answer>
  /** Statements in a row that fit a transaction share one; otherwise each has its own (`transaction:false`). */
  readonly together: boolean
  /** The script may go on after a failure (code with a `catch`): what came before in the transaction must survive it. */
  readonly mayGoOn: boolean
}

/**
 * Runs the statements of one step so that a kill at any moment can be healed by the next run.
 *
 * Statements that fit a transaction commit together with their journal rows. Any other one is announced (committed
 * intent), run, and reported; the report travels with the next row to save a commit, since the catalog can tell a
 * finished statement from one that never ran. Statements that each create an object of its own are announced together.
 * On the next run, reported statements are skipped and the ones in flight are decided by {@link decideInFlight}.
 */
export class StatementJournal {
  readonly #facts: Facts
  #number = 0
  /** From the beginning of a statement to its success. */
  #isInHand = false
  /** Queries since the last statement. */
  #queries = 0
  #skipped = 0
  /** True once a statement in flight turned out not to have run: those announced together with it have not run either. */
  #isPastEarlier = false
  /** The number of the last statement whose intent this run has written. */
  #announced = 0
  /** Reports of statements that took effect, not yet written. */
  #reports: JournalEntry[] = []
  /** Reports of statements in the open transaction: true once it commits. */
  #covered: JournalEntry[] = []
  /** What queries answered, not yet written: needed as soon as a later statement is there to stay. */
  #answers: JournalEntry[] = []
  #keepsAnswers: boolean
  #isCovering = false
  /** The number of the first statement of the open transaction. */
  #coveredSince: number | undefined
  /** The server ended the transaction under a script that goes on: nothing of it may be recorded. */
  #isBroken = false
  #failure: JournalEntry | undefined
  readonly #state = new SessionState()

  constructor(facts: Facts) {
    this.#facts = facts
    this.#keepsAnswers = facts.answers.size > 0
  }

  /** How many statements an earlier run had already done. */
  get skipped(): number {
    return this.#skipped
  }

  /**
   * The numbers of the last statement that is there to stay, this run's or an earlier one's, and of the one that was in hand, or that would
   * have come next where the script itself failed between two.
   */
  get progress(): { readonly kept: number; readonly failed: number } {
    const failed = this.#isInHand ? this.#number : this.#number + 1
    return { kept: (this.#coveredSince ?? failed) - 1, failed }
  }

  /** True while a replayed script is at a place that an earlier run had left behind: what it reads now may not be what it read then. */
  get isReplaying(): boolean {
    return [...this.#facts.earlier.values()].some(({ number, state }) => number > this.#number && state !== 'failed')
  }

  /** True when answers of queries were kept, by this run or an earlier one: they go with the end of the step. */
  get keepsAnswers(): boolean {
    return this.#keepsAnswers
  }

  /** True while the open transaction is the journal's own, not one that the script began. */
  get isCovering(): boolean {
    return this.#isCovering
  }

  /**
   * Sends the statement, or skips it when an earlier run has done it.
   *
   * @param send answers how many rows were changed, where the script may ask
   * @param following the statements after it, where they are known: they may be announced together with it
   * @returns what the earlier run had done; `undefined` when it was sent
   */
  async run(
    statement: JournalledStatement,
    send: () => Promise<number>,
    following: readonly JournalledStatement[] = [],
  ): Promise<EarlierStatement | undefined> {
    this.refuseBroken()
    this.#number += 1
    this.#queries = 0
    this.#failure = undefined
    this.#isInHand = true
    const earlier = await this.#runOrSkip(statement, send, following)
    this.#isInHand = false
    return earlier
  }

  async #runOrSkip(
    statement: JournalledStatement,
    send: () => Promise<number>,
    following: readonly JournalledStatement[],
  ): Promise<EarlierStatement | undefined> {
    if (statement.kind === 'session') {
      // What it sets is gone with a session that died: it runs again each time, and there is nothing to note.
      if (!statement.transactional) await this.settle()
      await send()
      this.#state.noteSetup(statement.text)
      return undefined
    }
    if (await this.#wasDone(statement)) {
      this.#skipped += 1
      this.#state.noteSkipped(statement.text)
      return this.#facts.earlier.get(this.#number)
    }
    const lost = this.#state.lostFor(statement.text)
    if (lost !== undefined) throw stateLost(this.#facts.revision, this.#number, statement.place, lost)
    const startedAt = new Date()
    try {
      const isFree = this.#isCovering || !this.#facts.session.inTransaction
      if (isFree && statement.kind === 'covered') await this.#runCovered(statement, send, startedAt)
      else if (isFree && statement.kind === 'hidden') await this.#runHidden(statement, send, startedAt)
      else await this.#runAnnounced(statement, send, startedAt, following)
    } catch (error) {
      this.#failure = this.#entry(statement, 'failed', startedAt, error instanceof Error ? error.message : String(error))
      throw error
    }
    return undefined
  }

  /**
   * What a query is told: the same as in the earlier run, as long as later statements of that run are there to stay and may have
   * changed what it reads. Anything else would lead the script another way.
   *
   * @param ask `undefined` when there is nobody to ask: the statement that answered has run
   * @returns `undefined` when nobody knows
   */
  async ask(checksum: string, ask: (() => Promise<unknown[]>) | undefined): Promise<unknown[] | undefined> {
    this.#queries += 1
    const place = answerPlace(this.#number, this.#queries)
    const before = this.isReplaying || !ask ? this.#facts.answers.get(place) : undefined
    if (before?.checksum === checksum) return before.rows()
    const rows = await ask?.()
    if (rows) this.#keep(checksum, place, rows)
    return rows
  }

  /** @throws {MigError} `MIG_STEP_EDITED` when the script has ended before all that its earlier run did */
  refuseShort(): void {
    const isThere = ({ number, state }: EarlierStatement) =>
      number > this.#number && state !== 'failed' && !(state === 'in-flight' && this.#isPastEarlier)
    const last = [...this.#facts.earlier.values()].findLast(isThere)
    if (last) throw endsEarlier(this.#facts.revision, this.#number, last.number)
  }

  /** Commits what is covered so far. */
  async settle(...alsoWritten: readonly JournalEntry[]): Promise<void> {
    const { session, writer } = this.#facts
    const rows = [...this.#reports, ...this.#covered, ...this.#answers, ...alsoWritten]
    if (rows.length > 0) await writer.append(...rows)
    if (this.#isCovering) await session.commit()
    this.#isCovering = false
    this.#coveredSince = undefined
    this.#reports = []
    this.#covered = []
    this.#answers = []
  }

  /** The step failed: rolls back what is not committed, and reports what stays and what failed. Never hides the failure itself. */
  async abandon(): Promise<void> {
    const { session, writer } = this.#facts
    try {
      if (session.inTransaction) await session.rollback()
      this.#isCovering = false
      await writer.append(...this.#reports.splice(0), ...(this.#failure ? [this.#failure] : []))
    } catch {
      // The session is gone: what was announced stays in flight and the next run decides from the catalog.
    }
  }

  /** @throws {MigError} `MIG_TRANSACTION_ENDED` when the server took back statements of a script that went on all the same */
  refuseBroken(): void {
    if (!this.#isBroken) return
    const { revision } = this.#facts
    throw new MigError('MIG_TRANSACTION_ENDED', `'${revision}' went on after the server had rolled back its earlier statements`, {
      details: { revision },
      hint: 'Let the error of the failed statement end the script, then run the same command again.',
    })
  }

  async #runCovered(statement: JournalledStatement, send: () => Promise<number>, startedAt: Date): Promise<void> {
    const { session, together, mayGoOn } = this.#facts
    if (!this.#isCovering) await session.begin()
    this.#isCovering = true
    this.#coveredSince ??= this.#number
    const savepoint = mayGoOn && session.capabilities.transactionalDdl
    if (savepoint) await session.execute('SAVEPOINT mig_statement')
    let changed: number
    try {
      changed = await send()
    } catch (error) {
      if (savepoint && session.inTransaction) await session.execute('ROLLBACK TO SAVEPOINT mig_statement').catch(() => undefined)
      this.#isBroken = !session.inTransaction
      throw error
    }
    if (savepoint && session.inTransaction) await session.execute('RELEASE SAVEPOINT mig_statement')
    this.#covered.push(this.#entry(statement, 'done', startedAt, changedRows(changed)))
    // Something in it committed out of sight: what came before is there to stay, and so is its report.
    if (!session.inTransaction) this.#isCovering = false
    if (!together || !this.#isCovering) await this.settle()
  }

  /**
   * Its intent is part of the transaction it runs in. That the intent can be read after a crash means that something in
   * the statement committed; that it cannot means that nothing of it stayed.
   */
  async #runHidden(statement: JournalledStatement, send: () => Promise<number>, startedAt: Date): Promise<void> {
    const { database, session, writer } = this.#facts
    await this.settle()
    const before = isOneStatement(statement) ? catalogFingerprint(await database.inspect(session)) : undefined
    const intent = this.#entry(
      statement,
      'intent',
      startedAt,
      before === undefined ? insideItsTransaction : `${insideItsTransaction} ${before}`,
    )
    await session.begin()
    await writer.append(intent)
    let changed: number
    try {
      changed = await send()
    } catch (error) {
      if (!refusesToCommitInside(error)) throw error
      // PostgreSQL lets a procedure commit only where no transaction is open.
      await session.rollback()
      await writer.append(intent)
      changed = await send()
    }
    await writer.append(this.#entry(statement, 'done', startedAt, changedRows(changed)))
    if (session.inTransaction) await session.commit()
  }

  async #runAnnounced(
    statement: JournalledStatement,
    send: () => Promise<number>,
    startedAt: Date,
    following: readonly JournalledStatement[],
  ): Promise<void> {
    if (this.#number > this.#announced) await this.#announce(statement, startedAt, following)
    const wasInFlight = this.#facts.earlier.get(this.#number)?.state === 'in-flight'
    let changed = 0
    try {
      changed = await send()
    } catch (error) {
      if (!wasInFlight || !saysItselfDone(statement, error)) throw error
    }
    this.#reports.push(this.#entry(statement, 'done', startedAt, changedRows(changed)))
  }

  async #announce(statement: JournalledStatement, startedAt: Date, following: readonly JournalledStatement[]): Promise<void> {
    const { database, session } = this.#facts
    if (session.capabilities.transactionalDdl && statement.kind === 'alone') {
      await this.settle()
      await database.clearFailedBuild?.(session, statement.touches)
    }
    const before =
      statement.kind === 'control' || !needsFingerprint(statement.touches) ? undefined : catalogFingerprint(await database.inspect(session))
    const group = session.capabilities.transactionalDdl ? [statement] : createdTogether(statement, following)
    await this.settle(...group.map((one, index) => this.#entry(one, 'intent', startedAt, before, this.#number + index)))
    this.#announced = this.#number + group.length - 1
  }

  async #wasDone(statement: JournalledStatement): Promise<boolean> {
    const { earlier, revision, database, session, writer } = this.#facts
    const before = earlier.get(this.#number)
    if (!before || before.state === 'failed' || (before.state === 'in-flight' && this.#isPastEarlier)) return false
    if (before.checksum !== statement.checksum) {
      throw this.#facts.mayGoOn ? sendsAnother(revision, this.#number, statement.place) : edited(revision, this.#number, statement.place)
    }
    if (before.state === 'done') return true
    if (before.state === 'committed' && before.before === undefined) throw undecidable(revision, this.#number, statement)
    const catalog = await database.inspect(session)
    const decision = decideInFlight(statement, catalog, before.before)
    if (decision === 'rest') await this.#dropRest(restOfDrop(statement, catalog))
    else if (decision === 'unknown') throw undecidable(revision, this.#number, statement)
    if (decision !== 'done' && decision !== 'rest') {
      this.#isPastEarlier = true
      return false
    }
    await writer.append(this.#entry(statement, 'done', new Date(), 'found complete after an interrupted run'))
    return true
  }

  async #dropRest(rest: readonly TouchedObject[]): Promise<void> {
    const { session } = this.#facts
    for (const { kind, name } of rest) await session.execute(`DROP ${kind === 'view' ? 'VIEW' : 'TABLE'} ${session.quote(name)}`)
  }

  #keep(checksum: string, place: string, rows: readonly unknown[]): void {
    const { writer, revision, direction } = this.#facts
    const facts = { revision, direction, state: 'answer', statement: this.#number, checksum } as const
    this.#answers.push(...answerDetails(place, rows).map((detail) => writer.entry({ ...facts, detail })))
    this.#keepsAnswers ||= this.#answers.length > 0
  }

  #entry(
    statement: Pick<JournalledStatement, 'checksum'>,
    state: JournalEntry['state'],
    startedAt: Date,
    detail?: string,
    number = this.#number,
  ): JournalEntry {
    const { writer, revision, direction } = this.#facts
    return writer.entry({ revision, direction, state, statement: number, checksum: statement.checksum, startedAt, detail })
  }
}

/** EXECUTE runs one statement: the catalog tells of it what it tells of any DDL. */
const isOneStatement = (statement: JournalledStatement): boolean => /^\s*execute\b/i.test(statement.text)

/** Repeated after a crash: the server says that what no catalog of ours holds (a database, a user, an object of another schema) is there, or gone. */
function saysItselfDone(statement: JournalledStatement, error: unknown): boolean {
  if (!isMigError(error, 'MIG_STATEMENT_FAILED') || statement.touches.length !== 1) return false
  const { action, kind, name } = statement.touches[0]!
  if (!['schema', 'other'].includes(kind) && !name.includes('.')) return false
  return error.details['reason'] === (action === 'create' ? 'object-exists' : action === 'drop' ? 'object-missing' : 'none')
}

/** SQLSTATE 2D000, "invalid transaction termination". */
const refusesToCommitInside = (error: unknown): boolean =>
  isMigError(error, 'MIG_STATEMENT_FAILED') && error.details['serverCode'] === '2D000'
