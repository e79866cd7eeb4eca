import { isMigError, type BlockingSession, type Session } from '@mig/core'

/**
 * Who may hold what the named thread waits for: threads with an older open transaction. Who holds a metadata lock is only
 * told with instruments that servers do not have on by default; transactions are what holds one for long.
 *
 * Empty without the privilege PROCESS.
 */
export async function mysqlBlockers(thread: string, session: Session): Promise<readonly BlockingSession[]> {
  try {
    const [waiting] = await session.query<{ state: string | null }>('SELECT STATE AS state FROM information_schema.PROCESSLIST WHERE ID = ?', [thread]) // prettier-ignore
    const [row] = await session.query<{ state: string }>('SELECT trx_state AS state FROM information_schema.INNODB_TRX WHERE trx_mysql_thread_id = ?', [thread]) // prettier-ignore
    if (!/^Waiting for .*lock/i.test(waiting?.state ?? '') && row?.state !== 'LOCK WAIT') return []
    const rows = await session.query<BlockerRow>(
      `SELECT p.ID AS id, p.USER AS user, p.HOST AS host, p.INFO AS statement, DATE_FORMAT(t.trx_started, '%Y-%m-%dT%H:%i:%sZ') AS since
         FROM information_schema.INNODB_TRX t JOIN information_schema.PROCESSLIST p ON p.ID = t.trx_mysql_thread_id
        WHERE p.ID <> ? AND p.ID <> CONNECTION_ID() ORDER BY t.trx_started LIMIT 5`,
      [thread],
    )
    return rows.map((found) => ({
      id: String(found.id),
      user: found.user,
      host: found.host.replace(/:\d+$/, ''),
      program: undefined,
      since: found.since ?? undefined,
      statement: found.statement?.slice(0, 200),
      isCertain: false,
    }))
  } catch (error) {
    if (isMigError(error, 'MIG_STATEMENT_FAILED')) return []
    throw error
  }
}

interface BlockerRow {
  readonly id: unknown
  readonly user: string
  readonly host: string
  readonly statement: string | null
  readonly since: string | null
}
