import { MigError } from '@mig/core'
import { defineCommand, textOf } from '../command.js'

export const versionControl = defineCommand({
  command: 'version_control [number]',
  aliases: ['version-control', 'vc'],
  describe: 'Put a database under version control, at 0 or at a number',
  group: 'Start',
  mode: { only: 'linear', instead: 'mig stamp REVISION' },
  positionals: { number: 'the version that the database has now (default 0)' },
  async run(args, context) {
    const [repository, database] = [await context.linearRepository(), await context.database()]
    const typed = textOf(args, 'number') ?? '0'
    const highest = Number((await repository.graph()).heads()[0] ?? 0)
    if (!/^\d+$/.test(typed) || Number(typed) > highest) {
      throw new MigError('MIG_TARGET_INVALID', `'${typed}' is no version between 0 and ${highest}`, {
        details: { target: typed, highest },
        hint: 'See mig version and mig history.',
      })
    }
    await database.exclusively({}, async (session) => {
      await database.journal.create(session)
      await repository.ledger().control(session, Number(typed))
    })
    return { data: { version: Number(typed) }, text: `under version control at ${Number(typed)}` }
  },
})
