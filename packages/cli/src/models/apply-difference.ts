import { canonicalJson, countOf, MigError, type Catalog, type Database, type Session } from '@mig/core'
import type { Operation } from '@mig/schema'

/** How a difference is applied. */
export interface ApplyOptions {
  /** Tables and columns that hold something may be dropped. */
  readonly mayDrop?: boolean
  /** Cancels the statement in hand. */
  readonly signal?: AbortSignal
  /** Stops after the operation in hand. */
  readonly finishSignal?: AbortSignal
}

/**
 * Runs the operations of a difference: in one transaction where the server has one for DDL.
 *
 * @param session holds the migration lock
 * @param difference.compared the schema that the operations were found for, which must be the database's still
 * @throws {MigError} `MIG_SCHEMA_MOVED`, `MIG_DATA_LOSS`, `MIG_INTERRUPTED`, `MIG_STEP_FAILED` when some of the operations stay
 */
export async function applyDifference(
  database: Database,
  session: Session,
  { operations, compared }: { readonly operations: readonly Operation[]; readonly compared: Catalog },
  { mayDrop = false, signal, finishSignal }: ApplyOptions = {},
): Promise<void> {
  const { describeOperations, runOperation } = await import('@mig/schema')
  if (canonicalJson(await database.inspect(session)) !== canonicalJson(compared)) throw moved()
  if (!mayDrop) await refuseDrops(session, operations)
  const { transactionalDdl } = session.capabilities
  const cancel = () => void session.cancel().catch(() => undefined)
  signal?.addEventListener('abort', cancel, { once: true })
  let finished = 0
  try {
    if (transactionalDdl) await session.begin()
    for (const operation of operations) {
      if (signal?.aborted || finishSignal?.aborted) throw interrupted()
      try {
        await runOperation(session, operation)
      } catch (error) {
        if (signal?.aborted) throw interrupted(error)
        throw transactionalDdl || finished === 0 ? error : halfDone(operation, error)
      }
      finished += 1
    }
    if (transactionalDdl) await session.commit()
  } catch (error) {
    if (session.inTransaction) await session.rollback().catch(() => undefined)
    throw error
  } finally {
    signal?.removeEventListener('abort', cancel)
  }

  function interrupted(cause?: unknown): MigError {
    const kept = transactionalDdl ? 0 : finished
    return new MigError('MIG_INTERRUPTED', `stopped by a signal after ${kept} of ${countOf(operations.length, 'change')}`, {
      details: { finished: kept, total: operations.length },
      hint: 'Run the same command again: it compares anew, and goes on.',
      cause,
    })
  }

  function halfDone(operation: Operation, cause: unknown): MigError {
    const total = operations.length
    const [what] = describeOperations([operation])
    return new MigError(
      'MIG_STEP_FAILED',
      `${what ?? operation.kind}: ${cause instanceof Error ? cause.message : String(cause)}; ${finished} of ${countOf(total, 'change')} were done and stay`,
      {
        details: { finished, total, operation: operation.kind },
        hint: 'This server has no transaction for DDL. Mend what the message names and run again: what is done is found done.',
        cause,
      },
    )
  }
}

function moved(): MigError {
  return new MigError('MIG_SCHEMA_MOVED', 'the schema of the database changed while it was compared with the models', {
    hint: 'Nothing was done. Run the same command again: it compares anew.',
  })
}

async function refuseDrops(session: Session, operations: readonly Operation[]): Promise<void> {
  const full: string[] = []
  const isFull = async (table: string, condition: string): Promise<boolean> =>
    (await session.query(`SELECT 1 FROM ${session.quote(table)} WHERE ${condition} LIMIT 1`)).length > 0
  for (const operation of operations.flatMap((one) => (one.kind === 'batchAlterTable' ? [...one.operations] : [one]))) {
    if (operation.kind === 'dropTable' && (await isFull(operation.table, '1 = 1'))) full.push(`the table '${operation.table}'`)
    if (operation.kind === 'dropColumn' && (await isFull(operation.table, `${session.quote(operation.name)} IS NOT NULL`)))
      full.push(`the column '${operation.table}.${operation.name}'`)
  }
  if (full.length > 0)
    throw new MigError('MIG_DATA_LOSS', `${full.join(' and ')} ${full.length === 1 ? 'holds' : 'hold'} something, and would be dropped`, {
      details: { dropped: full },
      hint: 'Nothing was changed. Where it may go: --allow-drop. Where it has a new name: rename it in a script.',
    })
}
