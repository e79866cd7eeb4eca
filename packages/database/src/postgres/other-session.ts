import type { OtherSession, Session } from '@mig/core'
import { parseClientName } from '../client-name.js'

/**
 * A session of the server by the number of its process.
 *
 * @param briefly opens a session for one piece of work
 */
export async function findOtherSession(
  session: Session,
  id: string,
  briefly: (work: (own: Session) => Promise<void>) => Promise<void>,
): Promise<OtherSession | undefined> {
  if (!/^\d+$/.test(id)) return undefined
  const [row] = await session.query<{ name: string | null; began: string; state: string | null; query: string | null }>(
    'SELECT application_name AS name, backend_start::text AS began, state, query FROM pg_stat_activity WHERE pid = $1',
    [Number(id)],
  )
  if (!row) return undefined
  const client = parseClientName(row.name ?? '')
  return {
    id,
    host: client?.host,
    pid: client?.pid,
    statement: row.state === 'active' ? (row.query ?? undefined) : undefined,
    // Numbers of processes are given again: the start tells two of them apart.
    end: () =>
      briefly(async (own) => {
        await own.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND backend_start::text = $2', [
          Number(id),
          row.began,
        ])
      }),
  }
}
