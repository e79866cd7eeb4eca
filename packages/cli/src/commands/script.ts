import { relative } from 'node:path'
import { defineCommand, textOf } from '../command.js'
import { languageOf, languageOptions } from './revision.js'

export const script = defineCommand({
  command: 'script <description>',
  aliases: ['s'],
  describe: 'Write a new, empty version under the next number',
  group: 'Write',
  mode: { only: 'linear', instead: 'mig revision -m DESCRIPTION' },
  positionals: { description: 'what it does: becomes its file name' },
  options: languageOptions,
  examples: [['mig script "Add account table"', 'versions/001_Add_account_table.ts']],
  async run(args, context) {
    const repository = await context.linearRepository()
    const created = await repository.create({ description: textOf(args, 'description') ?? '', ...languageOf(args) })
    return { data: created, text: created.files.map((file) => `created ${relative(context.io.cwd, file)}`) }
  },
})
