import { defineCommand } from '../command.js'
import { differenceData, differenceLines } from '../models/difference-lines.js'
import { modelDifference } from '../models/model-difference.js'
import { modelOptions } from '../models/model-options.js'

export const compareModelToDb = defineCommand({
  command: 'compare_model_to_db [model]',
  aliases: ['compare-model-to-db'],
  describe: 'Compare TypeORM entities with the database; exit code 3 when they differ',
  group: 'Look',
  positionals: { model: 'module with the entities (default: "models" of the configuration)' },
  options: {
    ...modelOptions,
    scratch: { type: 'boolean', describe: 'compare with what the repository makes of an empty scratch database' },
  },
  examples: [['mig compare_model_to_db ./src/data-source.ts', 'what would have to be done to the database']],
  async run(args, context) {
    const difference = await modelDifference(context, { scratch: args['scratch'] === true, mayBeBehind: true })
    const data = differenceData(difference)
    return { data, text: differenceLines(difference), exitCode: data.equal ? 0 : 3 }
  },
})
