import { cpSync, existsSync, rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { MigError, type RevisionGraph, type RevisionId } from '@mig/core'
import { DagRepository } from '@mig/dag'
import { createFile, readText, replaceFile } from '@mig/script'
import type { Mapping } from '../map/converted.js'
import { mapFurther, mapVersions } from '../map/map-versions.js'
import { conversionSubjects } from '../prove/conversion-subjects.js'
import { proveOnAll, type ProofOptions, type ProofOutcome } from '../prove/prove-on-all.js'
import { recordContext, recordLine, type RecordOptions } from '../record/record-line.js'
import { SourceRepository } from '../prove/source-repository.js'
import { makeReport, type ConversionReport } from '../report.js'
import type { NumberLine } from '../source/number-line.js'
import { readSource, type SourceOptions } from '../source/read-source.js'
import { renderFurtherPart } from '../write/conversion-page.js'
import { legacyVersion, readConversionRecord, type LegacyRecord, type OneRecord } from '../write/legacy-record.js'
import { renderRevision } from '../write/render-revision.js'
import type { RenderedRevision } from '../write/rendered-revision.js'
import { verifyWritten } from '../write/verify-written.js'
import { inWorkshop, realTarget } from '../write/workshop.js'
import { compareWithRecord, type Comparison } from './compare-with-record.js'
import { keepRecorded } from './keep-recorded.js'

/** What to follow, and how. */
export interface FollowOptions extends Omit<SourceOptions, 'from'>, ProofOptions {
  /** The folder that was converted, with what has come since. */
  readonly source: string
  /** The repository that it was converted into. */
  readonly target: string
  /** Name of the format; default the one that the conversion recorded. */
  readonly from?: string
  /** Runs the old tool for the versions that mig cannot run, those that were converted before as well; what the new ones do is written down. */
  readonly record?: RecordOptions
  /** Map, render and prove, and write nothing. */
  readonly dryRun?: boolean
}

/** What was new. */
export interface FollowReport extends ConversionReport {
  /** The versions that were added, in order. */
  readonly added: readonly string[]
  /** Converted versions that are others in the source now: reported, not rewritten. A sentence each. */
  readonly changed: readonly string[]
  /** The heads of the graph afterwards. */
  readonly heads: readonly RevisionId[]
}

/**
 * Converts again what was converted once, and adds what is new: the versions that have come since, under the revision of the last converted one.
 *
 * Nothing that exists is overwritten but `legacy.json` and the head files; where revisions of the project's own hang under the last
 * converted one as well, the graph has several heads afterwards. Ids are the ones that a conversion of the whole would give.
 *
 * @throws {MigError} `MIG_CONVERT_FOLLOW` when the target was not converted from this source, or lacks the revision to go on from;
 * `MIG_PROOF_FAILED`, and what reading the source throws
 * @example
 * const { added, heads } = await followRepository({ source: './numbered', target: './migrations' })
 */
export async function followRepository(options: FollowOptions): Promise<FollowReport> {
  const [source, target] = [resolve(options.source), realTarget(resolve(options.target))]
  const recordFile = join(target, 'legacy.json')
  if (!existsSync(recordFile)) throw notConverted(target, recordFile)
  const record = onlyRecord(recordFile, target)
  const read = readSource(source, { from: record.source.format, ...options })
  refuseOther(read, record, target)
  const line = options.record ? await recordFurther(read, record, options) : read
  const choices = { mode: record.mode, placeholders: placeholdersOf(record) }
  const whole = new Map(mapVersions(line, choices).versions.map((entry) => [entry.version, entry]))
  const recorded = new Map(record.versions.map((entry) => [entry.version, entry]))
  const comparison = compareWithRecord(line, record, (version) => {
    const [now, then] = [whole.get(version), recorded.get(version)]
    return (
      now?.revision === (then?.revision ?? undefined) && now?.collision.join() === (then?.collision ?? []).join() && then?.revision !== null
    )
  })
  const graph = await (await DagRepository.open(target)).graph()
  const tip = findTip(record, graph, target)
  const further = mapFurther(line, comparison.fresh, { tip, changes: comparison.changes, placeholders: choices.placeholders })
  const rendered = further.revisions.map((revision) => renderRevision(revision, line))
  return inWorkshop(target, async (workshop) => {
    cpSync(target, workshop, { recursive: true })
    const missing = rendered.filter((_one, at) => !graph.has(further.revisions[at]!.id))
    for (const { name, text } of missing) createFile(join(workshop, 'versions', name), text)
    const original = SourceRepository.ofLine({ ...line, versions: [...comparison.kept, ...comparison.fresh] })
    const written = await DagRepository.open(workshop)
    await verifyWritten(written, further, original)
    const proof = await prove(options, { comparison, line, choices, further, original, workshop })
    const report = makeReport({ target, parts: [{ line }], mapping: further, rendered, proofs: proof.proofs, proofNotes: proof.notes })
    const heads = (await written.graph()).heads()
    const notes = [...report.notes, ...comparison.notes]
    const full: FollowReport = {
      ...report,
      notes,
      added: comparison.fresh.map(({ version }) => version),
      changed: comparison.changed,
      heads,
    }
    if (!options.dryRun && comparison.fresh.length > 0) await write(target, record, { further, missing, proof, report: full })
    return full
  })
}

async function recordFurther(read: NumberLine, record: LegacyRecord, options: FollowOptions): Promise<NumberLine> {
  refuseLateCode(read, record)
  const line = await recordLine(read, options.record!, recordContext(options))
  return keepRecorded(line, record, await DagRepository.open(options.target))
}

/** The old tool runs numbers in their order, and what is new runs on what was converted: what late code does there, nobody has seen. */
function refuseLateCode({ versions }: NumberLine, record: LegacyRecord): void {
  const known = new Set(record.versions.map(({ version }) => version))
  const last = versions.findLastIndex(({ version }) => known.has(version))
  const late = versions
    .slice(0, last)
    .find(({ version, strands }) => !known.has(version) && strands.some(({ body }) => body.kind === 'foreign'))
  if (!late) return
  const [file] = late.strands.flatMap(({ files }) => files)
  throw new MigError('MIG_CONVERT_FOLLOW', `version ${late.version} is code that came late (${file?.name ?? ''}): it cannot be recorded`, {
    details: { version: late.version, after: versions[last]!.version },
    hint: `The old tool runs it before version ${versions[last]!.version}, the graph after it. Leave --record out, and write what it does into its revision.`,
  })
}

/** What the first conversion was told; older records do not say it, and show it where there was one. */
const placeholdersOf = ({ placeholders, versions }: LegacyRecord): 'keep' | 'drop' =>
  placeholders ?? (versions.some(({ dropped }) => dropped) ? 'drop' : 'keep')

/** What a database at the last converted version has; a revision that replaces it counts as it. */
function findTip(record: LegacyRecord, graph: RevisionGraph, target: string): RevisionId | undefined {
  const id = record.versions.at(-1)?.revision ?? undefined
  if (id === undefined || graph.has(id)) return id
  const replacing = graph.index.revisions.find(({ replaces = [] }) => replaces.includes(id))
  if (replacing) return replacing.id
  throw new MigError('MIG_CONVERT_FOLLOW', `'${target}' no longer has '${id}', the revision of the last converted version`, {
    details: { target, revision: id },
    hint: 'Restore its file, or name it under replaces of the revision that stands in its place.',
  })
}

interface ProofFacts {
  readonly comparison: Comparison
  readonly line: NumberLine
  readonly choices: Parameters<typeof mapVersions>[1]
  readonly further: Mapping
  readonly original: SourceRepository
  readonly workshop: string
}

/** The whole is proved again, in the order in which it was converted: what is new stands on what was there. */
async function prove(options: FollowOptions, facts: ProofFacts): Promise<ProofOutcome> {
  const { comparison, line, choices, further, original, workshop } = facts
  const nothing = (why: string): ProofOutcome => ({ certificates: {}, proofs: [], notes: [`not proved: ${why}`] })
  if (comparison.fresh.length === 0) return { certificates: {}, proofs: [], notes: [] }
  if (comparison.changed.length > 0) return nothing('the source is not what was converted any more')
  const before = mapVersions({ ...line, versions: comparison.kept }, choices)
  const graph = await (await DagRepository.open(workshop)).graph()
  if (before.revisions.some(({ id }) => !graph.has(id))) return nothing('converted revisions were replaced by others')
  const mapping = { revisions: [...before.revisions, ...further.revisions], versions: [...before.versions, ...further.versions] }
  return proveOnAll(options, () => conversionSubjects(original, mapping, workshop))
}

interface Written {
  readonly further: Mapping
  readonly missing: readonly RenderedRevision[]
  readonly proof: ProofOutcome
  readonly report: FollowReport
}

/** The files first: who runs the command again after a kill finds them, and only the record is written. */
async function write(target: string, record: OneRecord, { further, missing, proof, report }: Written): Promise<void> {
  const created: string[] = []
  try {
    for (const { name, text } of missing) {
      const file = join(target, 'versions', name)
      createFile(file, text)
      created.push(file)
    }
    const added = further.versions.map(legacyVersion)
    const whole = { ...record, versions: [...record.versions, ...added], certificates: { ...record.certificates, ...proof.certificates } }
    replaceFile(join(target, 'legacy.json'), `${JSON.stringify(whole, null, 2)}\n`)
  } catch (error) {
    for (const file of created) rmSync(file, { force: true })
    throw error
  }
  const page = join(target, 'CONVERSION.md')
  if (existsSync(page))
    replaceFile(page, `${readText(page).trimEnd()}\n\n${renderFurtherPart(further.versions.map(legacyVersion), report)}`)
  const repository = await DagRepository.open(target)
  if ((await repository.headFiles()).length > 0) await repository.writeHeadFiles()
}

function onlyRecord(file: string, target: string): OneRecord {
  const record = readConversionRecord(file)
  if (record.format === 1) return record
  throw new MigError(
    'MIG_CONVERT_FOLLOW',
    `'${target}' was converted from ${record.repositories.length} repositories: they cannot be followed`,
    {
      details: { target, labels: record.repositories.map(({ label }) => label) },
      hint: 'Write what has come since as revisions of its branch: mig revision --head LABEL@head --sql-file',
    },
  )
}

function notConverted(target: string, record: string): MigError {
  return new MigError('MIG_CONVERT_FOLLOW', `'${target}' was not written by a conversion: it has no ${basename(record)}`, {
    details: { target },
    hint: 'Name the converted repository with --to, or leave --follow out for a first conversion.',
  })
}

function refuseOther(line: NumberLine, { source }: LegacyRecord, target: string): void {
  if (line.format === source.format && line.repositoryId === source.repositoryId) return
  throw new MigError(
    'MIG_CONVERT_FOLLOW',
    `'${target}' was converted from '${source.repositoryId}' (${source.format}), and the source is '${line.repositoryId}' (${line.format})`,
    { details: { target, recorded: source.repositoryId, found: line.repositoryId }, hint: 'Name the source that was converted.' },
  )
}
