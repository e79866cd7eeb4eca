import { relative, resolve } from 'node:path'
import { redactUrl } from '@mig/database'
import { createFile } from '@mig/script'
import { defineCommand, textOf } from '../command.js'
import { renderManageScript } from '../render/manage-script.js'

export const manage = defineCommand({
  command: 'manage <file>',
  describe: 'Write a small script that runs mig with this database and repository',
  group: 'Write',
  positionals: { file: 'a new file: .mjs, .cjs or .js' },
  examples: [['mig manage manage.mjs --database postgres://db/app', 'then: ./manage.mjs upgrade']],
  async run(args, context) {
    const { repository, database } = await context.settings()
    const file = resolve(context.io.cwd, textOf(args, 'file') ?? '')
    const text = renderManageScript({ file, repository, database, mode: await context.mode() })
    const holdsPassword = database !== undefined && redactUrl(database) !== database
    createFile(file, text, { mode: holdsPassword ? 0o700 : 0o755 })
    const shown = relative(context.io.cwd, file)
    if (holdsPassword && !context.isQuiet) {
      context.io.stderr(
        `warning: ${shown} holds the password of ${redactUrl(database)}: keep it out of version control, or take the database from MIG_DATABASE\n`,
      )
    }
    return {
      data: { file, repository, database: database === undefined ? null : redactUrl(database), holdsPassword },
      text: `created ${shown}`,
    }
  },
})
