import { defineCommand, runOptions, textOf } from '../command.js'
import { nothingText } from '../render/revisions.js'
import { showPlan } from './show-plan.js'

export const upgrade = defineCommand({
  command: 'upgrade [target]',
  aliases: ['up', 'migrate'],
  describe: 'Bring the database to a revision or version',
  group: 'Run',
  positionals: { target: 'revision, label, number, +N, head, heads, latest, release:VERSION (default head)' },
  options: runOptions,
  examples: [
    ['mig upgrade', 'to the head'],
    ['mig upgrade +1', 'one step'],
    ['mig upgrade release:^2 --plan', 'what would run to get to release 2'],
  ],
  async run(args, context) {
    const target = textOf(args, 'target') ?? 'head'
    const migrator = await context.migrator()
    if (args['plan'] === true) return showPlan(migrator, await migrator.plan('upgrade', target), context)
    const result = await migrator.upgrade(target, context.signals)
    return { data: result, text: result.steps.length === 0 && !result.adopted && !context.isQuiet ? nothingText(result) : [] }
  },
})
