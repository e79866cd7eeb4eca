import { defineCommand, runOptions, textOf } from '../command.js'
import { keepLegacyOption } from './legacy-options.js'
import { recoveryLines } from '../render/recovery.js'
import { styler } from '../render/style.js'

export const recover = defineCommand({
  command: 'recover',
  describe: 'Finish the step that an earlier run left half-done, and nothing else',
  group: 'Run',
  options: {
    plan: { type: 'boolean', describe: 'explain what is done, what was in flight and what would run; change nothing' },
    'in-flight': {
      type: 'string',
      choices: ['done', 'undone'],
      describe: 'what became of the statement in flight, where the database cannot tell',
    },
    terminate: { type: 'boolean', describe: "end the server session in which a dead client's statement still runs, do not wait for it" },
    'lock-wait': runOptions['lock-wait'],
    'no-wait': runOptions['no-wait'],
    ...keepLegacyOption,
  },
  examples: [
    ['mig recover --plan', 'what happened, and what would be done about it'],
    ['mig recover', 'roll the half-done step forward'],
    ['mig recover --terminate', 'do not wait for the statement of a client that died'],
  ],
  async run(args, context) {
    const migrator = await context.migrator()
    const steps = await migrator.planRecovery()
    const style = styler(context.io)
    if (args['plan'] === true) return { data: { steps }, text: recoveryLines(steps, context.io.cwd, style) }
    const inFlight = textOf(args, 'in-flight') as 'done' | 'undone' | undefined // yargs lets only these pass
    const result = await migrator.recover({
      ...context.signals,
      ...(inFlight === undefined ? {} : { inFlight }),
      terminate: args['terminate'] === true,
    })
    return { data: result, text: result.steps.length === 0 && !context.isQuiet ? recoveryLines([], context.io.cwd, style) : [] }
  },
})
