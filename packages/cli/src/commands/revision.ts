import { relative, resolve } from 'node:path'
import { MigError } from '@mig/core'
import type { ScriptLanguage } from '@mig/script'
import { defineCommand, listOf, textOf, type Arguments } from '../command.js'

/** What a new file is written in; without one, `language` of the configuration. */
export const languageOptions = {
  sql: { type: 'boolean', describe: 'write SQL' },
  'sql-file': { type: 'boolean', describe: 'the same as --sql' },
  ts: { type: 'boolean', describe: 'write TypeScript (the default, unless "language" is configured)' },
  js: { type: 'boolean', describe: 'write JavaScript' },
} as const

/**
 * The language that the options name, as a member to spread; nothing without one.
 *
 * @throws {MigError} `MIG_OPTION_INVALID` for several
 */
export function languageOf(args: Arguments): { readonly language?: ScriptLanguage } {
  const languages = { sql: args['sql'] === true || args['sql-file'] === true, ts: args['ts'] === true, js: args['js'] === true }
  const [language, other] = (['sql', 'ts', 'js'] as const).filter((name) => languages[name])
  if (other !== undefined)
    throw new MigError('MIG_OPTION_INVALID', `--${language} and --${other} exclude one another`, { hint: 'Give one of them.' })
  return language === undefined ? {} : { language }
}

export const revision = defineCommand({
  command: 'revision',
  describe: 'Write a new, empty revision on top of a head',
  group: 'Write',
  mode: { only: 'dag', instead: 'mig script DESCRIPTION' },
  options: {
    message: { type: 'string', alias: 'm', describe: 'what it does: becomes its description and file name', demandOption: true },
    head: {
      type: 'string',
      array: true,
      describe: 'the head to build on (default head); base starts a new root; several times: joins them',
    },
    splice: { type: 'boolean', describe: 'allow a revision that is no head: starts a branch there' },
    'branch-label': { type: 'string', describe: 'a label for the branch that begins here' },
    'depends-on': { type: 'string', array: true, describe: 'a revision that must be applied before; may be given several times' },
    'rev-id': { type: 'string', describe: 'the id to use instead of a random one' },
    'version-path': { type: 'string', describe: 'the version location to write to, where there are several (default: beside its parent)' },
    edit: { type: 'boolean', describe: 'open the new file in $VISUAL or $EDITOR' },
    ...languageOptions,
  },
  examples: [
    ['mig revision -m "create account table"', 'TypeScript, on the only head'],
    ['mig revision -m "add email" --sql --head billing@head', 'SQL, on a labelled branch'],
    ['mig revision -m "create shop" --head base --branch-label shop', 'a new root with a label'],
  ],
  async run(args, context) {
    const editor = args['edit'] === true ? await import('../open-editor.js') : undefined
    // before anything is written
    const command = editor?.editorOf(context.io)
    const repository = await context.dagRepository()
    const [head, dependsOn] = [listOf(args, 'head'), listOf(args, 'depends-on')]
    const [branchLabel, revisionId, versionPath] = [textOf(args, 'branch-label'), textOf(args, 'rev-id'), textOf(args, 'version-path')]
    const created = await repository.create({
      message: textOf(args, 'message') ?? '',
      ...languageOf(args),
      ...(head.length === 0 ? {} : { head }),
      ...(args['splice'] === true ? { splice: true } : {}),
      ...(branchLabel === undefined ? {} : { branchLabel }),
      ...(dependsOn.length > 0 ? { dependsOn } : {}),
      ...(revisionId === undefined ? {} : { revisionId }),
      ...(versionPath === undefined ? {} : { versionPath: resolve(context.io.cwd, versionPath) }),
    })
    if (editor && command !== undefined) await editor.openEditor(command, [created.file], context.io)
    return { data: created, text: `created ${relative(context.io.cwd, created.file)}` }
  },
})
