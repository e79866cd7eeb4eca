import { relative, resolve } from 'node:path'
import type { ConversionReport } from '@mig/convert'
import { defineCommand, listOf, textOf } from '../command.js'
import { duration } from '../render/duration.js'

export const convert = defineCommand({
  command: 'convert <source>',
  describe: 'Turn a numbered repository into a hash graph, with proof',
  group: 'Move over',
  positionals: { source: 'the numbered repository: of mig, or of SQLAlchemy Migrate' },
  options: {
    to: { type: 'string', describe: 'where to write the new repository (default ./migrations)' },
    baseline: { type: 'string', describe: 'put everything up to this number into one revision' },
    placeholders: {
      type: 'string',
      choices: ['keep', 'drop'],
      describe: 'numbers without a statement: keep them as revisions (default), or only remember them',
    },
    prove: {
      type: 'string',
      array: true,
      describe: 'also prove on this server, in scratch databases that are dropped; may be given several times',
    },
    'no-proof': { type: 'boolean', describe: 'skip the proof on an embedded SQLite' },
    'dry-run': { type: 'boolean', describe: 'print the report and write nothing' },
  },
  examples: [
    ['mig convert ./numbered --to ./migrations', 'every version becomes a revision'],
    ['mig convert ./numbered --baseline 40 --prove "$STAGING_URL"', 'the first 40 become one'],
  ],
  async run(args, context) {
    const { io } = context
    const [{ convertRepository }, { connect }] = await Promise.all([import('@mig/convert'), import('@mig/database')])
    const target = resolve(io.cwd, textOf(args, 'to') ?? 'migrations')
    const baseline = textOf(args, 'baseline')
    const placeholders = args['placeholders'] === 'drop' ? 'drop' : 'keep'
    const source = resolve(io.cwd, textOf(args, 'source') ?? '')
    const urls = [...(args['no-proof'] === true ? [] : ['sqlite::memory:']), ...listOf(args, 'prove')]
    const databases = await Promise.all(urls.map((url) => connect(url)))
    try {
      const report = await convertRepository({
        source,
        target,
        mode: baseline === undefined ? { kind: 'full' } : { kind: 'baseline', version: baseline },
        placeholders,
        proveOn: databases,
        operations: () => import('@mig/schema'),
        dryRun: args['dry-run'] === true,
        ...(io.signal ? { signal: io.signal } : {}),
        onEvent: (event) => {
          if (context.isQuiet) return
          if (event.type === 'proved-version') {
            if (args['verbose'] === true) io.stderr(`proved ${event.dialect} at ${event.version}  ${duration(event.elapsedMs)}\n`)
            else if (io.isTerminal) io.stderr(`\r\u001b[Kproving on ${event.dialect}: version ${event.version} …`)
          } else if (event.type === 'proved') {
            io.stderr(
              `${io.isTerminal ? '\r\u001b[K' : ''}proved on ${event.dialect}: equal at all ${event.versions} versions  ${duration(event.elapsedMs)}\n`,
            )
          }
        },
      })
      const unproved = databases.length - report.proofs.length
      return {
        data: report,
        // A server that was named and could not prove it is a finding; the embedded one is tried on the side.
        exitCode: unproved > 0 && listOf(args, 'prove').length > 0 ? 3 : 0,
        text: [
          ...(report.proofs.length === 0 ? ['NOT PROVED: see the notes below'] : []),
          ...reportLines(report, relative(io.cwd, target) || '.', args['dry-run'] === true),
        ],
      }
    } finally {
      for (const database of databases) await database[Symbol.asyncDispose]()
    }
  },
})

function reportLines(report: ConversionReport, target: string, isDryRun: boolean): readonly string[] {
  const counts = Object.entries(report.counts).filter(([, count]) => count > 0)
  return [
    `${isDryRun ? 'would write' : 'wrote'} ${report.revisions} revisions to ${target}`,
    ...counts.map(([what, count]) => `  ${String(count).padStart(4)} ${what}`),
    ...report.notes.map((note) => `  ${note}`),
    ...(isDryRun
      ? []
      : [
          `the record is ${target}/legacy.json, the report ${target}/CONVERSION.md`,
          'next: name the new repository in the configuration (mode dag), then: mig upgrade',
        ]),
  ]
}
