import { resolve, join } from 'node:path'
import type { Database, Dialect, Operations } from '@mig/core'
import { DagRepository, initRepository } from '@mig/dag'
import { createFile } from '@mig/script'
import { mapVersions, type MapOptions } from './map/map-versions.js'
import type { Mapping } from './map/converted.js'
import type { ProofStop } from './prove/proof.js'
import { proveConversion } from './prove/prove-conversion.js'
import { SourceRepository } from './prove/source-repository.js'
import { makeReport, type ConversionReport, type ConvertEvent } from './report.js'
import type { NumberLine } from './source/number-line.js'
import { readSource, type SourceOptions } from './source/read-source.js'
import { renderConversionPage } from './write/conversion-page.js'
import { makeLegacyRecord, type LegacyRecord } from './write/legacy-record.js'
import { renderRevision } from './write/render-revision.js'
import { verifyWritten } from './write/verify-written.js'
import { inWorkshop, realTarget, refuseTarget, settle } from './write/workshop.js'

/** What to convert, and how. */
export interface ConvertOptions extends SourceOptions {
  /** The folder of migrations, of any format that mig knows or is told. */
  readonly source: string
  /** An empty or new folder. */
  readonly target: string
  /** Default `full`: every number stays a revision. `baseline`: everything up to `version` (`7` or `007`) becomes one. */
  readonly mode?: MapOptions['mode']
  /** Default `keep`: numbers without a statement become no-op revisions. `drop`: they are only remembered in the record. */
  readonly placeholders?: 'keep' | 'drop'
  /** Servers to prove the conversion on, in scratch databases that are dropped; one that the source does not run on is noted in the report. */
  readonly proveOn?: readonly Database[]
  /** For code scripts in the proof. */
  readonly operations?: (() => Promise<Operations>) | undefined
  /** Map, render and prove, and keep nothing. */
  readonly dryRun?: boolean
  readonly onEvent?: (event: ConvertEvent) => void
  readonly signal?: AbortSignal
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
  const mapping = mapVersions(line, { mode, placeholders: options.placeholders ?? 'keep' })
  const rendered = mapping.revisions.map((revision) => renderRevision(revision, line))
  return inWorkshop(target, async (workshop) => {
    await initRepository(workshop)
    for (const { name, text } of rendered) createFile(join(workshop, 'versions', name), text)
    const original = new SourceRepository(source, line)
    const written = await DagRepository.open(workshop)
    await written.writeHeadFiles()
    await verifyWritten(written, mapping, original)
    const { certificates, proofs, notes: proofNotes } = await prove(options, original, mapping, workshop)
    const report = makeReport({ target, line, mapping, rendered, proofs, proofNotes })
    if (options.dryRun) return report
    const record = makeLegacyRecord(line, mapping, mode, certificates)
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

/** What the servers said. Of two servers of one dialect the later one's certificate is kept: adoption compares beyond it anyway. */
interface Outcome {
  readonly certificates: LegacyRecord['certificates']
  readonly proofs: ConversionReport['proofs']
  /** Why a server proved nothing or not all, and what it found of ways back. */
  readonly notes: readonly string[]
}

async function prove(options: ConvertOptions, source: SourceRepository, mapping: Mapping, workshop: string): Promise<Outcome> {
  const certificates: { -readonly [Key in keyof LegacyRecord['certificates']]: LegacyRecord['certificates'][Key] } = {}
  const proofs: ConversionReport['proofs'][number][] = []
  const notes: string[] = []
  const { operations, onEvent = () => undefined, signal } = options
  for (const database of options.proveOn ?? []) {
    const graph = await DagRepository.open(workshop)
    const { certificate, stop, findings } = await proveConversion(database, { source, graph, mapping, operations, onEvent, signal })
    const { dialect } = database
    const proved = Object.keys(certificate.fingerprints)
    notes.push(...findings)
    if (stop) notes.push(describeStop(dialect, stop, proved.at(-1)))
    if (proved.length === 0) continue
    certificates[dialect] = certificate
    const downgrades = certificate.downgrades?.verified ?? []
    proofs.push({ dialect, server: certificate.server, versions: proved.length, isWhole: stop === undefined, downgrades })
  }
  return { certificates, proofs, notes }
}

function describeStop(dialect: Dialect, { version, reason }: ProofStop, last: string | undefined): string {
  return last === undefined
    ? `not proved on ${dialect}: ${reason}`
    : `proved on ${dialect} up to version ${last}, and not from version ${version} on: ${reason}`
}
