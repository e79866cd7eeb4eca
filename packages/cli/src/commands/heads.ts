import { defineCommand } from '../command.js'
import { revisionData, revisionDetails, revisionLine } from '../render/revisions.js'
import { styler } from '../render/style.js'

export const heads = defineCommand({
  command: 'heads',
  describe: 'The revisions that nothing is built on',
  group: 'Look',
  options: {
    'resolve-dependencies': { type: 'boolean', describe: 'leave out those that another one depends on' },
    details: { type: 'boolean', alias: 'v', describe: 'every fact of each' },
  },
  async run(args, context) {
    const graph = await (await context.repository()).graph()
    const found = (args['resolve-dependencies'] === true ? graph.effectiveHeads() : graph.heads()).map((id) => graph.get(id))
    const render = args['details'] === true ? revisionDetails : revisionLine
    const style = styler(context.io)
    return {
      data: { heads: found.map((revision) => revisionData(graph, revision)) },
      text: found.length > 0 ? found.map((revision) => render(graph, revision, style)) : context.isQuiet ? [] : 'the repository is empty',
    }
  },
})
