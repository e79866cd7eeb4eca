import type { Session, SqlValue, StatementResult } from '../ports/session.js'

/** What to do instead of sending; `send` sends. */
export interface StatementInterceptor {
  query(sql: string, values: readonly SqlValue[], send: () => Promise<unknown[]>): Promise<unknown[]>
  execute(sql: string, values: readonly SqlValue[], send: () => Promise<StatementResult>): Promise<StatementResult>
}

/** The session with every statement of a script going through the interceptor; everything else passes through. */
export function interceptStatements(session: Session, interceptor: StatementInterceptor): Session {
  const query = (sql: string, values: readonly SqlValue[] = []) => interceptor.query(sql, values, () => session.query(sql, values))
  const execute = (sql: string, values: readonly SqlValue[] = []) => interceptor.execute(sql, values, () => session.execute(sql, values))
  const executeAll = async (statements: readonly string[]) => {
    for (const sql of statements) await execute(sql)
  }
  return new Proxy(session, {
    get(target, member) {
      if (member === 'query') return query
      if (member === 'execute') return execute
      if (member === 'executeAll') return executeAll
      const value: unknown = Reflect.get(target, member, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
