import { setTimeout as sleep } from 'node:timers/promises'
import { isMigError, MigError } from '../errors/mig-error.js'
import { describeBlocker, type BlockingSession } from '../ports/blocking.js'
import type { Database } from '../ports/database.js'
import type { Session } from '../ports/session.js'
import type { EmitEvent } from './events.js'

/** What a lock budget works with. */
interface Facts {
  readonly database: Database
  readonly session: Session
  readonly emit: EmitEvent
  /** How often a lock that was not had in time is tried for again. */
  readonly retries: number
  /** A pause ends at once when one of these aborts. */
  readonly signals: readonly (AbortSignal | undefined)[]
}

export const defaultLockRetries = 10
const longestPauseMs = 10_000
const firstLookMs = 400
const nextLookMs = 2_000

/**
 * Keeps migrations from standing in everybody's way: a statement that waits for a table lock makes all who come after it
 * wait behind it, so it gives up soon (`ddlLockTimeoutMs` of the session), lets the queue pass, and tries again.
 *
 * While a step waits, a second session looks who blocks it, since the server tells no more once the wait is over.
 */
export class LockBudget {
  readonly #facts: Facts
  #watcher: Promise<Session> | undefined
  #blockers: readonly BlockingSession[] = []

  constructor(facts: Facts) {
    this.#facts = facts
  }

  /**
   * Runs something that leaves nothing behind when it fails, again and again while it fails for want of a lock.
   *
   * @param attempt told the number of the attempt, from 1
   * @throws {MigError} `MIG_DDL_LOCK_TIMEOUT` naming who was in the way
   */
  async retry<T>(attempt: (number: number) => Promise<T>): Promise<T> {
    return await this.#retryWhile(isLockFailure, async (number) => {
      const { session } = this.#facts
      if (number > 1 && session.inTransaction) await session.rollback()
      return await attempt(number)
    })
  }

  /** The session itself, or where a failed statement leaves its transaction as it was (MySQL), one that tries each statement again. */
  patient(session: Session): Session {
    if (session.capabilities.transactionalDdl) return session
    const again = async <T>(send: () => Promise<T>): Promise<T> => {
      const wasInside = session.inTransaction
      // A deadlock, and with some settings a timeout, ends the transaction: then it is not the statement's to try again.
      return await this.#retryWhile((error) => reasonOf(error) === 'lock-timeout' && session.inTransaction === wasInside, send)
    }
    return new Proxy(session, {
      get(target, member) {
        if (member === 'execute') return (...args: Parameters<Session['execute']>) => again(() => target.execute(...args))
        const value: unknown = Reflect.get(target, member, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }

  /** Runs a step and looks meanwhile who blocks it. */
  async watch<T>(step: () => Promise<T>): Promise<T> {
    const { database, session } = this.#facts
    this.#blockers = []
    if (!database.blockersOf) return await step()
    const over = new AbortController()
    let looking: Promise<void> | undefined
    // Most steps are over before anybody looks: they pay for a timer, not for an abort.
    const timer = setTimeout(() => (looking = this.#look(session, over.signal).catch(() => undefined)), firstLookMs)
    timer.unref()
    try {
      return await step()
    } finally {
      clearTimeout(timer)
      if (looking) {
        over.abort()
        await looking
      }
    }
  }

  async close(): Promise<void> {
    const watcher = await this.#watcher?.catch(() => undefined)
    await watcher?.[Symbol.asyncDispose]()
  }

  async #look(session: Session, over: AbortSignal): Promise<void> {
    const { database, emit } = this.#facts
    for (; ; await sleep(nextLookMs, undefined, { signal: over, ref: false })) {
      if (session.serverProcess === undefined) continue
      this.#watcher ??= database.session()
      const found = (await database.blockersOf?.(session.serverProcess, await this.#watcher)) ?? []
      const known = this.#blockers.map(({ id }) => id)
      if (found.length > 0) this.#blockers = found
      for (const blocker of found) if (!known.includes(blocker.id) && !over.aborted) emit({ type: 'blocked', blocker })
    }
  }

  async #retryWhile<T>(mayRetry: (error: unknown) => boolean, attempt: (number: number) => Promise<T>): Promise<T> {
    const { retries, signals, emit } = this.#facts
    for (let number = 1; ; number += 1) {
      try {
        return await attempt(number)
      } catch (error) {
        if (!mayRetry(error)) throw error
        if (number > retries || signals.some((signal) => signal?.aborted)) throw named(error, number, this.#blockers)
        const pauseMs = Math.round(Math.min(longestPauseMs, 500 * 2 ** (number - 1)) * (0.5 + Math.random() / 2))
        emit({ type: 'lock-retry', attempt: number, retries, pauseMs })
        const given = signals.filter((signal) => signal !== undefined)
        // Nothing is held during the pause: whoever queued behind the statement goes first.
        await sleep(pauseMs, undefined, given.length > 0 ? { signal: AbortSignal.any(given) } : {}).catch(() => undefined)
      }
    }
  }
}

const isLockFailure = (error: unknown): boolean => ['lock-timeout', 'deadlock'].includes(String(reasonOf(error)))

/** Of the error itself, or of the one that it carries with the place in the file. */
function reasonOf(error: unknown): unknown {
  const own = isMigError(error) || !(error instanceof Error) ? error : error.cause
  return isMigError(own, 'MIG_STATEMENT_FAILED') ? own.details['reason'] : undefined
}

/** The error with what was tried and who was in the way; one that names its place in the file keeps it. */
function named(error: unknown, attempts: number, blockers: readonly BlockingSession[]): unknown {
  if (!isMigError(error)) {
    if (error instanceof Error) error.cause = named(error.cause, attempts, blockers)
    return error
  }
  const tried = attempts > 1 ? `, tried ${attempts} times` : ''
  const inTheWay = blockers.length > 0 ? `; in the way: ${blockers.map(describeBlocker).join('; ')}` : ''
  return new MigError('MIG_DDL_LOCK_TIMEOUT', `${error.message}${tried}${inTheWay}`, {
    cause: error,
    details: { ...error.details, attempts, blockers },
    hint: `${blockers.length > 0 ? 'End that session or wait for it' : 'Wait until nobody holds the table'}, then run the command again; or wait longer with --ddl-lock-timeout SECONDS.`,
  })
}
