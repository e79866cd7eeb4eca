import { MigError } from '@mig/core'
import { defineCommand, runOptions, textOf } from '../command.js'
import type { CommandContext } from '../context.js'
import { legacyLines } from '../render/legacy.js'
import { nothingText } from '../render/revisions.js'
import { keepLegacyOption } from './legacy-options.js'
import { offlineOptions, refuseWithoutSql, showSql, tagOf, tagOption } from './offline-options.js'
import { preview, previewOptions } from './preview.js'
import { showPlan } from './show-plan.js'

export const downgrade = defineCommand({
  command: 'downgrade <target>',
  aliases: ['down'],
  describe: 'Undo what is above a revision or version',
  group: 'Run',
  positionals: { target: 'revision, label, number, -N, base, release:VERSION' },
  options: {
    ...runOptions,
    yes: { type: 'boolean', alias: 'y', describe: 'do not ask before several steps' },
    ...previewOptions,
    ...keepLegacyOption,
    ...tagOption,
    ...offlineOptions,
  },
  examples: [
    ['mig downgrade -1', 'the last step'],
    ['mig downgrade head:ae10 --sql > down.sql', 'a script for a database that is at the head'],
    ['mig downgrade base --plan', 'what undoing everything would run'],
  ],
  async run(args, context) {
    const target = textOf(args, 'target') ?? ''
    if (args['sql'] === true) return showSql({ verb: 'downgrade', target }, args, context)
    refuseWithoutSql(args, target)
    const migrator = await context.migrator()
    const plan = await migrator.plan('downgrade', target)
    const previewed = await preview(args, context, async () => plan)
    if (previewed) return previewed
    if (args['plan'] === true) return showPlan(migrator, plan, context, legacyLines(await migrator.legacy()))
    if (plan.steps.length > 1 && args['yes'] !== true && context.io.isInteractive) await confirm(plan.steps.length, context)
    const result = await migrator.downgrade(target, { ...context.signals, ...tagOf(args) })
    return { data: result, text: result.steps.length === 0 && !context.isQuiet ? nothingText(result) : [] }
  },
})

async function confirm(steps: number, context: CommandContext): Promise<void> {
  const [{ confirm: ask }, database] = await Promise.all([import('@clack/prompts'), context.database()])
  const answer = await ask({ message: `Undo ${steps} steps on ${database.displayUrl}? What they added is lost.`, initialValue: false })
  if (answer !== true)
    throw new MigError('MIG_INTERRUPTED', 'not confirmed; nothing was changed', {
      hint: 'Pass --yes to run without asking, --plan to see the steps.',
    })
}
