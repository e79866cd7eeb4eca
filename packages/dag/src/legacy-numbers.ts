import { readFileSync } from 'node:fs'
import { MigError, releasePrefix, type RevisionGraph } from '@mig/core'
import { parseRange } from './parse-target.js'

/** What is read of the conversion record: what a database at each version of an old repository has. */
interface NumberRecord {
  /** Of one among several repositories. */
  readonly label?: string
  readonly versions: readonly OldVersion[]
}

interface OldVersion {
  readonly version: string
  readonly revision?: string | null
  readonly belowBaseline?: boolean
  /** What the old tool writes into its table for it. */
  readonly recorded?: string
  readonly files?: readonly { readonly file: string }[]
}

/** {@link translateNumber} at both ends of a range. */
export function translateNumbers(range: string, graph: RevisionGraph, record: string | undefined): string {
  const ends = parseRange(range)
  return ends ? [ends.lower, ends.upper].map((end) => translateNumber(end, graph, record)).join(':') : translateNumber(range, graph, record)
}

/**
 * After a conversion people still type the old versions. Where a target holds one (`7`, `007`, `7+1`, `V1_2__`, `20240101000000`, a file's
 * or a class's name), it becomes the revision of the conversion record; everything else passes unchanged.
 *
 * An id that is written in full comes before an old version, an old version before the beginning of an id. Of several converted
 * repositories a version that more than one has is written behind its label: `expand@5`.
 *
 * @param record path of `legacy.json`; `undefined` where the repository was not converted
 * @throws {MigError} `MIG_TARGET_UNKNOWN` for a number that was never converted, `MIG_TARGET_AMBIGUOUS` for one that several versions
 * have, `MIG_REPOSITORY_INVALID` when the record does not parse
 */
export function translateNumber(target: string, graph: RevisionGraph, record: string | undefined): string {
  if (record === undefined || target.startsWith(releasePrefix)) return target
  const [, branch = '', rest = ''] = /^([^@]*@)?(.*)$/s.exec(target) ?? []
  // a name may end like a walk: `20240101000000-customer`, `2017-08-31-123456`
  const [, start = '', steps = ''] = /^(.*?)([+-]\d+)$/s.exec(rest) ?? [undefined, rest, '']
  if (isOfTheGraph(start, graph) || isOfTheGraph(rest, graph)) return target
  const versions = versionsFor(readRecords(record), branch.slice(0, -1), { start, rest, target })
  const whole = steps === '' ? undefined : findNamed(versions, rest, target)
  if (whole) return `${branch}${revisionOf(whole, rest, target)}`
  if (/^\d+$/.test(start)) return `${branch}${symbolOf(start, graph, versions, target)}${steps}`
  const named = findNamed(versions, start, target)
  return named ? `${branch}${revisionOf(named, start, target)}${steps}` : target
}

/** The versions that a target may name: those of the labelled repository; without its label, of the only one that has it. */
function versionsFor(
  records: readonly NumberRecord[],
  label: string,
  { start, rest, target }: { readonly start: string; readonly rest: string; readonly target: string },
): readonly OldVersion[] {
  const [first, ...others] = records
  if (others.length === 0) return first?.versions ?? []
  const labelled = records.find((one) => one.label === label)
  if (labelled) return labelled.versions
  const having = records.filter(({ versions }) => [start, rest].some((typed) => findNamed(versions, typed, target)))
  if (having.length < 2) return having[0]?.versions ?? []
  const choices = having.map((one) => `${one.label}@${rest}`)
  throw new MigError('MIG_TARGET_AMBIGUOUS', `'${rest}' is an old version of ${having.length} repositories: ${choices.join(', ')}`, {
    details: { target, matches: choices },
    hint: 'Write one of them.',
  })
}

/** Symbols, ids, labels, and what can only be the beginning of an id: the record need not be read for them. */
function isOfTheGraph(symbol: string, graph: RevisionGraph): boolean {
  if (['', 'head', 'heads', 'base', 'current'].includes(symbol) || graph.has(symbol) || graph.labels().has(symbol)) return true
  return !/^\d+$/.test(symbol) && graph.ids().some((id) => id.startsWith(symbol))
}

function symbolOf(digits: string, graph: RevisionGraph, versions: readonly OldVersion[], target: string): string {
  const number = withoutZeros(digits)
  const entry = findNamed(versions, digits, target)
  if (!entry && number === '0') return 'base'
  if (entry && !entry.belowBaseline) return revisionOf(entry, digits, target)
  if (graph.ids().some((id) => id.startsWith(digits))) return digits
  if (entry) return revisionOf(entry, digits, target)
  const last = versions.at(-1)?.version
  throw new MigError('MIG_TARGET_UNKNOWN', `no revision, label or converted version '${digits}'`, {
    details: { target, number },
    hint: last === undefined ? 'No version was converted.' : `The last converted version is ${last}.`,
  })
}

function revisionOf({ version, revision, belowBaseline }: OldVersion, typed: string, target: string): string {
  if (revision) return revision
  // a placeholder below the first revision that was kept: a database there has nothing of the graph
  if (!belowBaseline) return 'base'
  throw new MigError('MIG_TARGET_UNKNOWN', `no revision, label or converted version '${typed}'`, {
    details: { target, number: version },
    hint: `Version ${version} lies below the baseline of the conversion.`,
  })
}

/** The version that is called so in full; else the only one whose number alone is. */
function findNamed(versions: readonly OldVersion[], typed: string, target: string): OldVersion | undefined {
  const exact = versions.find((entry) => namesOf(entry).includes(typed))
  if (exact) return exact
  const number = numberOf(typed)
  const found = number === undefined ? [] : versions.filter(({ version }) => version === number || leadingNumber(version) === number)
  if (found.length < 2) return found[0]
  const choices = found.map(({ version }) => version)
  throw new MigError('MIG_TARGET_AMBIGUOUS', `'${typed}' is the number of ${choices.length} old versions: ${choices.join(', ')}`, {
    details: { target, matches: choices },
    hint: 'Write the name of one of them.',
  })
}

/** The version, what the old tool calls it, and its files: with their folder, without it, without their ending. */
function namesOf({ version, recorded, files = [] }: OldVersion): readonly string[] {
  const ofFiles = files.flatMap(({ file }) => {
    const parts = file.split('/')
    return [file, ...parts, parts.at(-1)!.replace(/\.[^.]*$/, '')]
  })
  return [version, ...(recorded === undefined ? [] : [recorded, recorded.replace(/^\//, '')]), ...ofFiles]
}

/** `007`, `V1_2__`, `v1.2`, `2017-08-31-123456` as the converter writes them: `7`, `1.2`, `20170831123456`; `undefined` for other texts. */
function numberOf(typed: string): string | undefined {
  if (/^\d{4}-\d{2}-\d{2}-\d+$/.test(typed)) return typed.replaceAll('-', '')
  const [, number] = /^[Vv]?(\d+(?:[._]\d+)*)_{0,2}$/.exec(typed) ?? []
  return number
    ?.split(/[._]/)
    .map(withoutZeros)
    .join('.')
    .replace(/(?:\.0)+$/, '')
}

/** The number in front of a name that is a version: `20240101000000_init`. */
const leadingNumber = (version: string): string | undefined => {
  const [, number] = /^(\d+)[^\d.]/.exec(version) ?? []
  return number === undefined ? undefined : withoutZeros(number)
}

const withoutZeros = (digits: string): string => digits.replace(/^0+(?=\d)/, '')

function readRecords(file: string): readonly NumberRecord[] {
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
  if (isNumberRecord(value)) return [value]
  const repositories = typeof value === 'object' && value !== null && 'repositories' in value ? value.repositories : undefined
  if (!Array.isArray(repositories) || !repositories.every(isNumberRecord)) throw invalid('holds no list of versions')
  return repositories
}

function isNumberRecord(value: unknown): value is NumberRecord {
  if (typeof value !== 'object' || value === null || !('versions' in value) || !Array.isArray(value.versions)) return false
  return value.versions.every(
    (entry: unknown) => typeof entry === 'object' && entry !== null && 'version' in entry && typeof entry.version === 'string',
  )
}
