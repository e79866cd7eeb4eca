import type { Capabilities, Session, SqlValue } from '@mig/core'
import type { Lease } from './lease.js'

/**
 * The session that works under a lease: no commit succeeds once somebody else has taken it, not even that of a process
 * that was stopped and continues hours later.
 *
 * Statements outside a transaction are preceded by a proof; a process stopped between the two can still be late, which
 * is why a proxy that pools transactions admits only steps that are one transaction.
 */
export function fencedSession(session: Session, lease: Lease, transactionPooling: boolean): Session {
  const capabilities: Capabilities = { ...session.capabilities, transactionPooling }
  return new Proxy(session, {
    get(target, member) {
      switch (member) {
        case 'capabilities':
          return capabilities
        case 'commit':
          return (last?: readonly string[]) =>
            target.inTransaction ? lease.commitUnder(target, () => target.commit(last)) : target.commit(last)
        case 'execute':
          return async (sql: string, values?: readonly SqlValue[]) => {
            if (!target.inTransaction) await lease.check(target)
            return await target.execute(sql, values)
          }
        default: {
          const value: unknown = Reflect.get(target, member, target)
          return typeof value === 'function' ? value.bind(target) : value
        }
      }
    },
    set: (target, member, value) => Reflect.set(target, member, value, target),
  })
}
