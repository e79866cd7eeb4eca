import { noVersion } from '@mig/linear'
import { defineCommand, textOf } from '../command.js'

export const versionControl = defineCommand({
  command: 'version_control [number]',
  aliases: ['version-control', 'vc'],
  describe: 'Put a database under version control, at 0 or at a number',
  group: 'Start',
  mode: { only: 'linear', instead: 'mig stamp REVISION' },
  positionals: { number: 'the version that the database has now (default 0)' },
  options: { verify: { type: 'boolean', describe: 'first compare its schema with what the scripts up to that number make' } },
  examples: [['mig version_control 7 --verify', 'a database that is said to have version 7']],
  async run(args, context) {
    const [repository, database] = [await context.linearRepository(), await context.database()]
    const typed = textOf(args, 'number') ?? '0'
    if (!/^\s*\d+\s*$/.test(typed)) throw noVersion(typed, Number((await repository.graph()).heads()[0] ?? 0))
    const version = Number(typed)
    const verify = args['verify'] === true
    await repository.control({ database, version, verify, operations: () => import('@mig/schema') })
    return { data: { version, verified: verify }, text: `under version control at ${version}${verify ? ', its schema verified' : ''}` }
  },
})
