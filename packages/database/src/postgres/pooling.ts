import { setTimeout as sleep } from 'node:timers/promises'
import type { Session } from '@mig/core'
import type pg from 'pg'

const answerWithinMs = 1_000

/**
 * Finds out whether a proxy keeps one server session for this one as long as it is connected (session pooling).
 *
 * Asked alone, a transaction pool answers each time from the server session that it used last, so a second client
 * holds a transaction meanwhile: a transaction pool gives it our server session, or us another one. Two rounds find
 * pools that hand out their sessions in turn. No answer in time counts as "no": that is the safe side.
 */
export async function keepsServerSession(session: Session, connect: () => Promise<pg.Client>): Promise<boolean> {
  const ownPid = await pidOf(session)
  const others: pg.Client[] = []
  try {
    for (let round = 0; round < 2; round += 1) {
      const other = await connect()
      others.push(other)
      const otherPid = await inTime(other.query('BEGIN').then(() => other.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')))
      if (otherPid === undefined || String(otherPid.rows[0]?.pid) === ownPid) return false
      if ((await inTime(pidOf(session))) !== ownPid) return false
    }
    return true
  } catch {
    return false
  } finally {
    await Promise.allSettled(others.map((other) => Promise.race([other.end(), sleep(answerWithinMs, undefined, { ref: false })])))
  }
}

async function pidOf(session: Session): Promise<string> {
  const [row] = await session.query<{ pid: unknown }>('SELECT pg_backend_pid() AS pid')
  return String(row?.pid)
}

async function inTime<T>(answer: Promise<T>): Promise<T | undefined> {
  answer.catch(() => undefined)
  return await Promise.race([answer, sleep(answerWithinMs, undefined, { ref: false })])
}
