import { countOf, MigError, type Session } from '@mig/core'
import type { Operation } from '@mig/schema'
import { defineCommand, runOptions } from '../command.js'
import { differenceData, differenceLines } from '../models/difference-lines.js'
import { modelDifference, type ModelDifference } from '../models/model-difference.js'
import { modelOptions } from '../models/model-options.js'

export const updateDbFromModel = defineCommand({
  command: 'update_db_from_model [model]',
  aliases: ['update-db-from-model'],
  describe: 'Bring the database to TypeORM entities without a script; for a database that nobody else has',
  group: 'Run',
  positionals: { model: 'module with the entities (default: "models" of the configuration)' },
  options: {
    ...modelOptions,
    plan: { type: 'boolean', describe: 'print what would be done and do nothing' },
    'allow-drop': { type: 'boolean', describe: 'drop tables and columns that hold something' },
    'lock-wait': runOptions['lock-wait'],
  },
  examples: [['mig update_db_from_model --plan', 'what would be done']],
  async run(args, context) {
    const difference = await modelDifference(context, { mayBeBehind: true })
    const data = differenceData(difference)
    if (args['plan'] === true || difference.operations.length === 0)
      return { data: { ...data, done: false }, text: differenceLines(difference) }
    const database = await context.database()
    const seconds = args['lock-wait']
    await database.exclusively({ ...(typeof seconds === 'number' ? { waitMs: seconds * 1000 } : {}), ...context.signals }, (session) =>
      apply(session, difference, args['allow-drop'] === true),
    )
    return {
      data: { ...data, done: true },
      text: [
        ...differenceLines(difference).slice(1),
        `done: ${countOf(data.differences.length, 'change')}; the version table is as it was`,
      ],
    }
  },
})

/** In one transaction where the server has one for DDL. */
async function apply(session: Session, { operations }: ModelDifference, mayDrop: boolean): Promise<void> {
  const { runOperation } = await import('@mig/schema')
  if (!mayDrop) await refuseDrops(session, operations)
  const { transactionalDdl } = session.capabilities
  if (transactionalDdl) await session.begin()
  try {
    for (const operation of operations) await runOperation(session, operation)
    if (transactionalDdl) await session.commit()
  } catch (error) {
    await session.rollback().catch(() => undefined)
    throw error
  }
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
