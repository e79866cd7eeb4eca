import { hostname } from 'node:os'
import { MigError } from '../errors/mig-error.js'
import type { Database, OtherSession } from '../ports/database.js'

/**
 * Ends the server session of a client that died while its statement runs on, so that the migration lock is free.
 *
 * Only a session of mig's own that holds the lock is ended, and not while its client is seen to live. The server checks once
 * more that it is the same session: numbers are given again.
 *
 * @throws {MigError} `MIG_TERMINATE_REFUSED`
 */
export async function endDeadSession(database: Database): Promise<void> {
  const holder = await database.lockHolder()
  if (!holder) return
  const other = holder.session === undefined ? undefined : await database.otherSession?.(holder.session)
  if (!other) return
  if (other.host === undefined || other.pid === undefined) {
    throw refused(other, `session ${other.id} holds the migration lock, and the server does not say that it is one of mig's`)
  }
  if (other.host === hostname() && isAlive(other.pid)) {
    throw refused(other, `the client of session ${other.id}, process ${other.pid} on this host, is alive`)
  }
  await other.end()
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: there is such a process, of another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function refused({ id, host, pid }: OtherSession, fact: string): MigError {
  return new MigError('MIG_TERMINATE_REFUSED', fact, {
    details: { session: id, host, pid },
    hint: 'Nothing was ended. Wait for it with mig recover, or end that process first.',
  })
}
