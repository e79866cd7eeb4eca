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
    'rev-id': { type: 'string', describe: 'the id to use instead of a random one' },
    splice: { type: 'boolean', describe: 'allow revisions that are no heads' },
  },
  examples: [['mig merge heads -m "join billing and shop"', 'every head there is']],
  async run(args, context) {
    const repository = await context.dagRepository()
    const targets = listOf(args, 'revisions')
    const graph = await repository.graph()
    if (targets.length === 1 && targets[0] === 'heads' && graph.heads().length < 2)
      return { data: { revision: null }, text: 'nothing to merge: there is one head' }
    const [message, revisionId] = [textOf(args, 'message'), textOf(args, 'rev-id')]
    const created = await repository.merge({
      targets,
      ...(message === undefined ? {} : { message }),
      ...(args['splice'] === true ? { splice: true } : {}),
      ...(revisionId === undefined ? {} : { revisionId }),
    })
    return { data: created, text: `created ${relative(context.io.cwd, created.file)}` }
  },
})
