import { defineCommand, listOf, runOptions } from '../command.js'
import { keepLegacyOption } from './legacy-options.js'
import { offlineOptions, refuseWithoutSql, showSql, tagOf, tagOption } from './offline-options.js'
import { showPlan } from './show-plan.js'

export const stamp = defineCommand({
  command: 'stamp <targets..>',
  describe: 'Record revisions without running any script',
  group: 'Run',
  positionals: { targets: 'revisions, labels, numbers, heads or base' },
  options: {
    purge: { type: 'boolean', describe: 'forget the rows there are first' },
    ...runOptions,
    ...keepLegacyOption,
    ...tagOption,
    ...offlineOptions,
  },
  examples: [
    ['mig stamp head', 'the database already has the whole schema'],
    ['mig stamp ae10:head --sql', 'the same as a script, for a database that is recorded at ae10'],
    ['mig stamp --purge ae10', 'the version table names a revision that no longer exists'],
  ],
  async run(args, context) {
    const targets = listOf(args, 'targets')
    if (args['sql'] === true) return showSql({ verb: 'stamp', target: targets }, args, context)
    for (const target of targets) refuseWithoutSql(args, target)
    const migrator = await context.migrator()
    const purge = args['purge'] === true
    if (args['plan'] === true) return showPlan(migrator, await migrator.plan('stamp', targets, { purge }), context)
    const result = await migrator.stamp(targets, { purge, ...context.signals, ...tagOf(args) })
    return {
      data: result,
      text:
        result.steps.length === 0 ? `already recorded: ${result.to.join(', ') || 'base'}` : `recorded: ${result.to.join(', ') || 'base'}`,
    }
  },
})
