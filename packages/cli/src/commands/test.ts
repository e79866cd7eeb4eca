import { countOf, MigError, type CatalogDifference } from '@mig/core'
import type { TestReport, VersionTest } from '@mig/linear'
import { defineCommand } from '../command.js'
import { styler } from '../render/style.js'

export const test = defineCommand({
  command: 'test',
  describe: 'Run the newest version up and down on a scratch database; exit code 3 when the schema differs afterwards',
  group: 'Run',
  mode: { only: 'linear', instead: 'mig upgrade --plan, or mig upgrade and mig downgrade -1 on a copy' },
  options: {
    all: { type: 'boolean', describe: 'every version up, down and up again' },
    here: { type: 'boolean', describe: 'on the configured database instead; its version row is left alone' },
  },
  examples: [
    ['mig test', 'the newest version'],
    ['mig test --all', 'the whole repository, from an empty database'],
  ],
  async run(args, context) {
    const [here, all] = [args['here'] === true, args['all'] === true]
    if (here && all) {
      throw new MigError('MIG_OPTION_INVALID', '--all needs an empty database, and --here is a used one', {
        hint: 'Leave out one of them.',
      })
    }
    const [repository, database, printer] = [await context.linearRepository(), await context.database(), await context.printer()]
    const report = await repository.test({
      database,
      here,
      versions: all ? 'all' : 'newest',
      operations: () => import('@mig/schema'),
      onEvent: (event) => printer?.print(event),
      ...context.signals,
    })
    return { data: report, text: linesOf(report, styler(context.io)), exitCode: report.passed ? 0 : 3 }
  },
})

function linesOf({ versions, here, database }: TestReport, style: ReturnType<typeof styler>): readonly string[] {
  const where = here ? `on ${database}` : `on a scratch database beside ${database}`
  const count = (result: VersionTest['result']): number => versions.filter((one) => one.result === result).length
  const [passed, different, irreversible] = [count('passed'), count('different'), count('irreversible')]
  return [
    ...versions.flatMap(problemsOf),
    ...(irreversible > 0
      ? [
          `only upgraded, for they have no downgrade: ${versions.flatMap((one) => (one.result === 'irreversible' ? one.version : [])).join(', ')}`,
        ]
      : []),
    different > 0
      ? style('bad', `${countOf(different, 'version')} ${different === 1 ? 'differs' : 'differ'}, ${passed} passed ${where}`)
      : `${style('good', 'Success')}: ${versions.length === 1 && passed === 1 ? `version ${versions[0]!.version} goes` : `${countOf(passed, 'version')} ${passed === 1 ? 'goes' : 'go'}`} up and down ${where}`,
  ]
}

function problemsOf({ version, leftBehind, secondTime }: VersionTest): readonly string[] {
  return [
    ...(leftBehind.length > 0
      ? [`version ${version}: after its downgrade the schema is not what it was`, ...leftBehind.map(differenceLine)]
      : []),
    ...(secondTime.length > 0
      ? [`version ${version}: a second upgrade does not give the schema of the first`, ...secondTime.map(differenceLine)]
      : []),
  ]
}

function differenceLine({ place, left, right }: CatalogDifference): string {
  if (left === undefined) return `  ${place} was left behind`
  if (right === undefined) return `  ${place} is gone`
  return `  ${place}: ${JSON.stringify(left)} before, ${JSON.stringify(right)} now`
}
