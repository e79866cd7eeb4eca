import type { Repository } from '@mig/core'
import { parseSqlScript, readText } from '@mig/script'
import type { NumberLine, SourceSection, Strand } from '../source/number-line.js'
import type { LegacyRecord } from '../write/legacy-record.js'

/**
 * What was recorded when a version was converted counts, not what the old tool has done there just now: a clock that it writes from shows
 * another time, and the revision is what databases have.
 */
export async function keepRecorded(line: NumberLine, record: LegacyRecord, graph: Repository): Promise<NumberLine> {
  const kept = new Map<string, readonly SourceSection[]>()
  const revisions = await graph.graph()
  for (const { version, revision, recording } of record.versions) {
    if (!recording || revision === null || !revisions.has(revision)) continue
    const [file] = (await graph.script(revision)).files
    if (file?.endsWith('.sql')) kept.set(version, sectionsOf(file))
  }
  const keep = (version: string, strand: Strand): Strand => {
    const sections = strand.recording && kept.get(version)
    return sections ? { ...strand, body: { kind: 'sql', sections } } : strand
  }
  return {
    ...line,
    versions: line.versions.map((source) => ({ ...source, strands: source.strands.map((strand) => keep(source.version, strand)) })),
  }
}

function sectionsOf(file: string): readonly SourceSection[] {
  return parseSqlScript(readText(file), file, 'upgrade').sections.flatMap(({ direction, dialects, text, transaction = true, line }) =>
    (dialects.length > 0 ? dialects : [undefined]).map((dialect) => ({ direction, dialect, text, transaction, file, line })),
  )
}
