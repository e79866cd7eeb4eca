import type { RevisionId } from '@mig/core'
import type { MappedChange } from '../map/find-twins.js'
import type { NumberLine, SourceVersion } from '../source/number-line.js'
import type { LegacyRecord, LegacyVersion } from '../write/legacy-record.js'

/** What a source holds beside what was converted from it. */
export interface Comparison {
  /** Versions that no record has, in the order of the source. */
  readonly fresh: readonly SourceVersion[]
  /** Versions that were converted and are as they were, in the order in which they were converted. */
  readonly kept: readonly SourceVersion[]
  /** The changes of the kept ones, for the search of twins. */
  readonly changes: readonly MappedChange[]
  /** Converted versions that are others now, or gone: a sentence each. */
  readonly changed: readonly string[]
  /** What else a person should know. */
  readonly notes: readonly string[]
}

/** Compares a source with the record of its conversion. Pure. */
export function compareWithRecord(line: NumberLine, record: LegacyRecord, isSameContent: (version: string) => boolean): Comparison {
  const entries = new Map(record.versions.map((entry) => [entry.version, entry]))
  const sources = new Map(line.versions.map((source) => [source.version, source]))
  const changed = record.versions.flatMap((entry) => {
    const source = sources.get(entry.version)
    const problem = source ? differenceOf(entry, source, isSameContent) : `is no longer in the source`
    return problem === undefined ? [] : [describe(entry, problem)]
  })
  const isKept = (entry: LegacyVersion) => {
    const source = sources.get(entry.version)
    return source !== undefined && differenceOf(entry, source, isSameContent) === undefined
  }
  const kept = record.versions.filter(isKept)
  const fresh = line.versions.filter(({ version }) => !entries.has(version))
  return {
    fresh,
    kept: kept.map(({ version }) => sources.get(version)!),
    changes: kept.flatMap((entry) => changesOf(entry, sources.get(entry.version)!)),
    changed,
    notes: noteLate(line, record, fresh),
  }
}

/** The strands of a converted version with the revisions that they became; none where they became no revision of their own. */
function changesOf({ revision, collision, dropped, belowBaseline }: LegacyVersion, { strands }: SourceVersion): readonly MappedChange[] {
  if (dropped || belowBaseline || revision === null) return []
  const ids: readonly RevisionId[] = collision ?? [revision]
  return strands.flatMap((strand, at) => (ids[at] === undefined ? [] : [{ id: ids[at], strand }]))
}

/** What is different in a converted version, as a clause; layout that an editor may change does not count. */
function differenceOf(
  entry: LegacyVersion,
  { version, strands }: SourceVersion,
  isSameContent: (version: string) => boolean,
): string | undefined {
  const recorded = new Map(entry.files.map(({ file, sha256 }) => [file, sha256]))
  const found = new Map(strands.flatMap(({ files }) => files.map(({ name, sha256 }) => [name, sha256])))
  const added = [...found.keys()].filter((name) => !recorded.has(name))
  if (added.length > 0) return `has ${added.join(' and ')} as well now`
  const gone = [...recorded.keys()].filter((name) => !found.has(name))
  if (gone.length > 0) return `has ${gone.join(' and ')} no longer`
  const edited = [...found].filter(([name, sha256]) => recorded.get(name) !== sha256).map(([name]) => name)
  if (edited.length === 0 || isSameContent(version)) return undefined
  return entry.placeholder
    ? `was a placeholder, and is filled now (${edited.join(', ')})`
    : `holds something else now (${edited.join(', ')})`
}

function describe({ version, revision }: LegacyVersion, problem: string): string {
  const whose = revision === null ? 'the conversion was not changed' : `'${revision}' was not changed`
  return `version ${version} ${problem}: ${whose}; what is new in it has to become a revision of its own (mig revision)`
}

/** New versions that the source has below the last converted one. */
function noteLate({ versions }: NumberLine, record: LegacyRecord, fresh: readonly SourceVersion[]): readonly string[] {
  const last = record.versions.findLast((entry) => versions.some(({ version }) => version === entry.version))
  const at = versions.findIndex(({ version }) => version === last?.version)
  return fresh
    .filter((source) => versions.indexOf(source) < at)
    .map(
      ({ version }) =>
        `version ${version} comes before ${last!.version}, which was converted already: it hangs behind it, and runs after it`,
    )
}
