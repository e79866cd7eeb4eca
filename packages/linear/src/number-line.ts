import { MigError, type RevisionGraph, type RevisionId } from '@mig/core'
import type { LinearSettings } from './linear-settings.js'

type Rules = Pick<LinearSettings, 'gaps' | 'numbering'>
/** The rules, and what a hint about them has to name. */
export type GapSettings = Rules & Pick<LinearSettings, 'isHeritage' | 'repositoryId' | 'versionTable'>

/** Whether every number between two versions has to be there: what lies between two timestamps is no gap, and gaps can be allowed. */
export function hasNoGaps({ gaps, numbering }: Rules): boolean {
  return gaps === 'refuse' && numbering === 'sequential'
}

/** The numbers that have scripts, ascending. */
export function numbersOf(graph: RevisionGraph): readonly number[] {
  return graph
    .ids()
    .map(Number)
    .sort((a, b) => a - b)
}

/** The revisions at or below a number: the highest one, or none. */
export function atOrBelow(graph: RevisionGraph, number: number): readonly RevisionId[] {
  const found = numbersOf(graph).findLast((version) => version <= number)
  return found === undefined ? [] : [String(found)]
}

/**
 * The number of a database with nothing applied: the one below the first version. A repository that was squashed to 216
 * begins from 215, as the old tool does; where numbers may be missing, from 0.
 */
export function baseNumber(numbers: readonly number[], rules: Rules): number {
  const first = numbers[0]
  return first === undefined || !hasNoGaps(rules) ? 0 : first - 1
}

/**
 * The number at which undoing a version arrives.
 *
 * @param lower the version below it in the graph, if there is one
 */
export function numberBelow(version: number, lower: number | undefined, rules: Rules): number {
  return hasNoGaps(rules) ? version - 1 : (lower ?? 0)
}

/**
 * Refuses a way that crosses a number without a script, unless the repository's rules allow it.
 *
 * @throws {MigError} `MIG_VERSION_GAP`
 */
export function refuseGaps(
  { graph, settings }: { readonly graph: RevisionGraph; readonly settings: GapSettings },
  verb: 'upgrade' | 'downgrade',
  from: number,
  to: number,
): void {
  if (!hasNoGaps(settings)) return
  const crossed = numbersOf(graph).filter((number) => number > from && number <= to)
  const missing = missingNumbers(crossed, from, to)
  if (missing.length === 0) return
  const isOne = missing.length === 1 && !missing[0]!.includes(' ')
  const [start, end] = verb === 'upgrade' ? [from, to] : [to, from]
  throw new MigError(
    'MIG_VERSION_GAP',
    `the way from ${start} to ${end} crosses ${isOne ? 'version' : 'versions'} ${missing.join(', ')}, which ${isOne ? 'has' : 'have'} no script`,
    { details: { from: start, to: end, missing }, hint: hintFor(settings, verb, from, crossed, missing.length) },
  )
}

/**
 * Numbers between the first version and the last that have no script, as one error; nothing where the rules allow them.
 */
export function findGaps(place: {
  readonly graph: RevisionGraph
  readonly settings: GapSettings
  readonly folder: string
}): readonly MigError[] {
  const numbers = numbersOf(place.graph)
  const [first, last] = [numbers[0], numbers.at(-1)]
  if (first === undefined || last === undefined || !hasNoGaps(place.settings)) return []
  const missing = missingNumbers(numbers.slice(1), first, last)
  if (missing.length === 0) return []
  const isOne = missing.length === 1 && !missing[0]!.includes(' ')
  return [
    new MigError(
      'MIG_VERSION_GAP',
      `${isOne ? 'version' : 'versions'} ${missing.join(', ')} ${isOne ? 'has' : 'have'} no script in ${place.folder}`,
      {
        details: { missing, versions: missing, folder: place.folder },
        hint: waysOn(place.settings),
      },
    ),
  ]
}

/** The numbers above `from`, up to `to`, that are not in an ascending list: `4`, `7 to 9`. */
function missingNumbers(numbers: readonly number[], from: number, to: number): readonly string[] {
  const missing: string[] = []
  let next = from + 1
  for (const number of [...numbers, to + 1]) {
    if (number > next) missing.push(next === number - 1 ? String(next) : `${next} to ${number - 1}`)
    next = number + 1
  }
  return missing
}

/** Where only the numbers below the first version are missing, the database is to begin just below it. */
function hintFor(settings: GapSettings, verb: 'upgrade' | 'downgrade', from: number, crossed: readonly number[], gaps: number): string {
  const first = crossed[0]
  if (gaps === 1 && first !== undefined && first > from + 1) {
    if (verb === 'downgrade') return `Use: mig downgrade ${first - 1}`
    if (from === 0)
      return `For a new database: mig version_control ${first - 1} (after mig drop_version_control, if it is at 0). Nothing was changed.`
  }
  return `${waysOn(settings)} Nothing was changed.`
}

/** The old tool's configuration has no key for it: ours beside it goes first, and says the rest again. */
function waysOn({ isHeritage, repositoryId, versionTable }: GapSettings): string {
  if (!isHeritage) return 'Restore the files, or set "gaps": "skip" in mig.cfg.json.'
  return `Restore the files, or write mig.cfg.json beside migrate.cfg: ${JSON.stringify({ repositoryId, versionTable, gaps: 'skip' })}`
}
