import { relative, resolve } from 'node:path'
import type { ConversionReport, RecordOptions } from '@mig/convert'
import { MigError, type Database } from '@mig/core'
import { listOf, textOf, type Arguments, type CommandResult } from '../command.js'
import type { CommandContext } from '../context.js'
import { judgeProofs, proofUrls, withProofServers } from './proof-servers.js'
import { sourceOptions } from './source-options.js'

/** The first conversion of a folder. */
export async function convertWhole(source: string, args: Arguments, context: CommandContext): Promise<CommandResult> {
  const { io } = context
  const { convertRepository } = await import('@mig/convert')
  const target = resolve(io.cwd, textOf(args, 'to') ?? 'migrations')
  const baseline = textOf(args, 'baseline')
  const options = await sourceOptions(args, context)
  const dryRun = args['dry-run'] === true
  const report = await withProofServers(args, context, (proof) =>
    convertRepository({
      ...options,
      ...proof,
      fromGit: listOf(args, 'from-git'),
      ...recordOptions(args, context, proof.proveOn),
      source,
      target,
      mode: baseline === undefined ? { kind: 'full' } : { kind: 'baseline', version: baseline },
      placeholders: args['placeholders'] === 'drop' ? 'drop' : 'keep',
      dryRun,
    }),
  )
  const { lines, isFinding } = judgeProofs(report, args)
  return {
    data: report,
    exitCode: isFinding ? 3 : 0,
    text: [...lines, ...reportLines(report, relative(io.cwd, target) || '.', dryRun)],
  }
}

/** `--record`: the old tool runs on the servers that the conversion is proved on. */
function recordOptions(args: Arguments, { io }: CommandContext, databases: readonly Database[]): { readonly record?: RecordOptions } {
  const command = textOf(args, 'record')
  if (command === undefined) return {}
  if (!command.includes('{version}') && !command.includes('MIG_RECORD_VERSION')) {
    throw new MigError('MIG_OPTION_INVALID', '--record names no place for the version', {
      details: { record: command },
      hint: "Write --record './manage.py upgrade --url {url} {version}', or read MIG_RECORD_VERSION in the command.",
    })
  }
  const urls = proofUrls(args)
  if (urls.length === 0) {
    throw new MigError('MIG_OPTION_INVALID', '--record has no server: --no-proof, and none is named with --prove', {
      hint: 'Name one: --prove postgres://localhost/scratch; or leave --no-proof out to record on an embedded SQLite.',
    })
  }
  const isTried = (at: number): boolean => at === 0 && args['no-proof'] !== true
  const servers = databases.map((database, at) => ({ database, url: urls[at]!, isTried: isTried(at) }))
  return { record: { command, cwd: io.cwd, servers, schema: () => import('@mig/schema') } }
}

/** What was written, in lines. */
export function reportLines(report: ConversionReport, target: string, isDryRun: boolean): readonly string[] {
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
