/** Who holds the migration lock, as far as the server can tell. */
export interface LockHolder {
  readonly host: string | undefined
  readonly pid: number | undefined
  /** ISO 8601, UTC. */
  readonly since: string | undefined
  /** The server session of the holder. */
  readonly session: string | undefined
  /** True for a lease that its holder has stopped renewing: whoever asks next takes it. Absent: the lock dies with its holder. */
  readonly isStale?: boolean
}

/** What `unlock` found and did. */
export interface Unlocked {
  /** Who held the lock; `undefined` when it was free. */
  readonly holder: LockHolder | undefined
  /** `none`: it was free. `removed`: a lease was taken from its holder. `ended`: the holder's server session was ended. */
  readonly action: 'none' | 'removed' | 'ended'
}

/** How long to wait for the migration lock, and whom to tell. */
export interface LockOptions {
  /** Give up after this many milliseconds; 0 tries once. Default 60,000. */
  readonly waitMs?: number
  readonly signal?: AbortSignal | undefined
  /** Called when the lock is held by somebody else: at once, then every few seconds. */
  readonly onWaiting?: (holder: LockHolder | undefined, waitedMs: number) => void
}
