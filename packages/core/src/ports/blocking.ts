/** A session that another one waits for. */
export interface BlockingSession {
  /** As the server numbers it. */
  readonly id: string
  readonly user: string | undefined
  readonly host: string | undefined
  readonly program: string | undefined
  /** Since when its transaction is open; ISO 8601, UTC. */
  readonly since: string | undefined
  /** Its current or last statement, shortened. */
  readonly statement: string | undefined
  /** False where the server only tells who has a transaction open (MySQL, MariaDB). */
  readonly isCertain: boolean
}

/** `session 4711 (alice@10.0.0.3, psql, since 2026-11-24T10:00:00Z, 'SELECT …')`: the facts that are known. */
export function describeBlocker(blocker: BlockingSession): string {
  const { user, host, program, since, statement } = blocker
  const facts = [
    user === undefined ? host : host === undefined ? user : `${user}@${host}`,
    program,
    since === undefined ? undefined : `since ${since}`,
    statement === undefined ? undefined : `'${statement.replaceAll(/\s+/g, ' ').slice(0, 80)}'`,
  ].filter((fact) => fact !== undefined && fact !== '')
  return `${blocker.isCertain ? '' : 'probably '}session ${blocker.id}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`
}
