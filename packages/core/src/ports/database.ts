import type { BlockingSession } from './blocking.js'
import type { Catalog } from './catalog.js'
import type { Dialect } from './dialect.js'
import type { Journal } from './journal.js'
import type { LockHolder, LockOptions, Unlocked } from './lock.js'
import type { TouchedObject } from './script.js'
import type { Session } from './session.js'

/**
 * A live database: opens sessions, takes the migration lock, reads the catalog, makes scratch databases.
 *
 * Nothing is opened before the first call that needs the server. Disposing it closes every session.
 */
export interface Database extends AsyncDisposable {
  readonly dialect: Dialect
  /** The URL with the password masked: safe to print. */
  readonly displayUrl: string
  /** What ran, when, by whom: the table `mig_journal`. */
  readonly journal: Journal
  /**
   * An empty database on the same server, dropped when disposed: proof, adoption, `mig test`.
   *
   * @throws {MigError} `MIG_SCRATCH_REFUSED` when the user may not create a database
   */
  scratch(): Promise<Database>
  /**
   * Runs `work` on one session under the migration lock; releases both whatever happens.
   *
   * @throws {MigError} `MIG_LOCK_TIMEOUT` when the lock was not free in time; names the holder
   */
  exclusively<T>(options: LockOptions, work: (session: Session) => Promise<T>): Promise<T>
  /** Who holds the migration lock now; `undefined` when it is free. */
  lockHolder(): Promise<LockHolder | undefined>
  /**
   * Removes the lease of a holder that has stopped renewing it. Locks of the server die with their owner and need nothing.
   *
   * @param options.force takes the lock from a holder that lives: its lease is removed, or its server session ended;
   * what it has not committed is rolled back
   * @throws {MigError} `MIG_LOCK_HELD` when the holder lives
   */
  unlock(options?: { readonly force?: boolean }): Promise<Unlocked>
  /**
   * A new session. Dispose it.
   *
   * @param options.create `false` for a session that only looks: a SQLite file that does not exist is not created, and looks empty
   */
  session(options?: { readonly create?: boolean }): Promise<Session>
  /**
   * The catalog in canonical form; its hash is the schema fingerprint. Ours and the old tools' bookkeeping tables are left out.
   *
   * @param session reads through this session, so that the state inside its transaction is seen
   */
  inspect(session?: Session): Promise<Catalog>
  /**
   * Where what gives out numbers stands: sequences, AUTO_INCREMENT, AUTOINCREMENT, by the name of the sequence or table. It is data, and no
   * part of the catalog; two texts of one dialect are equal exactly when the next numbers are. Bookkeeping tables are left out.
   */
  counters(session: Session): Promise<ReadonlyMap<string, string>>
  /**
   * Removes what a failed concurrent build left behind where a statement is about to build: invalid indexes of those names,
   * or of those tables where the statement names none. Builds that other sessions have in hand stay. Absent: the server leaves nothing behind.
   */
  clearFailedBuild?(session: Session, touches: readonly TouchedObject[]): Promise<void>
  /** A session of the server by its id, as `Session.id` and the journal name it; `undefined` when there is none. Absent: sessions die with their process. */
  otherSession?(id: string): Promise<OtherSession | undefined>
  /**
   * The sessions that a server process waits for now, asked through another session. Absent: the server does not tell.
   *
   * @param process see `Session.serverProcess`
   */
  blockersOf?(process: string, session: Session): Promise<readonly BlockingSession[]>
}

/** Another session of the server. */
export interface OtherSession {
  readonly id: string
  /** Host and process of its client, where it is one of mig's and says so. */
  readonly host: string | undefined
  readonly pid: number | undefined
  /** The statement it runs now; `undefined` when it is idle. */
  readonly statement: string | undefined
  /** Ends it, if it is still the same one. */
  end(): Promise<void>
}
