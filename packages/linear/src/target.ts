import { MigError, releasePrefix, selectRelease, type Goal, type Releases, type RevisionGraph, type RevisionId, type Verb } from '@mig/core'
import { atOrBelow, baseNumber, hasNoGaps, numbersOf, refuseGaps, type GapSettings } from './number-line.js'

/** What a target is resolved against. */
export interface LinearPlace {
  readonly graph: RevisionGraph
  readonly settings: GapSettings
  /** The database's number, which need not have a script; 0 when nothing is applied. */
  readonly current: number
  readonly releases: Releases
}

/**
 * Turns a target of linear mode into a goal.
 *
 * A number (`7`, `007`), `latest` (`head`, `heads`), `base` (below the first version), `+N` and `-N` relative to the database,
 * `current`, `release:VERSION`. Unlike in SQLAlchemy Migrate, `+3` is three steps, not version 3.
 *
 * A downgrade may arrive at a number that has no script, as in SQLAlchemy Migrate: undoing 5 arrives at 4.
 *
 * @throws {MigError} `MIG_TARGET_…`, `MIG_RELEASE_UNKNOWN`, `MIG_RELEASES_INVALID`, `MIG_VERSION_GAP`
 */
export async function resolveLinearTarget(verb: Verb, target: string, place: LinearPlace): Promise<Goal> {
  const number = await targetNumber(verb, target, place)
  const { graph, current } = place
  if (verb === 'stamp') {
    refuseMissing(number, place)
    return { kind: 'stamp', revisions: graph.has(String(number)) ? [String(number)] : [] }
  }
  const kind = verb === 'upgrade' ? 'apply' : 'undo'
  if (number === current) return { kind, revisions: [] }
  refuseDirection(verb, current, number, numbersOf(graph).at(-1) ?? 0)
  refuseGaps(place, verb, Math.min(current, number), Math.max(current, number))
  // where numbers may be missing, the row is written at one that is there: another would not be the one that was asked for
  if (!hasNoGaps(place.settings)) refuseMissing(number, place)
  const passed = numbersOf(graph).filter((version) => version > Math.min(current, number) && version <= Math.max(current, number))
  const revisions = verb === 'upgrade' ? passed.slice(-1) : passed.slice(0, 1)
  return { kind, revisions: revisions.map(String) }
}

/**
 * The revision that a target names; none for `base`.
 *
 * @throws {MigError} `MIG_TARGET_…`, `MIG_VERSION_GAP` for a number in the line that has no script
 */
export async function findLinearTarget(target: string, place: LinearPlace): Promise<readonly RevisionId[]> {
  const number = await targetNumber('find', target, place)
  // where the database stands is a place even when that number has no script
  if (number === place.current) return atOrBelow(place.graph, number)
  refuseMissing(number, place)
  return place.graph.has(String(number)) ? [String(number)] : []
}

/** The number that a target names, whether or not it has a script. */
export async function targetNumber(verb: Verb | 'find', target: string, place: LinearPlace): Promise<number> {
  const { graph, current } = place
  const numbers = numbersOf(graph)
  const highest = numbers.at(-1) ?? 0
  const word = target.trim().toLowerCase()
  if (['latest', 'head', 'heads'].includes(word)) return highest
  if (word === 'base') {
    const base = baseNumber(numbers, place.settings)
    // a database that stands lower still, at 0, has nothing applied either
    return verb === 'upgrade' || verb === 'downgrade' ? Math.min(current, base) : base
  }
  if (word === 'current') return current
  if (word.startsWith(releasePrefix)) return releaseNumber(target.trim().slice(releasePrefix.length), place)
  const relative = /^([+-])(\d+)$/.exec(word)
  if (relative) return walk(verb, relative[1] === '+' ? Number(relative[2]) : -Number(relative[2]), target, place)
  const number = Number(word)
  if (!/^\d+$/.test(word) || !Number.isSafeInteger(number)) throw invalidTarget(target, highest)
  if (number <= highest || number === current) return number
  if (verb === 'downgrade' && number > current) refuseDirection(verb, current, number, highest)
  throw new MigError('MIG_TARGET_UNKNOWN', `there is no version ${number}: the last one is ${highest}`, {
    details: { target, highest },
    hint: highest === 0 ? 'The repository is empty.' : `Use latest, or a number up to ${highest}.`,
  })
}

/** What a release ships. A number that no file has would silently mean less than the release: it is refused. */
async function releaseNumber(wanted: string, { graph, settings, releases }: LinearPlace): Promise<number> {
  const { version, heads } = await selectRelease(releases, wanted)
  const missing = heads.filter((id) => !graph.has(id))
  if (missing.length === 0) return heads.length === 0 ? baseNumber(numbersOf(graph), settings) : Math.max(...heads.map(Number))
  throw new MigError(
    'MIG_RELEASES_INVALID',
    `release '${version}' names ${missing.map((id) => `'${id}'`).join(', ')}, which ${missing.length === 1 ? 'is' : 'are'} in no file of this repository`,
    { details: { version, missing }, hint: `Restore the file, or correct the entry '${version}' of releases.json.` },
  )
}

function walk(verb: Verb | 'find', steps: number, target: string, { graph, settings, current }: LinearPlace): number {
  const numbers = numbersOf(graph)
  if ((verb === 'upgrade' && steps < 0) || (verb === 'downgrade' && steps > 0)) {
    throw new MigError('MIG_TARGET_DIRECTION', `'${target}' goes the other way`, {
      details: { target },
      hint: `Use: mig ${verb === 'upgrade' ? 'downgrade' : 'upgrade'} ${target}`,
    })
  }
  if (steps === 0) return current
  const below = numbers.filter((version) => version <= current).length
  const at = below + steps
  if (at < 0 || at > numbers.length) {
    const room = steps < 0 ? below : numbers.length - below
    throw new MigError(
      'MIG_TARGET_RANGE',
      `'${target}' walks past the ${steps < 0 ? 'first' : 'last'} version: from ${current} there ${room === 1 ? 'is 1 step' : `are ${room} steps`}`,
      { details: { target, current, room }, hint: steps < 0 ? 'Use base to undo everything.' : 'Use latest.' },
    )
  }
  return at === 0 ? baseNumber(numbers, settings) : numbers[at - 1]!
}

function refuseDirection(verb: 'upgrade' | 'downgrade', current: number, number: number, highest: number): void {
  const other = verb === 'upgrade' ? 'downgrade' : 'upgrade'
  if (verb === 'upgrade' ? number >= current : number <= current) return
  throw new MigError('MIG_TARGET_DIRECTION', `cannot ${verb} a database of version ${current} to version ${number}`, {
    details: { current, target: number },
    hint: number > highest ? `There is no version ${number}: the last one is ${highest}.` : `Use: mig ${other} ${number}`,
  })
}

/** Refuses a number that stands for no state of this repository. */
function refuseMissing(number: number, { graph, settings }: LinearPlace): void {
  const numbers = numbersOf(graph)
  if (number === baseNumber(numbers, settings) || graph.has(String(number))) return
  const lower = numbers.findLast((version) => version < number)
  throw new MigError('MIG_VERSION_GAP', `version ${number} has no script`, {
    details: { missing: [number] },
    hint: `Restore its file, or choose ${lower ?? 'base'}.`,
  })
}

function invalidTarget(target: string, highest: number): MigError {
  return new MigError('MIG_TARGET_INVALID', `'${target}' is no target`, {
    details: { target },
    hint: `Use a number from 0 to ${highest}, latest, base, +N, -N or release:VERSION.`,
  })
}
