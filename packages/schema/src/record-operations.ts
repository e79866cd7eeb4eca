import { MigError, type Session } from '@mig/core'
import type { Operation } from './operation.js'
import { OperationMethods } from './operation-methods.js'
import type { Operations } from './operations.js'

/**
 * The operations that a function of a script asks for; nothing runs.
 *
 * @param session says how names are quoted; nothing is sent through it
 * @throws {MigError} `MIG_IRREVERSIBLE` when the function reads from the database or uses TypeORM's query runner: what it would do then is not known
 */
export async function recordOperations(session: Session, work: (op: Operations) => unknown): Promise<readonly Operation[]> {
  const operations: Operation[] = []
  const refuse = (what: string) =>
    Promise.reject(
      new MigError('MIG_IRREVERSIBLE', `the downgrade cannot be derived: the upgrade ${what}`, {
        hint: 'Write the downgrade by hand, and take `autoReverse` out. Nothing was changed.',
      }),
    )
  const recorder = new Proxy(session, {
    get(target, member) {
      if (member === 'query') return () => refuse('reads from the database')
      if (member === 'execute') {
        return (text: string, values: readonly never[] = []) => {
          operations.push({ kind: 'execute', text, values })
          return Promise.resolve({ affectedRows: 0 })
        }
      }
      const value: unknown = Reflect.get(target, member, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const op = new OperationMethods(recorder, {
    run: async (operation) => void operations.push(operation),
    queryRunner: () => refuse("uses TypeORM's query runner"),
    builder: ({ builder }) => refuse(`is written for ${builder}`),
  })
  await work(op)
  return operations
}
