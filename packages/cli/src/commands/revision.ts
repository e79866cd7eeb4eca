import { relative } from 'node:path'
import { defineCommand, listOf, textOf, type Arguments } from '../command.js'

/** What a new file is written in. */
export const languageOptions = {
  sql: { type: 'boolean', describe: 'write SQL (as --sql-file)' },
  'sql-file': { type: 'boolean', describe: 'write SQL' },
  js: { type: 'boolean', describe: 'write JavaScript' },
} as const

/** The language that the options name; TypeScript without one. */
export function languageOf(args: Arguments): 'ts' | 'js' | 'sql' {
  return args['sql'] === true || args['sql-file'] === true ? 'sql' : args['js'] === true ? 'js' : 'ts'
}

export const revision = defineCommand({
  command: 'revision',
  aliases: ['new'],
  describe: 'Write a new, empty revision on top of a head',
  group: 'Write',
  mode: { only: 'dag', instead: 'mig script DESCRIPTION' },
  options: {
    message: { type: 'string', alias: 'm', describe: 'what it does: becomes its description and file name', demandOption: true },
    head: { type: 'string', describe: 'the head to build on (default head); base starts a new root' },
    splice: { type: 'boolean', describe: 'allow a revision that is no head: starts a branch there' },
    'branch-label': { type: 'string', describe: 'a label for the branch that begins here' },
    'depends-on': { type: 'string', array: true, describe: 'a revision that must be applied before; may be given several times' },
    'rev-id': { type: 'string', describe: 'the id to use instead of a random one' },
    ...languageOptions,
  },
  examples: [
    ['mig revision -m "create account table"', 'TypeScript, on the only head'],
    ['mig revision -m "add email" --sql --head billing@head', 'SQL, on a labelled branch'],
  ],
  async run(args, context) {
    const repository = await context.dagRepository()
    const dependsOn = listOf(args, 'depends-on')
    const [head, branchLabel, revisionId] = [textOf(args, 'head'), textOf(args, 'branch-label'), textOf(args, 'rev-id')]
    const created = await repository.create({
      message: textOf(args, 'message') ?? '',
      language: languageOf(args),
      ...(head === undefined ? {} : { head }),
      ...(args['splice'] === true ? { splice: true } : {}),
      ...(branchLabel === undefined ? {} : { branchLabel }),
      ...(dependsOn.length > 0 ? { dependsOn } : {}),
      ...(revisionId === undefined ? {} : { revisionId }),
    })
    return { data: created, text: `created ${relative(context.io.cwd, created.file)}` }
  },
})
