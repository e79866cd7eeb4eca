import { relative, resolve } from 'node:path'
import type { FollowReport } from '@mig/convert'
import { countOf } from '@mig/core'
import { textOf, type Arguments, type CommandResult } from '../command.js'
import type { CommandContext } from '../context.js'
import { recordOptions } from './record-options.js'
import { judgeProofs, withProofServers } from './proof-servers.js'
import { refuseBeside } from './refuse-beside.js'
import { sourceOptions } from './source-options.js'

/** Once more, for what has come since the first conversion. */
export async function followSource(source: string, args: Arguments, context: CommandContext): Promise<CommandResult> {
  // how it is converted was said the first time
  refuseBeside(args, 'follow', ['baseline', 'placeholders', 'back', 'from-git'])
  const { io } = context
  const { followRepository } = await import('@mig/convert')
  const target = resolve(io.cwd, textOf(args, 'to') ?? 'migrations')
  const options = await sourceOptions(args, context)
  const dryRun = args['dry-run'] === true
  const report = await withProofServers(args, context, (proof) =>
    followRepository({ ...options, ...proof, ...recordOptions(args, io, proof.proveOn), source, target, dryRun }),
  )
  const { lines, isFinding } = report.added.length === 0 ? { lines: [], isFinding: false } : judgeProofs(report, args)
  return {
    data: report,
    exitCode: isFinding || report.changed.length > 0 ? 3 : 0,
    text: [...lines, ...followLines(report, relative(io.cwd, target) || '.', dryRun)],
  }
}

function followLines({ added, changed, heads, notes, revisions }: FollowReport, target: string, isDryRun: boolean): readonly string[] {
  const done = isDryRun ? 'would add' : 'added'
  return [
    added.length === 0
      ? `nothing new since ${target} was converted`
      : `${done} ${countOf(revisions, 'revision')} to ${target}: version ${added.join(', ')}`,
    ...changed.map((one) => `  CHANGED ${one}`),
    ...notes.map((note) => `  ${note}`),
    ...(heads.length > 1
      ? [
          `the graph has ${heads.length} heads${isDryRun ? ' then' : ''}: ${heads.join(', ')}`,
          'next: mig merge heads -m "merge what was converted"',
        ]
      : []),
  ]
}
