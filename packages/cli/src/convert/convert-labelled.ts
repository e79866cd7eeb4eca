import { relative, resolve } from 'node:path'
import { MigError } from '@mig/core'
import { listOf, textOf, type Arguments, type CommandResult } from '../command.js'
import type { CommandContext } from '../context.js'
import { reportLines } from './convert-whole.js'
import { judgeProofs, withProofServers } from './proof-servers.js'
import { refuseBeside } from './refuse-beside.js'
import { sourceOptions } from './source-options.js'

/** Several repositories of one database into one graph. */
export async function convertLabelled(args: Arguments, context: CommandContext): Promise<CommandResult> {
  refuseBeside(args, 'label', ['baseline', 'back', 'follow', 'from-git', 'record', 'record-timeout'])
  const { io } = context
  const [folder] = listOf(args, 'sources')
  if (folder !== undefined) {
    throw new MigError('MIG_OPTION_INVALID', `'${folder}' has no label, and others have one`, {
      details: { folder },
      hint: `Write --label NAME=${folder}.`,
    })
  }
  const sources = listOf(args, 'label')
    .map(readLabel)
    .map(({ label, source }) => ({ label, source: resolve(io.cwd, source) }))
  const { convertSeveral } = await import('@mig/convert')
  const target = resolve(io.cwd, textOf(args, 'to') ?? 'migrations')
  const options = await sourceOptions(args, context)
  const dryRun = args['dry-run'] === true
  const placeholders = args['placeholders'] === 'drop' ? 'drop' : 'keep'
  const lockstep = args['lockstep'] === true
  const report = await withProofServers(args, context, (proof) =>
    convertSeveral({ ...options, ...proof, sources, target, placeholders, lockstep, dryRun }),
  )
  const { lines, isFinding } = judgeProofs(report, args)
  return {
    data: report,
    exitCode: isFinding ? 3 : 0,
    text: [...lines, ...reportLines(report, relative(io.cwd, target) || '.', dryRun, 'mig upgrade heads')],
  }
}

function readLabel(text: string): { readonly label: string; readonly source: string } {
  const at = text.indexOf('=')
  if (at > 0 && at < text.length - 1) return { label: text.slice(0, at), source: text.slice(at + 1) }
  throw new MigError('MIG_OPTION_INVALID', `'${text}' gives no label to a folder`, {
    details: { label: text },
    hint: 'Write --label NAME=FOLDER, once for each repository.',
  })
}
