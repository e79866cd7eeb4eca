import type { LockHolder, Session } from '@mig/core'

/**
 * How one kind of server keeps other migrations out: a lock that dies with its owner (an advisory lock, a named lock, a
 * locked side file), or a lease row where the server has none that holds.
 *
 * Implementations never wait: waiting is {@link waitForLock}'s, so that no session is blocked inside the server
 * (a blocked one deadlocks `CREATE INDEX CONCURRENTLY`).
 */
export interface MigrationLock {
  /** Takes the lock for this session; `undefined` when somebody has it. */
  tryAcquire(session: Session): Promise<HeldLock | undefined>
  /**
   * Who has it now; `undefined` when it is free, members `undefined` where the server does not tell. A lease that ran
   * out and that nobody has taken yet has a holder that `isStale`.
   */
  holder(session: Session): Promise<LockHolder | undefined>
  /** Takes a lease from its holder; without `force` only when it has run out. Absent: the lock is no lease. */
  expel?(session: Session, force: boolean): Promise<boolean>
}

/** A lock that was taken. Released by whoever took it, once. */
export interface HeldLock {
  /** The session to work with, where the lock must be checked on the way: its commits fail once the lock is lost. */
  readonly session?: Session
  /** Says whether the lock was still held: `false` means that somebody else may have had it meanwhile. */
  release(): Promise<boolean>
}
