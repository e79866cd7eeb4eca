import { countOf } from '@mig/core'
import type { Identification, KnownState } from '@mig/convert'
import type { RevisionGraph } from '@mig/core'
import { defineCommand, textOf } from '../command.js'
import type { CommandContext } from '../context.js'
import { differenceLines } from '../render/differences.js'

/** How many differences of each of the nearest revisions are printed; `--json` has all. */
const shownDifferences = 5

export const identify = defineCommand({
  command: 'identify [url]',
  describe: 'Find out which revision a database without a version table is, by its schema; exit code 3 when none',
  group: 'Move over',
  positionals: { url: 'database URL (default: the configured database)' },
  examples: [
    ['mig identify', 'and how to record what was found'],
    ['mig identify postgres://localhost/copy --json', 'all differences from the nearest three, when none matches'],
  ],
  async run(args, context) {
    const [repository, url] = [await context.repository(), textOf(args, 'url')]
    const database = await (url === undefined ? context.database() : context.connect(url))
    const { identify: find } = await import('@mig/convert')
    const signals = Object.values(context.signals)
    const found = await find({
      repository,
      database,
      operations: () => import('@mig/schema'),
      // nothing is at stake: the first signal is enough
      ...(signals.length > 0 ? { signal: AbortSignal.any(signals) } : {}),
      onEvent: ({ number, total }) => showProgress(context, number, total),
    })
    if (!context.isQuiet && context.io.isTerminal) context.io.stderr('\r\u001b[K')
    const graph = await repository.graph()
    const command = repository.mode === 'linear' ? 'mig version_control' : 'mig stamp'
    return { data: found, text: linesOf(found, graph, command), exitCode: found.matches.length > 0 ? 0 : 3 }
  },
})

function showProgress({ io, isQuiet }: CommandContext, number: number, total: number): void {
  if (isQuiet) return
  if (io.isTerminal) io.stderr(`\r\u001b[Kreplaying on a scratch database: revision ${number} of ${total} …`)
  else if (number % 100 === 0) io.stderr(`replayed ${number} of ${total} revisions\n`)
}

function linesOf(found: Identification, graph: RevisionGraph, command: string): readonly string[] {
  const { matches, nearest, notReplayed } = found
  const name = (state: KnownState) => nameOf(state, graph)
  const missed = notReplayed.map(
    ({ revision, reason }) => `not looked at: '${revision}' and what needs it, for it fails on an empty server: ${reason}`,
  )
  if (matches.length === 0) {
    const lines = nearest.flatMap((state) => [
      `${name(state)}: ${countOf(state.differences.length, 'difference')}`,
      ...differenceLines(state.differences.slice(0, shownDifferences), { left: 'there', right: 'here' }),
      ...(state.differences.length > shownDifferences ? [`  … and ${state.differences.length - shownDifferences} more`] : []),
    ])
    return [`no revision has this schema (${countOf(found.tables, 'table')}); the nearest:`, ...lines, ...missed]
  }
  const how = found.by === 'certificate' ? 'by the certificate of the conversion' : 'as a replay on this server shows'
  return [
    `this schema (${countOf(found.tables, 'table')}) is that of, ${how}:`,
    ...matches.map((state) => `  ${name(state)}`),
    ...missed,
    ...nextLines(matches, command),
  ]
}

/** Points between which nothing is sent are one state: the last is recorded. Others have the same schema and other rows. */
function nextLines(matches: readonly KnownState[], command: string): readonly string[] {
  const line = ({ heads }: KnownState) => (heads.length === 0 ? 'mig upgrade' : `${command} ${heads.join(' ')}`)
  const states = matches.filter((_state, at) => matches[at + 1]?.isNoOp !== true)
  if (states.length === 1) return [`next: ${line(states[0]!)}`]
  return [
    'they differ in rows alone, which a schema does not tell; next, for the one whose rows are there:',
    ...states.map((state) => `  ${line(state)}`),
  ]
}

function nameOf({ heads, versions }: KnownState, graph: RevisionGraph): string {
  const names = heads.map((id) => [id, graph.get(id).description].filter(Boolean).join(' '))
  const old = versions.length === 0 ? '' : ` (old version ${versions.join(', ')})`
  return `${names.join(', ') || 'base: nothing is applied'}${old}`
}
