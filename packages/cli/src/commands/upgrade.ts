import { defineCommand, runOptions, textOf } from '../command.js'
import { legacyLines } from '../render/legacy.js'
import { nothingText } from '../render/revisions.js'
import { adoptOptions, adoptOptionsOf } from './legacy-options.js'
import { offlineOptions, refuseWithoutSql, showSql, tagOf, tagOption } from './offline-options.js'
import { preview, previewOptions } from './preview.js'
import { showPlan } from './show-plan.js'

export const upgrade = defineCommand({
  command: 'upgrade [target]',
  aliases: ['up', 'migrate'],
  describe: 'Bring the database to a revision or version',
  group: 'Run',
  positionals: { target: 'revision, label, number, +N, head, heads, latest, release:VERSION (default head)' },
  options: {
    ...runOptions,
    'on-edited': {
      type: 'string',
      choices: ['error', 'warn', 'ignore'],
      describe: 'what to do when an applied script was edited (default error)',
    },
    'allow-late': { type: 'boolean', describe: "run versions below the database's number that never ran here (linear mode)" },
    ...previewOptions,
    ...adoptOptions,
    ...tagOption,
    ...offlineOptions,
  },
  examples: [
    ['mig upgrade', 'to the head'],
    ['mig upgrade +1', 'one step'],
    ['mig upgrade ae10:head --sql > up.sql', 'a script for a database that is at ae10'],
    ['mig upgrade release:^2 --plan', 'what would run to get to release 2'],
  ],
  async run(args, context) {
    const target = textOf(args, 'target') ?? 'head'
    if (args['sql'] === true) return showSql({ verb: 'upgrade', target }, args, context)
    refuseWithoutSql(args, target)
    const migrator = await context.migrator()
    const options = { allowLate: args['allow-late'] === true, ...adoptOptionsOf(args), ...context.signals, ...tagOf(args) }
    const previewed = await preview(args, context, () => migrator.plan('upgrade', target, options))
    if (previewed) return previewed
    if (args['plan'] === true) {
      const plan = await migrator.plan('upgrade', target, options)
      return showPlan(migrator, plan, context, legacyLines(await migrator.legacy()))
    }
    const result = await migrator.upgrade(target, options)
    return { data: result, text: result.steps.length === 0 && !result.adopted && !context.isQuiet ? nothingText(result) : [] }
  },
})
