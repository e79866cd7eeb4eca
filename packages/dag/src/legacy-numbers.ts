import { readFileSync } from 'node:fs'
import { MigError, releasePrefix, type RevisionGraph } from '@mig/core'
import { parseRange } from './parse-target.js'

/** What is read of the conversion record: what a database at each number of the old repository has. */
interface NumberRecord {
  readonly versions: readonly { readonly version: string; readonly revision?: string | null; readonly belowBaseline?: boolean }[]
}

/** {@link translateNumber} at both ends of a range. */
export function translateNumbers(range: string, graph: RevisionGraph, record: string | undefined): string {
  const ends = parseRange(range)
  return ends ? [ends.lower, ends.upper].map((end) => translateNumber(end, graph, record)).join(':') : translateNumber(range, graph, record)
}

/**
 * After a conversion people still type the old numbers. Where a target holds one (`7`, `007`, `7+1`), it becomes the
 * revision of the conversion record; everything else passes unchanged.
 *
 * An id that is written in full comes before a number, a number before the beginning of an id.
 *
 * @param record path of `legacy.json`; `undefined` where the repository was not converted
 * @throws {MigError} `MIG_TARGET_UNKNOWN` for a number that was never converted, `MIG_REPOSITORY_INVALID` when the record does not parse
 */
export function translateNumber(target: string, graph: RevisionGraph, record: string | undefined): string {
  if (record === undefined || target.startsWith(releasePrefix)) return target
  const [, branch = '', digits, steps = ''] = /^([^@]*@)?(\d+)([+-]\d+)?$/.exec(target) ?? []
  if (digits === undefined || graph.has(digits) || graph.labels().has(digits)) return target
  return `${branch}${symbolOf(digits, graph, readRecord(record), target)}${steps}`
}

function symbolOf(digits: string, graph: RevisionGraph, { versions }: NumberRecord, target: string): string {
  const number = digits.replace(/^0+(?=\d)/, '')
  if (number === '0') return 'base'
  const entry = versions.find(({ version }) => version === number)
  if (entry?.revision) return entry.revision
  // a placeholder below the first revision that was kept: a database there has nothing of the graph
  if (entry && !entry.belowBaseline) return 'base'
  if (graph.ids().some((id) => id.startsWith(digits))) return digits
  const last = versions.at(-1)?.version
  throw new MigError('MIG_TARGET_UNKNOWN', `no revision, label or converted version '${digits}'`, {
    details: { target, number },
    hint: entry
      ? `Version ${number} lies below the baseline of the conversion.`
      : last === undefined
        ? 'No version was converted.'
        : `The last converted version is ${last}.`,
  })
}

function readRecord(file: string): NumberRecord {
  const invalid = (fact: string, cause?: unknown) =>
    new MigError('MIG_REPOSITORY_INVALID', `the conversion record ${fact} (${file})`, {
      details: { file },
      hint: 'Restore legacy.json from version control; mig convert wrote it.',
      cause,
    })
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw invalid('cannot be read', cause)
  }
  if (!isNumberRecord(value)) throw invalid('holds no list of versions')
  return value
}

function isNumberRecord(value: unknown): value is NumberRecord {
  if (typeof value !== 'object' || value === null || !('versions' in value) || !Array.isArray(value.versions)) return false
  return value.versions.every(
    (entry: unknown) => typeof entry === 'object' && entry !== null && 'version' in entry && typeof entry.version === 'string',
  )
}
