import { relative, resolve } from 'node:path'
import { MigError } from '@mig/core'
import type { ScriptLanguage } from '@mig/script'
import { defineCommand, listOf, textOf, type Arguments } from '../command.js'
import type { CommandContext } from '../context.js'
import { modelOptions } from '../models/model-options.js'

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

/** The difference of the models and the database as a script's body; no body where there is none. */
async function autogenerate(args: Arguments, context: CommandContext) {
  const { modelDifference } = await import('../models/model-difference.js')
  const { differenceLines } = await import('../models/difference-lines.js')
  const { generatedBody } = await import('../models/script-body.js')
  const difference = await modelDifference(context, { scratch: args['scratch'] === true, asks: true })
  const lines = differenceLines(difference)
  if (difference.operations.length === 0) return { lines, notes: difference.notes, body: undefined }
  const { language = (await context.settings()).language ?? 'ts' } = languageOf(args)
  const body = await generatedBody(difference, await context.database(), language)
  const left = body.leaves.map((text) => `  the downgrade leaves: ${text}`)
  return { lines: [...lines, ...left, 'read it before you run it: mig upgrade --plan'], notes: difference.notes, body }
}

export const revision = defineCommand({
  command: 'revision',
  describe: 'Write a new revision on top of a head: an empty one, or the difference of the models and the database',
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
    autogenerate: { type: 'boolean', describe: 'write the difference of the models and the database, both directions' },
    ...modelOptions,
    scratch: { type: 'boolean', describe: 'with --autogenerate: compare with what the repository makes of an empty scratch database' },
    edit: { type: 'boolean', describe: 'open the new file in $VISUAL or $EDITOR' },
    ...languageOptions,
  },
  examples: [
    ['mig revision -m "create account table"', 'TypeScript, on the only head'],
    ['mig revision -m "add email" --sql --head billing@head', 'SQL, on a labelled branch'],
    ['mig revision --autogenerate -m "add email"', 'what the entities of the project have and the database has not'],
    ['mig revision -m "create shop" --head base --branch-label shop', 'a new root with a label'],
  ],
  async run(args, context) {
    const editor = args['edit'] === true ? await import('../open-editor.js') : undefined
    // before anything is written
    const command = editor?.editorOf(context.io)
    const repository = await context.dagRepository()
    const generated = args['autogenerate'] === true ? await autogenerate(args, context) : undefined
    if (generated && !generated.body) return { data: { created: null, notes: generated.notes }, text: generated.lines }
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
      ...(generated?.body === undefined ? {} : { body: generated.body }),
    })
    if (editor && command !== undefined) await editor.openEditor(command, [created.file], context.io)
    return { data: created, text: [`created ${relative(context.io.cwd, created.file)}`, ...(generated?.lines.slice(1) ?? [])] }
  },
})
