import { resolve } from 'node:path'
import { withSource, type BranchOptions } from './branches/read-branches.js'
import { convertParts } from './convert-parts.js'
import type { MapOptions } from './map/map-versions.js'
import type { ProofOptions } from './prove/prove-on-all.js'
import type { ConversionReport } from './report.js'
import { recordContext, recordLine, type RecordOptions } from './record/record-line.js'
import type { NumberLine } from './source/number-line.js'
import { realTarget, refuseTarget } from './write/workshop.js'

/** What to convert, and how. */
export interface ConvertOptions extends BranchOptions, ProofOptions {
  /** The folder of migrations, of any format that mig knows or is told. */
  readonly source: string
  /** An empty or new folder. */
  readonly target: string
  /** Default `full`: every number stays a revision. `baseline`: everything up to `version` (`7` or `007`) becomes one. */
  readonly mode?: MapOptions['mode']
  /** Default `keep`: numbers without a statement become no-op revisions. `drop`: they are only remembered in the record. */
  readonly placeholders?: 'keep' | 'drop'
  /** Runs the old tool for the versions that mig cannot run, and writes down what it does. */
  readonly record?: RecordOptions
  /** Map, render and prove, and keep nothing. */
  readonly dryRun?: boolean
}

/**
 * Turns a numbered repository into a hash graph: read, map, write, prove.
 *
 * Everything is written into a folder beside the target, proved there, and takes the target's name at the end: a
 * conversion that fails or is killed leaves no half graph under that name. The source is never changed.
 *
 * @throws {MigError} `MIG_CONVERT_…`, `MIG_PROOF_FAILED`, `MIG_INTERRUPTED`, and what reading the source throws
 * @example
 * await using database = await connect('sqlite::memory:')
 * const report = await convertRepository({ source: './numbered', target: './migrations', proveOn: [database] })
 */
export async function convertRepository(options: ConvertOptions): Promise<ConversionReport> {
  const [source, target] = [resolve(options.source), realTarget(resolve(options.target))]
  refuseTarget(target)
  return withSource(source, target, options, async (read) => {
    const line = options.record ? await recordLine(read, options.record, recordContext(options)) : read
    const choices = { mode: normaliseMode(options.mode, line), placeholders: options.placeholders ?? 'keep' } as const
    return convertParts({ parts: [{ line }], choices, order: 'apart', target, dryRun: options.dryRun ?? false }, options)
  })
}

/** A baseline as the line names its version: `007` and `7` are one number, and `7` is `007_add_a` where no other version has it. */
function normaliseMode(mode: MapOptions['mode'] = { kind: 'full' }, { versions }: NumberLine): MapOptions['mode'] {
  if (mode.kind === 'full') return mode
  const plain = (digits: string) => digits.replace(/^0+(?=\d)/, '')
  const wanted = plain(mode.version)
  const sameNumber = versions.filter(({ digits }) => plain(digits) === wanted)
  const found =
    versions.find(({ version }) => version === mode.version) ??
    versions.find(({ version }) => version === wanted) ??
    (sameNumber.length === 1 ? sameNumber[0] : undefined)
  return { kind: 'baseline', version: found?.version ?? wanted }
}
