import type { OperationsHandle, Session } from '@mig/core'
import type { Operations } from './operations.js'
import { OperationMethods } from './operation-methods.js'
import { runOperation } from './run-operation.js'
import type { SessionDataSource } from './typeorm/session-data-source.js'

/**
 * Makes the `op` of code scripts. The port `Operations` of `@mig/core`: `operations: () => import('@mig/schema')`.
 *
 * @example
 * const handle = await createOperations(session)
 * await (handle.op as Operations).execute('SELECT 1')
 * await handle.release()
 */
export async function createOperations(session: Session): Promise<OperationsHandle & { readonly op: Operations }> {
  let typeorm: Promise<SessionDataSource> | undefined
  const openTypeorm = async () => {
    const { openSessionDataSource } = await import('./typeorm/session-data-source.js')
    return openSessionDataSource(session)
  }
  const op = new OperationMethods(session, {
    run: (operation) => runOperation(session, operation),
    queryRunner: async () => (await (typeorm ??= openTypeorm())).queryRunner,
    builder: async (run) => (await import('./builders/run-builder.js')).runBuilder(session, run),
  })
  return {
    op,
    release: async () => {
      if (typeorm) await (await typeorm).close()
    },
  }
}
