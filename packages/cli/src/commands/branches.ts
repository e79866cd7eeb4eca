import { defineCommand } from '../command.js'
import { revisionData, revisionDetails, revisionLine } from '../render/revisions.js'
import { styler } from '../render/style.js'

export const branches = defineCommand({
  command: 'branches',
  describe: 'The branch points and what grows from each',
  group: 'Look',
  options: { details: { type: 'boolean', alias: 'v', describe: 'every fact of each' } },
  async run(args, context) {
    const graph = await (await context.repository()).graph()
    const style = styler(context.io)
    const isDetailed = args['details'] === true
    const points = graph.branchPoints().map((id) => graph.get(id))
    return {
      data: { branchPoints: points.map((point) => ({ ...revisionData(graph, point), children: graph.children(point.id) })) },
      text:
        points.length === 0 && !context.isQuiet
          ? 'there is no branch point'
          : points.flatMap((point) => [
              (isDetailed ? revisionDetails : revisionLine)(graph, point, style),
              ...graph.children(point.id).map((id) => {
                const child = graph.get(id)
                const text = isDetailed
                  ? revisionDetails(graph, child, style).replaceAll('\n', '\n       ')
                  : revisionLine(graph, child, style)
                return `    -> ${text}`
              }),
            ]),
    }
  },
})
