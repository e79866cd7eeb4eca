import { resolve, join } from 'node:path'
import { DagRepository, initRepository } from '@mig/dag'
import { createFile } from '@mig/script'
import { mapVersions, type MapOptions } from './map/map-versions.js'
import { conversionSubjects } from './prove/conversion-subjects.js'
import { proveOnAll, type ProofOptions } from './prove/prove-on-all.js'
import { SourceRepository } from './prove/source-repository.js'
import { makeReport, type ConversionReport } from './report.js'
import type { NumberLine } from './source/number-line.js'
import { readSource, type SourceOptions } from './source/read-source.js'
import { renderConversionPage } from './write/conversion-page.js'
import { makeLegacyRecord } from './write/legacy-record.js'
import { renderRevision } from './write/render-revision.js'
import { verifyWritten } from './write/verify-written.js'
import { inWorkshop, realTarget, refuseTarget, settle } from './write/workshop.js'

/** What to convert, and how. */
export interface ConvertOptions extends SourceOptions, ProofOptions {
  /** The folder of migrations, of any format that mig knows or is told. */
  readonly source: string
  /** An empty or new folder. */
  readonly target: string
  /** Default `full`: every number stays a revision. `baseline`: everything up to `version` (`7` or `007`) becomes one. */
  readonly mode?: MapOptions['mode']
  /** Default `keep`: numbers without a statement become no-op revisions. `drop`: they are only remembered in the record. */
  readonly placeholders?: 'keep' | 'drop'
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
  const line = readSource(source, options)
  const mode = normaliseMode(options.mode, line)
  const choices = { mode, placeholders: options.placeholders ?? 'keep' }
  const mapping = mapVersions(line, choices)
  const rendered = mapping.revisions.map((revision) => renderRevision(revision, line))
  return inWorkshop(target, async (workshop) => {
    await initRepository(workshop)
    for (const { name, text } of rendered) createFile(join(workshop, 'versions', name), text)
    const original = new SourceRepository(line)
    const written = await DagRepository.open(workshop)
    await written.writeHeadFiles()
    await verifyWritten(written, mapping, original)
    const outcome = await proveOnAll(options, () => conversionSubjects(original, mapping, workshop))
    const { certificates, proofs, notes: proofNotes } = outcome
    const report = makeReport({ target, line, mapping, rendered, proofs, proofNotes })
    if (options.dryRun) return report
    const record = makeLegacyRecord(line, mapping, choices, certificates)
    createFile(join(workshop, 'legacy.json'), `${JSON.stringify(record, null, 2)}\n`)
    createFile(join(workshop, 'CONVERSION.md'), renderConversionPage(record, report))
    settle(workshop, target)
    return report
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
