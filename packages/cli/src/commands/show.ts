import { defineCommand, textOf } from '../command.js'
import { revisionData, revisionDetails } from '../render/revisions.js'
import { styler } from '../render/style.js'

export const show = defineCommand({
  command: 'show <revision>',
  describe: 'Every fact of a revision or version',
  group: 'Look',
  positionals: { revision: 'revision, label, number, head, current, …' },
  async run(args, context) {
    const repository = await context.repository()
    const target = textOf(args, 'revision') ?? ''
    const graph = await repository.graph()
    const rows = /(?:^|@)current/.test(target) ? (await (await context.migrator()).current()).rows : []
    const found = (await repository.find(target, rows)).map((id) => graph.get(id))
    const style = styler(context.io)
    return {
      data: { revisions: found.map((revision) => revisionData(graph, revision)) },
      text:
        found.length > 0 || context.isQuiet
          ? found.map((revision) => revisionDetails(graph, revision, style))
          : rows.length === 0 && target.includes('current')
            ? 'nothing is applied'
            : `'${target}' is no revision: it stands for what is below the first one`,
    }
  },
})
