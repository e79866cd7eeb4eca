import { MigError } from '@mig/core'
import { defineCommand, textOf } from '../command.js'
import { languageOptions, revision } from './revision.js'
import { script } from './script.js'

export const newScript = defineCommand({
  command: 'new [description]',
  describe: 'Write a new, empty revision (as revision -m) or version (as script)',
  group: 'Write',
  positionals: { description: 'what it does: becomes its file name' },
  options: { message: { type: 'string', alias: 'm', describe: 'the same as the description' }, ...languageOptions },
  async run(args, context) {
    const description = textOf(args, 'description') ?? textOf(args, 'message')
    if (description === undefined) {
      throw new MigError('MIG_OPTION_INVALID', 'DESCRIPTION is missing', { hint: 'Say what it does: mig new "add account table"' })
    }
    const isLinear = (await context.mode()) === 'linear'
    return isLinear ? script.run({ ...args, description }, context) : revision.run({ ...args, message: description }, context)
  },
})
