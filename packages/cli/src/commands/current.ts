import { defineCommand } from '../command.js'
import { legacyData, legacyLines } from '../render/legacy.js'
import { marksOf, revisionData, revisionDetails } from '../render/revisions.js'
import { styler } from '../render/style.js'

export const current = defineCommand({
  command: 'current',
  describe: 'Where the database is',
  group: 'Look',
  options: {
    details: { type: 'boolean', alias: 'v', describe: 'with file, parents, and the database URL' },
    'check-heads': { type: 'boolean', alias: 'c', describe: 'exit 3 when something is pending' },
  },
  examples: [['mig current --check-heads', 'exit 0 when the database has everything, 3 when not']],
  async run(args, context) {
    const [migrator, repository, database] = [await context.migrator(), await context.repository(), await context.database()]
    const [state, graph] = [await migrator.current(), await repository.graph()]
    const style = styler(context.io)
    const lines = state.revisions.map((revision) =>
      args['details'] === true
        ? revisionDetails(graph, revision, style)
        : [style('mark', revision.id), ...marksOf(graph, revision).map((mark) => `(${mark})`)].join(' '),
    )
    const unknown = state.unknown.map((row) => `${row} (in no file of this repository)`)
    const told = legacyLines(state.legacy)
    const nothing = state.rows.length === 0 && told.length === 0 ? [context.isQuiet ? '' : 'nothing is applied'] : []
    const isBehind = args['check-heads'] === true && !state.isAtHead
    const heads = graph.effectiveHeads()
    const behind = isBehind ? [style('bad', `not at the ${heads.length === 1 ? 'head' : 'heads'}: ${heads.join(', ') || 'none'}`)] : []
    const url = args['details'] === true ? [`database: ${database.displayUrl}`] : []
    return {
      data: {
        database: database.displayUrl,
        rows: state.rows,
        revisions: state.revisions.map((revision) => revisionData(graph, revision)),
        unknown: state.unknown,
        heads,
        isAtHead: state.isAtHead,
        legacy: legacyData(state.legacy),
      },
      text: [...url, ...lines, ...unknown, ...told, ...nothing, ...behind].filter((line) => line !== ''),
      exitCode: isBehind ? 3 : 0,
    }
  },
})
