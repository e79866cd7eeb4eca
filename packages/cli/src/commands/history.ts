import { defineCommand, textOf } from '../command.js'
import { drawLanes } from '../render/graph-lanes.js'
import { historyLine, revisionData, revisionDetails, revisionLine } from '../render/revisions.js'
import { styler } from '../render/style.js'

export const history = defineCommand({
  command: 'history',
  describe: 'The revisions, newest first',
  group: 'Look',
  options: {
    range: { type: 'string', alias: 'r', describe: 'from:to, either end may be left out' },
    details: { type: 'boolean', alias: 'v', describe: 'every fact of each revision' },
    'indicate-current': { type: 'boolean', alias: 'i', describe: 'mark where the database is' },
    graph: { type: 'boolean', describe: 'draw branches and merges' },
  },
  examples: [['mig history --graph -i', 'a drawing, with the place of the database']],
  async run(args, context) {
    const [migrator, repository] = [
      args['indicate-current'] === true || args['range'] !== undefined ? await context.migrator() : undefined,
      await context.repository(),
    ]
    const range = textOf(args, 'range')
    const graph = await repository.graph()
    const revisions =
      migrator && range !== undefined ? await migrator.history(range) : (await repository.history(range, [])).map((id) => graph.get(id))
    const current =
      args['indicate-current'] === true && migrator ? new Set((await migrator.current()).revisions.map(({ id }) => id)) : undefined
    const style = styler(context.io)
    const render = args['details'] === true ? revisionDetails : historyLine
    const text =
      args['graph'] === true
        ? drawLanes(
            revisions.map((revision) => ({
              id: revision.id,
              parents: revision.downRevisions,
              text: revisionLine(graph, revision, style, current),
            })),
          )
        : revisions.map((revision) => render(graph, revision, style, current))
    return {
      data: { revisions: revisions.map((revision) => revisionData(graph, revision)), ...(current ? { current: [...current] } : {}) },
      text: text.length > 0 ? text : 'the repository is empty',
    }
  },
})
