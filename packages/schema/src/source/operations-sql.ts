import type { Session, SqlValue } from '@mig/core'
import { bindLiterals } from '@mig/sql'
import type { Operation } from '../operation.js'
import { runOperation } from '../run-operation.js'

/**
 * Operations as SQL statements, without a database: values are written in, and nothing is asked.
 *
 * @param session says how names and values are written; nothing is sent through it
 * @throws {MigError} `MIG_OFFLINE_READ` for what cannot be written without a look at the table (a rebuild on SQLite)
 */
export async function operationsSql(session: Session, operations: readonly Operation[]): Promise<readonly string[]> {
  const statements: string[] = []
  const execute = async (sql: string, values: readonly SqlValue[] = []) => {
    statements.push(
      values.length === 0
        ? sql
        : bindLiterals(
            sql,
            session.dialect,
            values.map((value) => session.literal(value)),
          ),
    )
    return { affectedRows: 0 }
  }
  const recorder = new Proxy(session, {
    get(target, member) {
      if (member === 'execute') return execute
      if (member === 'capabilities') return { ...target.capabilities, offline: true }
      const value: unknown = Reflect.get(target, member, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  for (const operation of operations) await runOperation(recorder, operation)
  return statements
}
