import { join } from 'node:path'
import { DagRepository, initRepository } from '@mig/dag'
import { createFile } from '@mig/script'
import { mapParts, type PartOrder, type SourcePart } from './map/map-parts.js'
import type { MapOptions } from './map/map-versions.js'
import type { Mapping } from './map/converted.js'
import { conversionSubjects } from './prove/conversion-subjects.js'
import { proveOnAll, type ProofOptions } from './prove/prove-on-all.js'
import { SourceRepository } from './prove/source-repository.js'
import { makeReport, type ConversionReport } from './report.js'
import { renderConversionPage } from './write/conversion-page.js'
import { makeLegacyRecord, type ConversionRecord, type LegacyRecord } from './write/legacy-record.js'
import { renderRevision } from './write/render-revision.js'
import type { RenderedRevision } from './write/rendered-revision.js'
import { verifyWritten } from './write/verify-written.js'
import { inWorkshop, settle } from './write/workshop.js'

/** What was read, and what becomes of it. */
export interface PartsToConvert {
  readonly parts: readonly SourcePart[]
  readonly choices: MapOptions
  readonly order: PartOrder
  /** Absolute; absent or an empty folder. */
  readonly target: string
  readonly dryRun: boolean
}

/** The one way from what was read to a graph that is written and proved: map, render, write into a workshop, prove, take the name. */
export async function convertParts(
  { parts, choices, order, target, dryRun }: PartsToConvert,
  proof: ProofOptions,
): Promise<ConversionReport> {
  const mapping = mapParts(parts, choices, order)
  const rendered = renderParts(mapping, parts)
  return inWorkshop(target, async (workshop) => {
    await initRepository(workshop)
    for (const { name, text } of rendered) createFile(join(workshop, 'versions', name), text)
    const original = SourceRepository.of(mapping.versions, parts)
    const written = await DagRepository.open(workshop)
    await written.writeHeadFiles()
    await verifyWritten(written, mapping, original)
    const { certificates, proofs, notes } = await proveOnAll(proof, () =>
      conversionSubjects(original, mapping, workshop, parts.length > 1 ? order : undefined),
    )
    const report = makeReport({ target, parts, mapping, rendered, proofs, proofNotes: notes })
    if (dryRun) return report
    const record = makeRecord({ parts, choices, order }, mapping, certificates)
    createFile(join(workshop, 'legacy.json'), `${JSON.stringify(record, null, 2)}\n`)
    createFile(join(workshop, 'CONVERSION.md'), renderConversionPage(record, report))
    settle(workshop, target)
    return report
  })
}

/** Each revision as a file; a note of one among several repositories names the label before the file. */
function renderParts({ versions, revisions }: Mapping, parts: readonly SourcePart[]): readonly RenderedRevision[] {
  const labels = new Map(versions.flatMap(({ label, revision, collision }) => [revision, ...collision].map((id) => [id, label])))
  return revisions.map((revision) => {
    const label = labels.get(revision.id)
    const rendered = renderRevision(revision, parts.find((part) => part.label === label)!.line)
    if (label === undefined) return rendered
    return { ...rendered, notes: rendered.notes.map((note) => ({ ...note, file: `${label}/${note.file}` })) }
  })
}

function makeRecord(
  { parts, choices, order }: Pick<PartsToConvert, 'parts' | 'choices' | 'order'>,
  { versions }: Mapping,
  certificates: LegacyRecord['certificates'],
): ConversionRecord {
  const [first] = parts
  if (first?.label === undefined) return { format: 1, ...makeLegacyRecord(first!.line, versions, choices, certificates) }
  const repositories = parts.map(({ label = '', line }) => {
    const own = versions.filter((entry) => entry.label === label)
    return { label, ...makeLegacyRecord(line, own, choices, {}) }
  })
  return { format: 2, order, repositories, certificates }
}
