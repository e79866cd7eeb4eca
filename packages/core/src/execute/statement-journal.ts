import { createHash } from 'node:crypto'
import { catalogFingerprint } from '../catalog/fingerprint.js'
import { MigError } from '../errors/mig-error.js'
import type { RevisionId } from '../graph/revision.js'
import type { Database } from '../ports/database.js'
import type { JournalEntry } from '../ports/journal.js'
import type { Direction, TouchedObject } from '../ports/script.js'
import type { Session } from '../ports/session.js'
import { decideInFlight, needsFingerprint } from './decide-in-flight.js'
import { dropInvalidIndexes } from './drop-invalid-indexes.js'
import type { EarlierStatement } from './half-done.js'
import type { JournalWriter } from './journal-writer.js'

/** One statement of a step that no single transaction covers. */
export interface JournalledStatement {
  readonly text: string
  /** Runs in a transaction of its own together with its journal row: DML, and DDL where the server can roll it back. */
  readonly ownTransaction: boolean
  readonly controlsTransaction: boolean
  /** Only sets up the session: SET, PRAGMA, USE. */
  readonly setsSession: boolean
  readonly touches: readonly TouchedObject[]
  /** `file:line`, for messages. */
  readonly place: string
}

interface Facts {
  readonly database: Database
  readonly session: Session
  readonly writer: JournalWriter
  readonly revision: RevisionId
  readonly direction: Direction
  /** What an earlier run did of this step. */
  readonly earlier: ReadonlyMap<number, EarlierStatement>
}

/** How many statements one row of intents may announce: a bound on what a recovery has to look up. */
export const longestGroup = 50

/**
 * Runs the statements of one step so that a kill at any moment can be healed by the next run.
 *
 * A statement that fits a transaction commits together with its journal row. Any other one is announced (committed
 * intent), run, and reported; the report travels with the next row to save a commit, since the catalog can tell a
 * finished statement from one that never ran. Statements that each create an object of its own are announced together.
 * On the next run, reported statements are skipped and the ones in flight are decided by {@link decideInFlight}.
 */
export class StatementJournal {
  readonly #facts: Facts
  #number = 0
  #skipped = 0
  /** True once a statement in flight turned out not to have run: those announced together with it have not run either. */
  #isPastEarlier = false
  /** The number of the last statement whose intent this run has written. */
  #announced = 0
  /** Reports of statements, not yet written. */
  #reports: JournalEntry[] = []

  constructor(facts: Facts) {
    this.#facts = facts
  }

  /** How many statements an earlier run had already done. */
  get skipped(): number {
    return this.#skipped
  }

  /**
   * Sends the statement, or skips it when an earlier run has done it. Returns whether it was sent.
   *
   * @param following the statements after it, where they are known: they may be announced together with it
   */
  async run(statement: JournalledStatement, send: () => Promise<void>, following: readonly JournalledStatement[] = []): Promise<boolean> {
    this.#number += 1
    if (statement.setsSession) {
      // What it sets is gone with a session that died: it runs again each time, and there is nothing to note.
      await send()
      return true
    }
    if (await this.#wasDone(statement)) {
      this.#skipped += 1
      return false
    }
    const startedAt = new Date()
    try {
      if (statement.ownTransaction && !this.#facts.session.inTransaction) await this.#runCovered(statement, send, startedAt)
      else await this.#runAnnounced(statement, send, startedAt, following)
    } catch (error) {
      await this.#noteFailure(statement, startedAt, error)
      throw error
    }
    return true
  }

  /** Rows that must be written with the end of the step. */
  takeReport(): readonly JournalEntry[] {
    return this.#reports.splice(0)
  }

  async #runCovered(statement: JournalledStatement, send: () => Promise<void>, startedAt: Date): Promise<void> {
    const { session, writer } = this.#facts
    await session.begin()
    await send()
    await writer.append(...this.takeReport(), this.#entry(statement, 'done', startedAt))
    await session.commit()
  }

  async #runAnnounced(
    statement: JournalledStatement,
    send: () => Promise<void>,
    startedAt: Date,
    following: readonly JournalledStatement[],
  ): Promise<void> {
    if (this.#number > this.#announced) await this.#announce(statement, startedAt, following)
    await send()
    this.#reports.push(this.#entry(statement, 'done', startedAt))
  }

  async #announce(statement: JournalledStatement, startedAt: Date, following: readonly JournalledStatement[]): Promise<void> {
    const { writer, database, session } = this.#facts
    const rebuilt = statement.touches.some((touched) => touched.action === 'create' && touched.kind === 'index')
    if (rebuilt && session.capabilities.transactionalDdl) await dropInvalidIndexes(database, session, statement.touches)
    const before =
      statement.controlsTransaction || !needsFingerprint(statement.touches)
        ? undefined
        : catalogFingerprint(await database.inspect(session))
    const group = session.capabilities.transactionalDdl ? [statement] : createdTogether(statement, following)
    const intents = group.map((one, index) => this.#entry(one, 'intent', startedAt, before, this.#number + index))
    await writer.append(...this.takeReport(), ...intents)
    this.#announced = this.#number + group.length - 1
  }

  async #wasDone(statement: JournalledStatement): Promise<boolean> {
    const { earlier, revision, database, session, writer } = this.#facts
    const before = earlier.get(this.#number)
    if (!before || before.state === 'failed' || (before.state === 'in-flight' && this.#isPastEarlier)) return false
    if (before.checksum !== checksumOf(statement.text)) throw edited(revision, this.#number, statement.place)
    if (before.state === 'done') return true
    const decision = decideInFlight(statement, await database.inspect(session), before.before)
    if (decision === 'unknown') throw undecidable(revision, this.#number, statement)
    if (decision !== 'done') {
      this.#isPastEarlier = true
      return false
    }
    await writer.append(this.#entry(statement, 'done', new Date(), 'found complete after an interrupted run'))
    return true
  }

  async #noteFailure(statement: JournalledStatement, startedAt: Date, error: unknown): Promise<void> {
    const { session, writer } = this.#facts
    try {
      if (session.inTransaction) await session.rollback()
      await writer.append(
        ...this.takeReport(),
        this.#entry(statement, 'failed', startedAt, error instanceof Error ? error.message : String(error)),
      )
    } catch {
      // The session is gone: the intent stays in flight and the next run decides from the catalog. The first error is the one to tell.
    }
  }

  #entry(
    statement: JournalledStatement,
    state: JournalEntry['state'],
    startedAt: Date,
    detail?: string,
    number = this.#number,
  ): JournalEntry {
    const { writer, revision, direction } = this.#facts
    return writer.entry({ revision, direction, state, statement: number, checksum: checksumOf(statement.text), startedAt, detail })
  }
}

/** The statement and those after it that each create an object of its own: presence in the catalog tells of each whether it ran. */
function createdTogether(statement: JournalledStatement, following: readonly JournalledStatement[]): readonly JournalledStatement[] {
  const created = new Set<string>()
  const group: JournalledStatement[] = []
  for (const one of [statement, ...following]) {
    const names = one.touches.map(({ kind, name }) => `${kind} ${name.toLowerCase()}`)
    const creates =
      !one.ownTransaction && !one.controlsTransaction && !one.setsSession && one.touches.every(({ action }) => action === 'create')
    if (!creates || needsFingerprint(one.touches) || names.some((name) => created.has(name)) || group.length === longestGroup) break
    for (const name of names) created.add(name)
    group.push(one)
  }
  return group.length === 0 ? [statement] : group
}

/** Identifies a statement's text across runs; layout at its ends does not count. */
function checksumOf(text: string): string {
  return createHash('sha256').update(text.trim().replaceAll('\r\n', '\n')).digest('hex')
}

function edited(revision: RevisionId, number: number, place: string): MigError {
  return new MigError(
    'MIG_STEP_EDITED',
    `statement ${number} of '${revision}' (${place}) has run in an earlier, interrupted run and was edited since`,
    {
      details: { revision, statement: number, place },
      hint: `Restore its text and run the command again: only statements after the last finished one may change. Where that statement was the mistake, finish the step in the database by hand and record it: mig stamp ${revision}`,
    },
  )
}

function undecidable(revision: RevisionId, number: number, statement: JournalledStatement): MigError {
  return new MigError(
    'MIG_STEP_INTERRUPTED',
    `an earlier run died inside statement ${number} of '${revision}' (${statement.place}), and the catalog does not tell whether it took effect`,
    {
      details: { revision, statement: number, sql: statement.text.slice(0, 2000) },
      hint: `Look at the database. When the step is complete, finish it by hand and record it: mig stamp ${revision}`,
    },
  )
}
