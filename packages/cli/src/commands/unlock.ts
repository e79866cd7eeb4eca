import type { Unlocked } from '@mig/core'
import { defineCommand } from '../command.js'
import { holderText } from '../render/holder.js'

export const unlock = defineCommand({
  command: 'unlock',
  describe: 'Free the migration lock of a process that died, where the server does not do it itself',
  group: 'Run',
  options: { force: { type: 'boolean', describe: 'take it from a process that lives, too; what that has not committed is rolled back' } },
  examples: [
    ['mig unlock', 'who holds it; a lease that has run out is removed'],
    ['mig unlock --force', 'take it from whoever holds it'],
  ],
  async run(args, context) {
    const migrator = await context.migrator()
    const result = await migrator.unlock({ force: args['force'] === true })
    return { data: result, text: outcome(result) }
  },
})

function outcome({ holder, action }: Unlocked): string {
  switch (action) {
    case 'none':
      return 'the migration lock is free; there is nothing to do'
    case 'removed':
      return `the lease was removed${holderText(holder)}`
    case 'ended':
      return `the session that held the lock was ended${holderText(holder)}`
  }
}
