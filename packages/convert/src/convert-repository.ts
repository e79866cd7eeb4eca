import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { MigError, type Database, type Operations } from '@mig/core'
import { DagRepository, initRepository } from '@mig/dag'
import { createFile } from '@mig/script'
import { mapVersions, type MapOptions } from './map/map-versions.js'
import type { Mapping } from './map/converted.js'
import { proveConversion } from './prove/prove-conversion.js'
import { SourceRepository } from './prove/source-repository.js'
import type { ConversionReport, ConvertEvent } from './report.js'
import type { NumberLine } from './source/number-line.js'
import { readNumberLine } from './source/read-number-line.js'
import { renderConversionPage } from './write/conversion-page.js'
import { makeLegacyRecord, type LegacyRecord } from './write/legacy-record.js'
import { renderRevision, type RenderedRevision } from './write/render-revision.js'

/** What to convert, and how. */
export interface ConvertOptions {
  /** The numbered repository: mig's own, or SQLAlchemy Migrate's. */
  readonly source: string
  /** An empty or new folder. */
  readonly target: string
  /** Default `full`: every number stays a revision. `baseline`: everything up to `version` becomes one. */
  readonly mode?: MapOptions['mode']
  /** Default `keep`: numbers without a statement become no-op revisions. `drop`: they are only remembered in the record. */
  readonly placeholders?: 'keep' | 'drop'
  /** Servers to prove the conversion on, in scratch databases that are dropped. */
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
 * @throws {MigError} `MIG_CONVERT_…`, `MIG_PROOF_FAILED`, and what reading the source throws
 * @example
 * const report = await convertRepository({ source: './numbered', target: './migrations', proveOn: [await connect('sqlite::memory:')] })
 */
export async function convertRepository(options: ConvertOptions): Promise<ConversionReport> {
  const [source, target] = [resolve(options.source), resolve(options.target)]
  const mode = options.mode ?? { kind: 'full' }
  refuseTarget(target)
  const line = readNumberLine(source)
  const mapping = mapVersions(line, { mode, placeholders: options.placeholders ?? 'keep' })
  const rendered = mapping.revisions.map(renderRevision)
  const workshop = join(dirname(target), `.${randomBytes(6).toString('hex')}.converting`)
  mkdirSync(dirname(target), { recursive: true })
  try {
    await initRepository(workshop)
    for (const { name, text } of rendered) createFile(join(workshop, 'versions', name), text)
    const { certificates, notes: proofNotes } = await prove(options, source, line, mapping, workshop)
    const report = makeReport(target, line, mapping, rendered, certificates, proofNotes)
    if (options.dryRun) return report
    const record = makeLegacyRecord(line, mapping, mode, certificates)
    createFile(join(workshop, 'legacy.json'), `${JSON.stringify(record, null, 2)}\n`)
    createFile(join(workshop, 'CONVERSION.md'), renderConversionPage(record, report))
    refuseTarget(target)
    if (existsSync(target)) rmdirSync(target)
    renameSync(workshop, target)
    return report
  } finally {
    rmSync(workshop, { recursive: true, force: true })
  }
}

function refuseTarget(target: string): void {
  const found = statSync(target, { throwIfNoEntry: false })
  if (!found || (found.isDirectory() && readdirSync(target).length === 0)) return
  throw new MigError('MIG_CONVERT_EXISTS', `'${target}' ${found.isDirectory() ? 'is not empty' : 'is a file'}`, {
    details: { target },
    hint: 'Choose another folder with --to; nothing was overwritten.',
  })
}

async function prove(
  options: ConvertOptions,
  source: string,
  line: NumberLine,
  mapping: Mapping,
  workshop: string,
): Promise<{ readonly certificates: LegacyRecord['certificates']; readonly notes: readonly string[] }> {
  const certificates: { -readonly [Key in keyof LegacyRecord['certificates']]: LegacyRecord['certificates'][Key] } = {}
  const notes: string[] = []
  const { operations, onEvent = () => undefined, signal } = options
  for (const database of options.proveOn ?? []) {
    const graph = await DagRepository.open(workshop)
    const outcome = await proveConversion(database, {
      source: new SourceRepository(source, line),
      graph,
      mapping,
      operations,
      onEvent,
      signal,
    })
    if (typeof outcome === 'string') notes.push(outcome)
    else certificates[database.dialect] = outcome
  }
  return { certificates, notes }
}

function makeReport(
  target: string,
  line: NumberLine,
  mapping: Mapping,
  rendered: readonly RenderedRevision[],
  certificates: LegacyRecord['certificates'],
  proofNotes: readonly string[],
): ConversionReport {
  const { revisions, versions } = mapping
  const notes = rendered.flatMap((one) => one.notes)
  const count = (kind: string) => new Set(notes.filter((note) => note.kind === kind).map((note) => note.file)).size
  const collisions = versions.filter(({ collision }) => collision.length > 0)
  const codeOnly = versions.filter(({ source }) => source.isCodeOnly)
  const twins = revisions.filter(({ equivalentTo }) => equivalentTo.length > 0)
  return {
    target,
    revisions: revisions.length,
    counts: {
      'numbers read': versions.length,
      placeholders: versions.filter(({ isPlaceholder }) => isPlaceholder).length,
      'placeholders dropped': versions.filter(({ isDropped }) => isDropped).length,
      'no-op gates': codeOnly.length,
      'in the baseline': versions.filter((entry) => entry.isBelowBaseline).length,
      collisions: collisions.length,
      'back-ports': twins.length,
      'non-transactional': count('non-transactional'),
      'own transaction': count('own transaction'),
      'needs a human': count('needs a human'),
      'look like migrations and were not imported': line.ignored.length,
    },
    notes: [
      ...collisions.map(
        ({ version, collision, revision }) =>
          `version ${version} was written twice: ${collision.join(' and ')} are siblings, joined by ${revision}`,
      ),
      ...codeOnly.map(
        ({ version, source }) =>
          `version ${version} (${source.strands[0]?.files[0]?.name ?? ''}) was code that sends no SQL: imported as a no-op`,
      ),
      ...twins.map(
        ({ id, equivalentTo }) =>
          `${id} is the same change as ${equivalentTo.join(', ')} under another number: a database that has one has both`,
      ),
      ...notes.filter(({ kind }) => kind !== 'non-transactional').map(({ kind, file, text }) => `${file}: ${kind}: ${text}`),
      ...line.ignored.map((name) => `${name}: looks like a migration and has fewer than three digits: not imported`),
      ...proofNotes,
    ],
    proofs: Object.entries(certificates).map(([dialect, certificate]) => ({
      dialect: dialect as keyof typeof certificates,
      server: certificate.server,
      versions: Object.keys(certificate.fingerprints).length,
    })),
  }
}
