import { relative, resolve } from 'node:path'
import type { ConversionReport, SourceOptions } from '@mig/convert'
import { MigError, parseDialect, type Dialect } from '@mig/core'
import { defineCommand, listOf, textOf, type Arguments } from '../command.js'
import type { CommandContext } from '../context.js'
import { ProofTimes } from '../render/proof-times.js'

export const convert = defineCommand({
  command: 'convert <sources..>',
  describe: 'Turn a repository of numbered migrations, of mig or of another tool, into a hash graph, with proof',
  group: 'Move over',
  positionals: { sources: "the folder of migrations, or the project's folder above it" },
  options: {
    from: {
      type: 'string',
      describe: 'the format: golang-migrate, prisma, flyway, knex, plain, … (a wrong word lists all); found by itself when only one fits',
    },
    pattern: { type: 'string', describe: 'how the files are named: a regular expression with the groups number, name, direction, dialect' },
    order: {
      type: 'string',
      choices: ['integer', 'components', 'text', 'digits'],
      describe: "how the numbers follow each other, in place of the format's own rule",
    },
    dialect: { type: 'string', array: true, describe: 'only for this database; may be given several times (default: all of the source)' },
    define: { type: 'string', array: true, describe: 'NAME=VALUE of a placeholder in the SQL; all others stay as they are' },
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
    ['mig convert ./db/migrations --from golang-migrate --dry-run', 'what would become of them'],
    ["mig convert ./patches --pattern '^p(?<number>\\d+)-(?<name>.*)\\.sql$'", 'names of your own'],
  ],
  async run(args, context) {
    const { io } = context
    const [{ convertRepository }, { connect }] = await Promise.all([import('@mig/convert'), import('@mig/database')])
    const target = resolve(io.cwd, textOf(args, 'to') ?? 'migrations')
    const baseline = textOf(args, 'baseline')
    const placeholders = args['placeholders'] === 'drop' ? 'drop' : 'keep'
    const source = resolve(io.cwd, oneSource(listOf(args, 'sources')))
    const options = await sourceOptions(args, context)
    const urls = [...(args['no-proof'] === true ? [] : ['sqlite::memory:']), ...listOf(args, 'prove')]
    const databases = await Promise.all(urls.map((url) => connect(url)))
    try {
      const times = new ProofTimes()
      const report = await convertRepository({
        ...options,
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
          times.add(event)
          if (event.type === 'proved-version') {
            const where = event.direction === 'upgrade' ? 'version' : 'way back of version'
            if (io.isTerminal) io.stderr(`\r\u001b[Kproving on ${event.dialect}: ${where} ${event.version} …`)
          } else io.stderr(`${io.isTerminal ? '\r\u001b[K' : ''}${times.lines(event).join('\n')}\n`)
        },
      })
      const proved = report.proofs.filter(({ isWhole }) => isWhole).length
      return {
        data: report,
        // A server that was named and could not prove it is a finding; the embedded one is tried on the side.
        exitCode: proved < databases.length && listOf(args, 'prove').length > 0 ? 3 : 0,
        text: [
          ...(report.proofs.length === 0
            ? ['NOT PROVED: see the notes below']
            : proved === 0
              ? ['PROVED IN PART: see the notes below']
              : []),
          ...reportLines(report, relative(io.cwd, target) || '.', args['dry-run'] === true),
        ],
      }
    } finally {
      for (const database of databases) await database[Symbol.asyncDispose]()
    }
  },
})

/** Several folders are several histories: which of them comes first, or whether they stand side by side, is not guessed. */
function oneSource(sources: readonly string[]): string {
  const [only = '', ...others] = sources
  if (others.length === 0) return only
  throw new MigError('MIG_CONVERT_SOURCE', `${sources.length} folders are ${sources.length} histories: ${sources.join(', ')}`, {
    details: { sources },
    hint: 'Convert each of them on its own (--to another folder each); whether one follows the other is not guessed.',
  })
}

async function sourceOptions(args: Arguments, context: CommandContext): Promise<SourceOptions> {
  const [from, pattern, order] = [textOf(args, 'from'), textOf(args, 'pattern'), textOf(args, 'order')]
  const { sourceFormats } = await context.settings()
  return {
    ...(from === undefined ? {} : { from }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(order === undefined ? {} : { order: order as SourceOptions['order'] & string }), // one of the choices
    ...(sourceFormats === undefined ? {} : { formats: sourceFormats }),
    dialects: listOf(args, 'dialect').map(readDialect),
    define: Object.fromEntries(listOf(args, 'define').map(readDefinition)),
  }
}

function readDialect(word: string): Dialect {
  const dialect = parseDialect(word)
  if (dialect) return dialect
  throw new MigError('MIG_OPTION_INVALID', `'${word}' is no dialect`, {
    details: { dialect: word },
    hint: 'Dialects are postgres, mysql, sqlite.',
  })
}

function readDefinition(text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=')
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)]
  throw new MigError('MIG_OPTION_INVALID', `'${text}' gives no value to a placeholder`, {
    details: { define: text },
    hint: 'Write --define NAME=VALUE.',
  })
}

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
