import { relative } from 'node:path'
import { defineCommand, listOf, textOf } from '../command.js'

export const merge = defineCommand({
  command: 'merge <revisions..>',
  describe: 'Write a revision that joins several heads',
  group: 'Write',
  mode: { only: 'dag', instead: 'mig script DESCRIPTION (a numbered repository has one line)' },
  positionals: { revisions: 'at least two revisions, labels, or heads' },
  options: {
    message: { type: 'string', alias: 'm', describe: 'its description' },
    'branch-label': { type: 'string', describe: 'a label for the branch that begins here' },
    'rev-id': { type: 'string', describe: 'the id to use instead of a random one' },
    splice: { type: 'boolean', describe: 'allow revisions that are no heads' },
  },
  examples: [['mig merge heads -m "join billing and shop"', 'every head there is']],
  async run(args, context) {
    const repository = await context.dagRepository()
    const targets = listOf(args, 'revisions')
    if (targets.length === 1 && targets[0] === 'heads') {
      const [head, other] = await repository.find('heads', [])
      const fact = head === undefined ? 'there is no revision' : `'${head}' is the only head`
      if (other === undefined) return { data: { revision: null }, text: `nothing to merge: ${fact}` }
    }
    const [message, branchLabel, revisionId] = [textOf(args, 'message'), textOf(args, 'branch-label'), textOf(args, 'rev-id')]
    const created = await repository.merge({
      targets,
      ...(message === undefined ? {} : { message }),
      ...(branchLabel === undefined ? {} : { branchLabel }),
      ...(args['splice'] === true ? { splice: true } : {}),
      ...(revisionId === undefined ? {} : { revisionId }),
    })
    return { data: created, text: `created ${relative(context.io.cwd, created.file)}` }
  },
})
