import { relative, resolve } from 'node:path'
import type { ConversionReport } from '@mig/convert'
import { listOf, textOf, type Arguments, type CommandResult } from '../command.js'
import type { CommandContext } from '../context.js'
import { judgeProofs, withProofServers } from './proof-servers.js'
import { recordOptions } from './record-options.js'
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
      ...recordOptions(args, io, proof.proveOn),
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
    text: [...lines, ...reportLines(report, relative(io.cwd, target) || '.', dryRun), ...recordHint(report, args)],
  }
}

/** Where something was left to be written by hand, the old tool may do it. */
function recordHint({ counts }: ConversionReport, args: Arguments): readonly string[] {
  if ((counts['stubs'] ?? 0) === 0 || args['record'] !== undefined) return []
  return ["the old tool can write the stubs: convert into a new folder with --record 'COMMAND {version}' (see mig convert --help)"]
}

/** What was written, in lines. */
export function reportLines(report: ConversionReport, target: string, isDryRun: boolean, goOn = 'mig upgrade'): readonly string[] {
  const counts = Object.entries(report.counts).filter(([, count]) => count > 0)
  return [
    `${isDryRun ? 'would write' : 'wrote'} ${report.revisions} revisions to ${target}`,
    ...counts.map(([what, count]) => `  ${String(count).padStart(4)} ${what}`),
    ...report.notes.map((note) => `  ${note}`),
    ...(isDryRun
      ? []
      : [
          `the record is ${target}/legacy.json, the report ${target}/CONVERSION.md`,
          `next: name the new repository in the configuration (mode dag), then: ${goOn}`,
        ]),
  ]
}
