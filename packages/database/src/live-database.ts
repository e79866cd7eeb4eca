import type {
  BlockingSession,
  Catalog,
  Database,
  Dialect,
  Journal,
  LockHolder,
  LockOptions,
  OtherSession,
  Session,
  TouchedObject,
  Unlocked,
} from '@mig/core'
import { isMigError, MigError } from '@mig/core'
import type { Backend } from './backend.js'
import { unlock } from './lock/unlock.js'
import { waitForLock } from './lock/wait-for-lock.js'
import type { HeldLock } from './lock/migration-lock.js'

/** The one implementation of the port `Database`; what differs between servers is the {@link Backend}'s. */
export class LiveDatabase implements Database {
  readonly journal: Journal
  readonly #backend: Backend
  readonly #leftOut: ReadonlySet<string>
  readonly #drop: () => Promise<void>
  readonly #sessions = new Set<Session>()
  #closed: Promise<void> | undefined

  /** @param drop run after the last session is closed: removes a scratch database */
  constructor(backend: Backend, journal: Journal, leftOut: ReadonlySet<string>, drop: () => Promise<void> = () => Promise.resolve()) {
    this.#backend = backend
    this.journal = journal
    this.#leftOut = leftOut
    this.#drop = drop
  }

  get dialect(): Dialect {
    return this.#backend.dialect
  }

  get displayUrl(): string {
    return this.#backend.displayUrl
  }

  async session(options?: { readonly create?: boolean }): Promise<Session> {
    if (this.#closed) throw new Error('this Database was disposed')
    const session = await this.#backend.open(options)
    this.#sessions.add(session)
    const dispose = session[Symbol.asyncDispose].bind(session)
    session[Symbol.asyncDispose] = () => {
      this.#sessions.delete(session)
      return dispose()
    }
    return session
  }

  async exclusively<T>(options: LockOptions, work: (session: Session) => Promise<T>): Promise<T> {
    await using session = await this.session()
    const held = await waitForLock(await this.#backend.chooseLock(session), session, options)
    let result: T
    try {
      result = await work(held.session ?? session)
    } catch (error) {
      await endWork(session, held).catch(() => undefined)
      throw error
    }
    if (!(await endWork(session, held))) throw lockLost()
    return result
  }

  async lockHolder(): Promise<LockHolder | undefined> {
    await using session = await this.session({ create: false })
    const holder = await (await this.#backend.chooseLock(session)).holder(session)
    return holder?.isStale ? undefined : holder
  }

  async unlock({ force = false }: { readonly force?: boolean } = {}): Promise<Unlocked> {
    await using session = await this.session({ create: false })
    return await unlock(await this.#backend.chooseLock(session), session, { force, otherSession: (id) => this.otherSession(id) })
  }

  async inspect(session?: Session): Promise<Catalog> {
    if (session) return await this.#backend.readCatalog(session, this.#leftOut)
    await using own = await this.session({ create: false })
    return await this.#backend.readCatalog(own, this.#leftOut)
  }

  async counters(session: Session): Promise<ReadonlyMap<string, string>> {
    return await this.#backend.readCounters(session, this.#leftOut)
  }

  async clearFailedBuild(session: Session, touches: readonly TouchedObject[]): Promise<void> {
    await this.#backend.clearFailedBuild?.(session, touches)
  }

  async otherSession(id: string): Promise<OtherSession | undefined> {
    return await this.#backend.otherSession?.(id)
  }

  async blockersOf(process: string, session: Session): Promise<readonly BlockingSession[]> {
    return (await this.#backend.blockersOf?.(process, session)) ?? []
  }

  async scratch(): Promise<Database> {
    const { backend, drop } = await this.#backend.createScratch()
    return new LiveDatabase(backend, this.journal, this.#leftOut, drop)
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    try {
      await Promise.allSettled([...this.#sessions].map((session) => session[Symbol.asyncDispose]()))
      await this.#backend.close()
    } finally {
      await this.#drop()
    }
  }
}

/** Rolls back what `work` left open, then releases. */
async function endWork(session: Session, held: HeldLock): Promise<boolean> {
  try {
    if (session.inTransaction) await session.rollback()
    return await held.release()
  } catch (error) {
    // A connection that broke has taken its lock with it, after the work was done.
    if (isMigError(error, 'MIG_CONNECTION_LOST')) return true
    throw error
  }
}

function lockLost(): MigError {
  return new MigError('MIG_LOCK_LOST', 'the migration lock was no longer held when the work was done', {
    hint: 'See `mig current` and `mig log`. Where this happens again, something between mig and the server changes sessions: connect past it.',
  })
}
