import { setTimeout as sleep } from 'node:timers/promises'
import { MigError, type LockHolder, type LockOptions, type Session } from '@mig/core'
import type { HeldLock, MigrationLock } from './migration-lock.js'

const defaultWaitMs = 60_000
const reportEveryMs = 3_000
const longestPauseMs = 500

/**
 * Takes the migration lock, polling with growing, jittered pauses.
 *
 * @throws {MigError} `MIG_LOCK_TIMEOUT` naming the holder; `MIG_INTERRUPTED` when the signal aborts
 */
export async function waitForLock(lock: MigrationLock, session: Session, options: LockOptions): Promise<HeldLock> {
  const { waitMs = defaultWaitMs, signal, onWaiting } = options
  const started = performance.now()
  let reportedAt = -Infinity
  for (let attempt = 0; ; attempt += 1) {
    if (signal?.aborted) throw interrupted(signal)
    const held = await lock.tryAcquire(session)
    if (held) return held
    const waitedMs = performance.now() - started
    if (waitedMs >= waitMs) throw timedOut(await lock.holder(session), waitMs)
    if (onWaiting && waitedMs - reportedAt >= reportEveryMs) {
      onWaiting(await lock.holder(session), Math.round(waitedMs))
      reportedAt = waitedMs
    }
    const pauseMs = Math.min(longestPauseMs, 25 * 2 ** Math.min(attempt, 5)) * (0.5 + Math.random())
    // The last attempt is made when the time is up, not a pause later.
    await sleep(Math.max(1, Math.min(pauseMs, waitMs - waitedMs)), undefined, { signal }).catch(() => undefined)
  }
}

/** `host 'web1', pid 4711, session 318, since 2026-…`: the facts that are known. */
export function describeHolder(holder: LockHolder | undefined): string {
  const facts = [
    holder?.host === undefined ? undefined : `host '${holder.host}'`,
    holder?.pid === undefined ? undefined : `pid ${holder.pid}`,
    holder?.session === undefined ? undefined : `session ${holder.session}`,
    holder?.since === undefined ? undefined : `since ${holder.since}`,
  ].filter((fact) => fact !== undefined)
  return facts.length === 0 ? 'a process that the server does not name' : facts.join(', ')
}

function timedOut(holder: LockHolder | undefined, waitMs: number): MigError {
  return new MigError('MIG_LOCK_TIMEOUT', `the migration lock is held by ${describeHolder(holder)}`, {
    details: { holder, waitMs },
    hint: 'Wait for it to finish and run the command again, or wait longer with --lock-wait SECONDS. Where its client is dead and the server still runs its statement: mig recover --terminate',
  })
}

function interrupted(signal: AbortSignal): MigError {
  return new MigError('MIG_INTERRUPTED', 'stopped while waiting for the migration lock; nothing was done', { cause: signal.reason })
}
