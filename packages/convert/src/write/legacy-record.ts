import { readFileSync } from 'node:fs'
import { MigError, type Dialect, type RevisionId } from '@mig/core'
import type { MappedVersion } from '../map/converted.js'
import type { MapOptions } from '../map/map-versions.js'
import type { NumberLine } from '../source/number-line.js'
import type { Bookkeeping } from '../source/preset.js'

/** `legacy.json`: where every number went, and what was proved. Adoption and old numbers as targets read it. */
export type ConversionRecord = OneRecord | JointRecord

/** The record of one repository. */
export interface OneRecord extends LegacyRecord {
  readonly format: 1
}

/** The record of several repositories that share a database. */
export interface JointRecord {
  readonly format: 2
  /** `lockstep`: a number waits for the same number of the repositories before it. `apart`: none waits for another. */
  readonly order: 'apart' | 'lockstep'
  readonly repositories: readonly (LegacyRecord & { readonly label: string })[]
  /** After each number in the order in which they were proved; a number is called `expand@5`. */
  readonly certificates: Partial<Record<Dialect, Certificate>>
}

/** Where the numbers of one repository went. */
export interface LegacyRecord {
  /** Of one among several in the graph. */
  readonly label?: string
  readonly source: {
    readonly format: NumberLine['format']
    readonly repositoryId: string
    readonly versionTable: string
    /** How another tool than the numbered ones records what it has run. */
    readonly bookkeeping?: Bookkeeping
    /** Where branches of a git repository were read: which, and where they stood. */
    readonly branches?: readonly { readonly ref: string; readonly commit: string }[]
  }
  readonly mode: { readonly kind: 'full' } | { readonly kind: 'baseline'; readonly version: string }
  /** What became of numbers without a statement; absent in older records. */
  readonly placeholders?: 'keep' | 'drop'
  /** In the order in which they were converted: what came later stands behind, also where its number is a lower one. */
  readonly versions: readonly LegacyVersion[]
  /** The schema fingerprint after each number, per dialect it was proved on. */
  readonly certificates: Partial<Record<Dialect, Certificate>>
}

export interface LegacyVersion {
  readonly version: string
  /** What a database at this number has; `null` below the first revision and below a baseline. */
  readonly revision: RevisionId | null
  readonly files: readonly { readonly file: string; readonly sha256: string }[]
  /** What the old tool writes into its table for it, where that is not the version. */
  readonly recorded?: string
  readonly placeholder?: true
  readonly dropped?: true
  readonly noop?: string
  readonly collision?: readonly RevisionId[]
  readonly belowBaseline?: true
  /** Code of another language that the old tool ran: with which command, and for which databases its effect was written as SQL. */
  readonly recording?: { readonly command: string; readonly dialects: readonly Dialect[] }
}

export interface Certificate {
  /** The server it was proved on. */
  readonly server: string
  /** Number → fingerprint. */
  readonly fingerprints: Readonly<Record<string, string>>
  /**
   * Numbers whose way back was run as well, the last one first: `verified` did the same in source and graph, `failed` fails in the source.
   * Absent in records that were written before ways back were proved.
   */
  readonly downgrades?: { readonly verified: readonly string[]; readonly failed: readonly string[] }
}

/** Makes the record of one repository. */
export function makeLegacyRecord(
  line: NumberLine,
  versions: readonly MappedVersion[],
  { mode, placeholders }: MapOptions,
  certificates: LegacyRecord['certificates'],
): LegacyRecord {
  return {
    source: {
      format: line.format,
      repositoryId: line.repositoryId,
      versionTable: line.bookkeeping.table,
      ...(line.bookkeeping.kind === 'repository' ? {} : { bookkeeping: line.bookkeeping }),
      ...(line.branches ? { branches: line.branches } : {}),
    },
    mode,
    placeholders,
    versions: versions.map(legacyVersion),
    certificates,
  }
}

/** Where one number went, as the record says it. */
export function legacyVersion(entry: MappedVersion): LegacyVersion {
  const recording = entry.source.strands.find((strand) => strand.recording)?.recording
  return {
    version: entry.version,
    revision: entry.revision ?? null,
    files: entry.source.strands.flatMap((strand) => strand.files.map(({ name, sha256 }) => ({ file: name, sha256 }))),
    ...(entry.source.recorded === undefined ? {} : { recorded: entry.source.recorded }),
    ...(entry.isPlaceholder ? { placeholder: true as const } : {}),
    ...(entry.isDropped ? { dropped: true as const } : {}),
    ...(entry.source.isCodeOnly ? { noop: 'the original was code that sends no SQL' } : {}),
    ...(entry.collision.length > 0 ? { collision: entry.collision } : {}),
    ...(entry.isBelowBaseline ? { belowBaseline: true as const } : {}),
    ...(recording === undefined ? {} : { recording }),
  }
}

/**
 * Reads a record back.
 *
 * @throws {MigError} `MIG_ADOPT_UNKNOWN` when it does not parse or is of a newer format
 */
export function readConversionRecord(file: string): ConversionRecord {
  let record: ConversionRecord
  try {
    record = JSON.parse(readFileSync(file, 'utf8')) as ConversionRecord
  } catch (cause) {
    throw new MigError('MIG_ADOPT_UNKNOWN', `the conversion record '${file}' does not parse: ${(cause as Error).message}`, {
      details: { file },
      cause,
      hint: 'Restore it from version control; nothing was changed.',
    })
  }
  if (isKnownFormat(record)) return record
  throw new MigError('MIG_ADOPT_UNKNOWN', `the conversion record '${file}' is of another format`, {
    details: { file, format: (record as { readonly format?: unknown } | null)?.format },
    hint: 'Use the version of mig that wrote it, or newer.',
  })
}

function isKnownFormat(record: ConversionRecord | null): boolean {
  if (record?.format === 1) return Array.isArray(record.versions)
  return record?.format === 2 && Array.isArray(record.repositories) && record.repositories.every(({ versions }) => Array.isArray(versions))
}

/** The repositories of a record, each with its own; see {@link readConversionRecord}. */
export function readLegacyRecords(file: string): readonly LegacyRecord[] {
  const record = readConversionRecord(file)
  return record.format === 1 ? [record] : record.repositories
}

/** What a version of a repository is called among all of the record, and as a target: `5`, or `expand@5` of several repositories. */
export const versionName = ({ label }: Pick<LegacyRecord, 'label'>, version: string): string =>
  label === undefined ? version : `${label}@${version}`
