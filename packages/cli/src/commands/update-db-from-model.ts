import { countOf } from '@mig/core'
import { defineCommand, runOptions } from '../command.js'
import { applyDifference } from '../models/apply-difference.js'
import { differenceData, differenceLines } from '../models/difference-lines.js'
import { modelDifference } from '../models/model-difference.js'
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
    const difference = await modelDifference(context, { mayBeBehind: true, asks: args['plan'] !== true })
    const data = differenceData(difference)
    if (args['plan'] === true || difference.operations.length === 0)
      return { data: { ...data, done: false }, text: differenceLines(difference) }
    const database = await context.database()
    const seconds = args['lock-wait']
    await database.exclusively({ ...(typeof seconds === 'number' ? { waitMs: seconds * 1000 } : {}), ...context.signals }, (session) =>
      applyDifference(database, session, difference, { mayDrop: args['allow-drop'] === true, ...context.signals }),
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
