import { defineCommand } from '../command.js'
import { revisionData, revisionLine } from '../render/revisions.js'
import { styler } from '../render/style.js'

export const branches = defineCommand({
  command: 'branches',
  describe: 'The branch points and what grows from each',
  group: 'Look',
  async run(_args, context) {
    const graph = await (await context.repository()).graph()
    const style = styler(context.io)
    const points = graph.branchPoints().map((id) => graph.get(id))
    return {
      data: { branchPoints: points.map((point) => ({ ...revisionData(graph, point), children: graph.children(point.id) })) },
      text: points.flatMap((point) => [
        revisionLine(graph, point, style),
        ...graph.children(point.id).map((id) => `    -> ${revisionLine(graph, graph.get(id), style)}`),
      ]),
    }
  },
})
