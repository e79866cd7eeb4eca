import { relative } from 'node:path'
import { MigError } from '@mig/core'
import { defineCommand, textOf } from '../command.js'
import { editorOf, openEditor } from '../open-editor.js'

export const edit = defineCommand({
  command: 'edit <revision>',
  describe: 'Open the files of a revision or version in your editor',
  group: 'Write',
  positionals: { revision: 'revision, label, number, head, current, …' },
  examples: [
    ['mig edit head', 'what was written last'],
    ['EDITOR="code --wait" mig edit current', 'what the database is at'],
  ],
  async run(args, context) {
    const repository = await context.repository()
    const target = textOf(args, 'revision') ?? ''
    const editor = editorOf(context.io)
    const rows = target.includes('current') ? (await (await context.migrator()).current()).rows : []
    const revisions = await repository.find(target, rows)
    if (revisions.length === 0) {
      throw new MigError('MIG_TARGET_INVALID', `'${target}' names no revision that has a file`, {
        details: { target },
        hint: target.includes('current') ? 'Nothing is applied: name a revision or a head.' : 'Name a revision or a head.',
      })
    }
    const files: string[] = []
    for (const id of revisions) files.push(...(await repository.script(id)).files)
    await openEditor(editor, files, context.io)
    return { data: { revisions, files }, text: files.map((file) => `edited ${relative(context.io.cwd, file)}`) }
  },
})
