import { isMigError, type Database, type Dialect } from '@mig/core'
import type { Operation } from '@mig/schema'
import type { ModelDifference } from './model-difference.js'

/** The bodies of a script that brings a database to the models and back. */
export interface GeneratedBody {
  readonly upgrade: string
  readonly downgrade: string
  /** SQL: of one dialect. */
  readonly dialect?: Dialect
  /** What the downgrade leaves as it is. */
  readonly leaves: readonly string[]
}

/**
 * Writes a difference as a script's bodies: calls of `op`, or SQL of the database's dialect.
 *
 * @throws {MigError} `MIG_OFFLINE_READ` for SQL that needs a look at the database when it runs (SQLite's rebuilds)
 */
export async function generatedBody(
  difference: ModelDifference,
  database: Database,
  language: 'ts' | 'js' | 'sql',
): Promise<GeneratedBody> {
  const { operationsSource, operationsSql, reverseOf } = await import('@mig/schema')
  const { dialect } = database
  const leaves: string[] = []
  const back = difference.operations.toReversed().flatMap((operation): readonly Operation[] => {
    try {
      return [reverseOf(operation)]
    } catch (error) {
      if (!isMigError(error, 'MIG_IRREVERSIBLE')) throw error
      leaves.push(error.message)
      return []
    }
  })
  const there = difference.operations
  const notes = (marker: string): readonly string[] => difference.notes.map((note) => `${marker} by hand: ${oneLine(note)}`)
  const kept = (marker: string): readonly string[] => leaves.map((text) => `${marker} ${oneLine(text)}`)
  if (language !== 'sql') {
    const source = (operations: readonly Operation[]): string => operationsSource(operations.map((one) => withoutExisting(one, dialect)))
    return { upgrade: join(notes('//'), source(there)), downgrade: join(kept('//'), source(back)), leaves }
  }
  await using session = await database.session()
  const sql = async (operations: readonly Operation[]): Promise<string> =>
    (await operationsSql(session, operations)).map((statement) => `${statement};`).join('\n')
  return { upgrade: join(notes('--'), await sql(there)), downgrade: join(kept('--'), await sql(back)), dialect, leaves }
}

/** Names of tables and columns may have line breaks in them; what stands behind one is no comment any more. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ')
const join = (comments: readonly string[], body: string): string => [...comments, ...(body === '' ? [] : [body])].join('\n')

/** The column before is needed where a statement repeats it, offline on MySQL; elsewhere it is only in the reader's way. */
function withoutExisting(operation: Operation, dialect: Dialect): Operation {
  if (operation.kind === 'batchAlterTable')
    return { ...operation, operations: operation.operations.map((one) => withoutExisting(one, dialect) as typeof one) } // the kind stays
  if (operation.kind !== 'alterColumn' || dialect === 'mysql') return operation
  const { existing: _existing, ...rest } = operation
  return rest
}
