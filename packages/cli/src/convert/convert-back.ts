import { relative, resolve } from 'node:path'
import type { BackReport } from '@mig/convert'
import { countOf } from '@mig/core'
import { textOf, type Arguments, type CommandResult } from '../command.js'
import type { CommandContext } from '../context.js'
import { judgeProofs, withProofServers } from './proof-servers.js'
import { refuseBeside } from './refuse-beside.js'

/** From a graph to numbers. */
export async function convertBack(source: string, args: Arguments, context: CommandContext): Promise<CommandResult> {
  refuseBeside(args, 'back', [
    'from',
    'pattern',
    'order',
    'dialect',
    'define',
    'baseline',
    'placeholders',
    'follow',
    'from-git',
    'record',
    'record-timeout',
  ])
  const { io } = context
  const { backToNumbers } = await import('@mig/convert')
  const target = resolve(io.cwd, textOf(args, 'to') ?? 'numbered')
  const dryRun = args['dry-run'] === true
  const report = await withProofServers(args, context, (proof) => backToNumbers({ ...proof, source, target, dryRun }))
  const { lines, isFinding } = judgeProofs(report, args)
  return {
    data: report,
    exitCode: isFinding ? 3 : 0,
    text: [...lines, ...backLines(report, relative(io.cwd, target) || '.', dryRun)],
  }
}

function backLines({ versions, notes }: BackReport, target: string, isDryRun: boolean): readonly string[] {
  return [
    `${isDryRun ? 'would write' : 'wrote'} ${countOf(versions.length, 'version')} to ${target}`,
    ...versions.map(({ version, revision, files }) => `  ${version.padStart(4)} ${revision ?? '(reserved)'}: ${files.join(', ')}`),
    ...notes.map((note) => `  ${note}`),
    ...(isDryRun
      ? []
      : ['next: name it in the configuration (mode linear), and take each database over: mig version_control NUMBER --verify']),
  ]
}
