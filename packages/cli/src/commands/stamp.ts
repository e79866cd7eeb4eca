import { defineCommand, listOf, runOptions } from '../command.js'

export const stamp = defineCommand({
  command: 'stamp <targets..>',
  describe: 'Record revisions without running any script',
  group: 'Run',
  positionals: { targets: 'revisions, labels, numbers, heads or base' },
  options: {
    purge: { type: 'boolean', describe: 'forget the rows there are first' },
    'lock-wait': runOptions['lock-wait'],
    'no-wait': runOptions['no-wait'],
  },
  examples: [
    ['mig stamp head', 'the database already has the whole schema'],
    ['mig stamp --purge ae10', 'the version table names a revision that no longer exists'],
  ],
  async run(args, context) {
    const migrator = await context.migrator()
    const result = await migrator.stamp(listOf(args, 'targets'), { purge: args['purge'] === true, ...context.signals })
    return {
      data: result,
      text:
        result.steps.length === 0 ? `already recorded: ${result.to.join(', ') || 'base'}` : `recorded: ${result.to.join(', ') || 'base'}`,
    }
  },
})
