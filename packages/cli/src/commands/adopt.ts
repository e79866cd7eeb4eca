import { defineCommand } from '../command.js'

export const adopt = defineCommand({
  command: 'adopt',
  describe: 'Take over a database that only the old tool knows (upgrade does it by itself)',
  group: 'Move over',
  mode: { only: 'dag', instead: 'mig convert SOURCE, then this in the new repository' },
  async run(_args, context) {
    const decision = await (await context.migrator()).adopt(context.signals)
    return { data: decision, text: decision.kind === 'none' ? 'nothing to adopt: mig keeps this database already, or it is empty' : [] }
  },
})
