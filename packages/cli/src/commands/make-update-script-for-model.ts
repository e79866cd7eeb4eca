import { MigError } from '@mig/core'
import { defineCommand, textOf } from '../command.js'
import { differenceLines } from '../models/difference-lines.js'
import { modelDifference } from '../models/model-difference.js'
import { modelOptions } from '../models/model-options.js'
import { generatedBody } from '../models/script-body.js'
import { languageOf, languageOptions } from './revision.js'
import { filesOf } from './script.js'

export const makeUpdateScriptForModel = defineCommand({
  command: 'make_update_script_for_model [description]',
  aliases: ['make-update-script-for-model'],
  describe: 'Write a version from the difference of TypeORM entities and the database',
  group: 'Write',
  mode: { only: 'linear', instead: 'mig revision --autogenerate -m DESCRIPTION' },
  positionals: { description: 'what it does: becomes its file name' },
  options: {
    ...modelOptions,
    scratch: { type: 'boolean', describe: 'compare with what the repository makes of an empty scratch database' },
    ...languageOptions,
  },
  examples: [['mig make_update_script_for_model "add email"', 'versions/002_add_email.ts, both directions']],
  async run(args, context) {
    const description = textOf(args, 'description')
    if (description === undefined)
      throw new MigError('MIG_OPTION_INVALID', 'DESCRIPTION is missing', {
        hint: 'Say what the version does: mig make_update_script_for_model "add email"',
      })
    const repository = await context.linearRepository()
    const difference = await modelDifference(context, { scratch: args['scratch'] === true, asks: true })
    if (difference.operations.length === 0) return { data: { created: null, notes: difference.notes }, text: differenceLines(difference) }
    const { language = (await context.settings()).language ?? 'ts' } = languageOf(args)
    const { leaves, dialect, ...body } = await generatedBody(difference, await context.database(), language)
    const created = await repository.create({ description, language, body, ...(dialect === undefined ? {} : { dialect }) })
    return {
      data: { ...created, leaves },
      text: [
        ...filesOf([created], context.io.cwd),
        ...differenceLines(difference).slice(1),
        'read it before you run it: mig upgrade --plan',
      ],
    }
  },
})
