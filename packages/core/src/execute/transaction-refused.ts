import type { Body } from '../ports/script.js'
import type { Session } from '../ports/session.js'
import { interceptStatements } from './intercept-statements.js'

/** A code script sends what no transaction holds: the step starts again, statement by statement. */
export class TransactionRefused extends Error {}

/**
 * The session of a code script inside a transaction. A statement that no transaction holds (`CREATE INDEX CONCURRENTLY`), or that
 * may end it, is not sent: nothing has been committed, so the step can be rolled back and run through the statement journal.
 */
export function coveredSession(
  session: Session,
  body: Extract<Body, { kind: 'code' }>,
): { readonly session: Session; readonly wasRefused: () => boolean } {
  let refused = false
  const check = (sql: string): void => {
    const { transactional, controlsTransaction, setsSession, mayCommit } = body.classify(sql)
    // A setting that has no effect in a transaction is no reason to do without one (TypeORM switches foreign keys off and on).
    if (!controlsTransaction && !setsSession && (!transactional || mayCommit)) refused = true
    // Thrown again for every later statement: the script may have caught the first one.
    if (refused) throw new TransactionRefused(`no transaction holds: ${sql}`)
  }
  const covered = interceptStatements(session, {
    query: async (sql, _values, send) => {
      check(sql)
      return send()
    },
    execute: async (sql, _values, send) => {
      check(sql)
      return send()
    },
  })
  return { session: covered, wasRefused: () => refused }
}
