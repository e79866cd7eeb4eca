import { isMigError, type OtherSession, type Session } from '@mig/core'
import { parseClientName } from '../client-name.js'
import { readAttributes } from './lock.js'

/**
 * A session of the server by its connection id, which is never given twice while the server runs.
 *
 * @param briefly opens a session for one piece of work
 */
export async function findOtherSession(
  session: Session,
  id: string,
  briefly: (work: (own: Session) => Promise<void>) => Promise<void>,
): Promise<OtherSession | undefined> {
  if (!/^\d+$/.test(id)) return undefined
  const read = async (own: Session) => {
    const [row] = await own.query<{ command: string; info: string | null }>(
      'SELECT COMMAND AS command, INFO AS info FROM information_schema.PROCESSLIST WHERE ID = ?',
      [id],
    )
    return row && { ...row, attributes: await readAttributes(own, id) }
  }
  const row = await read(session)
  if (!row) return undefined
  const client = parseClientName(row.attributes.get('program_name') ?? '')
  const began = row.attributes.get('mig_since')
  return {
    id,
    host: client?.host,
    pid: client?.pid,
    statement: row.command === 'Sleep' ? undefined : (row.info ?? undefined),
    end: () =>
      briefly(async (own) => {
        // After a restart of the server ids begin anew: the time at which the client connected tells two of them apart.
        if ((await read(own))?.attributes.get('mig_since') !== began) return
        await own.execute(`KILL ${Number(id)}`).catch((error: unknown) => {
          // 1094, unknown thread: it has ended meanwhile.
          if (!isMigError(error, 'MIG_STATEMENT_FAILED') || error.details['serverCode'] !== '1094') throw error
        })
      }),
  }
}
