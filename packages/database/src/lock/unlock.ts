import { MigError, type LockHolder, type OtherSession, type Session, type Unlocked } from '@mig/core'
import type { MigrationLock } from './migration-lock.js'
import { describeHolder } from './wait-for-lock.js'

/** How to take a lock away. */
interface UnlockOptions {
  /** Also from a holder that lives. */
  readonly force: boolean
  readonly otherSession: (id: string) => Promise<OtherSession | undefined>
}

/**
 * Removes a lease that has run out; with `force` the lock of a living holder too.
 *
 * @throws {MigError} `MIG_LOCK_HELD`
 */
export async function unlock(lock: MigrationLock, session: Session, { force, otherSession }: UnlockOptions): Promise<Unlocked> {
  const holder = await lock.holder(session)
  if (!holder) return { holder, action: 'none' }
  const isLease = holder.isStale !== undefined
  if (!force && !holder.isStale) throw held(holder, isLease)
  if (isLease) {
    if (await lock.expel?.(session, force)) return { holder, action: 'removed' }
    // It was renewed, or given back, since we looked.
    const now = await lock.holder(session)
    if (now) throw held(now, isLease)
    return { holder, action: 'none' }
  }
  const other = holder.session === undefined ? undefined : await otherSession(holder.session)
  if (!other) throw held(holder, isLease)
  await other.end()
  return { holder, action: 'ended' }
}

function held(holder: LockHolder, isLease: boolean): MigError {
  const isFile = !isLease && holder.session?.includes('.') === true
  return new MigError('MIG_LOCK_HELD', `the migration lock is held by ${describeHolder(holder)}, which lives`, {
    details: { holder },
    hint: isFile
      ? `Wait for it, or end that process${holder.pid === undefined ? '' : `: kill ${holder.pid}`}. The lock goes with it.`
      : isLease
        ? 'Wait for it, or end that process: its lease runs out by itself. mig unlock --force takes it away at once, and what it has not committed is rolled back.'
        : 'Wait for it, or end that process. Where its machine is gone and the server has not noticed, mig unlock --force ends its session; what it has not committed is rolled back.',
  })
}
