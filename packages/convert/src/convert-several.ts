import { resolve } from 'node:path'
import { MigError } from '@mig/core'
import { convertParts } from './convert-parts.js'
import type { SourcePart } from './map/map-parts.js'
import type { ProofOptions } from './prove/prove-on-all.js'
import type { ConversionReport } from './report.js'
import { readSource, type SourceOptions } from './source/read-source.js'
import { realTarget, refuseTarget } from './write/workshop.js'

/** Several repositories of one database, and what becomes of them. */
export interface ConvertSeveralOptions extends SourceOptions, ProofOptions {
  /** In the order in which they run: one after the other, or in lockstep. The label is that of the branch. */
  readonly sources: readonly { readonly label: string; readonly source: string }[]
  /** An empty or new folder. */
  readonly target: string
  /** A number of a repository waits for the same number of those before it. Default: none waits for another. */
  readonly lockstep?: boolean
  /** See {@link convertRepository}. */
  readonly placeholders?: 'keep' | 'drop'
  /** Map, render and prove, and keep nothing. */
  readonly dryRun?: boolean
}

/**
 * Turns several numbered repositories that share a database into one hash graph: a branch with a label for each, as where one repository
 * expands the schema and another contracts it. Everything else is as in {@link convertRepository}; the proof replays them in their order.
 *
 * @throws {MigError} what {@link convertRepository} throws; `MIG_CONVERT_SOURCE` when labels repeat or are none, or a database could not
 * tell the repositories apart
 * @example
 * const sources = [{ label: 'expand', source: './expand_repo' }, { label: 'contract', source: './contract_repo' }]
 * const report = await convertSeveral({ sources, target: './migrations', lockstep: true, proveOn: [database] })
 */
export async function convertSeveral(options: ConvertSeveralOptions): Promise<ConversionReport> {
  const target = realTarget(resolve(options.target))
  refuseTarget(target)
  refuseLabels(options.sources.map(({ label }) => label))
  const parts = options.sources.map(({ label, source }) => ({ label, line: readSource(resolve(source), options) }))
  refuseUntold(parts)
  const { placeholders = 'keep', lockstep = false, dryRun = false } = options
  const choices = { mode: { kind: 'full' }, placeholders } as const
  return convertParts({ parts, choices, order: lockstep ? 'lockstep' : 'apart', target, dryRun }, options)
}

function refuseLabels(labels: readonly string[]): void {
  const refuse = (problem: string, label: string): MigError =>
    new MigError('MIG_CONVERT_SOURCE', `the label '${label}' ${problem}`, {
      details: { label },
      hint: 'A label is letters, digits, - and _, beginning with a letter, and each repository has its own.',
    })
  for (const [at, label] of labels.entries()) {
    if (!/^[A-Za-z][\w-]*$/.test(label)) throw refuse('is none', label)
    if (['head', 'heads', 'base', 'current'].includes(label)) throw refuse('is a word of the targets', label)
    if (labels.indexOf(label) < at) throw refuse('is given twice', label)
  }
}

/** A database says by table and, where a table has a row for each repository, by its id where it is. */
function refuseUntold(parts: readonly (SourcePart & { readonly label: string })[]): void {
  const seen = new Map<string, string>()
  for (const { label, line } of parts) {
    const { table, kind, schema } = line.bookkeeping
    if (kind === 'none') continue
    const id = kind === 'repository' ? line.repositoryId : undefined
    const key = JSON.stringify([schema, table, id])
    const other = seen.get(key)
    seen.set(key, label)
    if (other === undefined) continue
    const where = id === undefined ? `in the table '${table}'` : `in '${table}' as '${id}'`
    throw new MigError(
      'MIG_CONVERT_SOURCE',
      `'${other}' and '${label}' both keep their versions ${where}: no database can tell them apart`,
      {
        details: { labels: [other, label], table, repositoryId: id },
        hint: 'Give each repository its own id or version table first; nothing was written.',
      },
    )
  }
}
