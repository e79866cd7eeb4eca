import { relative } from 'node:path'
import { MigError } from '@mig/core'
import type { CreatedVersion } from '@mig/linear'
import { defineCommand, textOf } from '../command.js'
import { languageOf, languageOptions } from './revision.js'

export const script = defineCommand({
  command: 'script [description]',
  aliases: ['s'],
  describe: 'Write a new, empty version under the next number',
  group: 'Write',
  mode: { only: 'linear', instead: 'mig revision -m DESCRIPTION' },
  positionals: { description: 'what it does: becomes its file name' },
  options: {
    ...languageOptions,
    placeholder: {
      type: 'number',
      optionalValue: 1,
      describe: 'reserve N numbers (default 1) with versions that do nothing, for back-ports',
    },
  },
  examples: [
    ['mig script "Add account table"', 'versions/001_Add_account_table.ts'],
    ['mig script --placeholder 5', 'the next five numbers, for changes that are ported back later'],
  ],
  async run(args, context) {
    const repository = await context.linearRepository()
    const description = textOf(args, 'description')
    const count = args['placeholder']
    const created =
      count === undefined
        ? [await repository.create({ description: described(description), ...languageOf(args) })]
        : await repository.createPlaceholders({ count: countOf(count), ...(description === undefined ? {} : { description }) })
    return { data: count === undefined ? created[0] : { created }, text: filesOf(created, context.io.cwd) }
  },
})

/** `created versions/001_a.ts`, a line per file. */
export const filesOf = (created: readonly CreatedVersion[], cwd: string): readonly string[] =>
  created.flatMap(({ files }) => files.map((file) => `created ${relative(cwd, file)}`))

function described(description: string | undefined): string {
  if (description !== undefined) return description
  throw new MigError('MIG_OPTION_INVALID', 'DESCRIPTION is missing', { hint: 'Say what the version does: mig script "Add account table"' })
}

function countOf(count: unknown): number {
  if (Number.isInteger(count) && Number(count) >= 1 && Number(count) <= 1000) return Number(count)
  throw new MigError('MIG_OPTION_INVALID', '--placeholder takes a number from 1 to 1000', {
    details: { option: 'placeholder' },
    hint: 'Write the description before it: mig script "for back-ports" --placeholder 5',
  })
}
