import { basename, relative, resolve } from 'node:path'
import { MigError } from '@mig/core'
import { copyScripts, readText } from '@mig/script'
import { defineCommand, textOf } from '../command.js'

export const source = defineCommand({
  command: 'source <revision> [dest]',
  describe: 'Print the scripts of a version or revision, or write them to a file or folder',
  group: 'Look',
  positionals: {
    revision: 'number, revision, label, head, current, …',
    dest: 'where to write them; nothing is overwritten (default: print)',
  },
  examples: [
    ['mig source 7', 'the files of version 7, each under its name where there are several'],
    ['mig source ae10 copy.sql', 'its file under another name'],
  ],
  async run(args, context) {
    const repository = await context.repository()
    const [target, dest] = [textOf(args, 'revision') ?? '', textOf(args, 'dest')]
    const rows = /(?:^|@)current\b|^[+-]\d/.test(target) ? (await (await context.migrator()).current()).rows : []
    const revisions = await repository.find(target, rows)
    if (revisions.length === 0) {
      throw new MigError('MIG_TARGET_INVALID', `'${target}' names no version that has a script`, {
        details: { target },
        hint: 'See mig history.',
      })
    }
    const found = await Promise.all(revisions.map(async (revision) => ({ revision, script: await repository.script(revision) })))
    const files = found.flatMap(({ revision, script }) => script.files.map((path) => ({ revision, path, text: readText(path) })))
    if (dest !== undefined) {
      const written = copyScripts(files, resolve(context.io.cwd, dest))
      return { data: { revisions, written }, text: written.map((path) => `written ${relative(context.io.cwd, path)}`) }
    }
    const [only] = files
    return {
      data: { revisions, files },
      text:
        files.length === 1
          ? only!.text.replace(/\r?\n$/, '')
          : files.flatMap(({ path, text }, index) => [
              ...(index === 0 ? [] : ['']),
              `==> ${basename(path)} <==`,
              text.replace(/\r?\n$/, ''),
            ]),
    }
  },
})
