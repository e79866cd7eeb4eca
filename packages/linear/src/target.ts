import {
  compareIds,
  MigError,
  releasePrefix,
  selectRelease,
  type Goal,
  type Releases,
  type RevisionGraph,
  type RevisionId,
  type Verb,
} from '@mig/core'
import type { LinearSettings } from './linear-settings.js'

/** What a target is resolved against. */
export interface LinearPlace {
  readonly graph: RevisionGraph
  readonly settings: Pick<LinearSettings, 'gaps' | 'numbering'>
  /** The database's number; 0 when nothing is applied. */
  readonly current: number
  readonly releases: Releases
}

/**
 * Turns a target of linear mode into a goal.
 *
 * A number (`7`, `007`), `latest` (`head`, `heads`), `base` (`0`), `+N` and `-N` relative to the database, `current`,
 * `release:VERSION`. Unlike in SQLAlchemy Migrate, `+3` is three steps, not version 3.
 *
 * @throws {MigError} `MIG_TARGET_…`, `MIG_VERSION_GAP`
 */
export async function resolveLinearTarget(verb: Verb, target: string, place: LinearPlace): Promise<Goal> {
  const number = await targetNumber(verb, target, place)
  const { graph, current } = place
  if (verb === 'stamp') return { kind: 'stamp', revisions: atOrBelow(graph, number) }
  refuseDirection(verb, current, number)
  refuseGaps(place, Math.min(current, number), Math.max(current, number))
  const passed = numbersOf(graph).filter((version) => version > Math.min(current, number) && version <= Math.max(current, number))
  const revisions = verb === 'upgrade' ? passed.slice(-1) : passed.slice(0, 1)
  return { kind: verb === 'upgrade' ? 'apply' : 'undo', revisions: revisions.map(String) }
}

/** The number that a target names, whether or not it has a script. */
export async function targetNumber(verb: Verb | 'find', target: string, place: LinearPlace): Promise<number> {
  const { graph, current, releases } = place
  const numbers = numbersOf(graph)
  const highest = numbers.at(-1) ?? 0
  const word = target.trim().toLowerCase()
  if (['latest', 'head', 'heads'].includes(word)) return highest
  if (word === 'base') return 0
  if (word === 'current') return current
  if (word.startsWith(releasePrefix))
    return Math.max(0, ...(await selectRelease(releases, target.trim().slice(releasePrefix.length))).heads.map(Number))
  const relative = /^([+-])(\d+)$/.exec(word)
  if (relative) return walk(verb, numbers, current, relative[1] === '+' ? Number(relative[2]) : -Number(relative[2]), target)
  if (!/^\d+$/.test(word)) throw unknownTarget(target, highest)
  const number = Number(word)
  if (!Number.isSafeInteger(number)) throw unknownTarget(target, highest)
  if (number > highest) {
    throw new MigError('MIG_TARGET_UNKNOWN', `there is no version ${number}: the last one is ${highest}`, {
      details: { target, highest },
      hint: highest === 0 ? 'The repository is empty.' : `Use latest, or a number up to ${highest}.`,
    })
  }
  if (number > 0 && !graph.has(String(number)) && number >= (numbers[0] ?? 0)) {
    throw new MigError('MIG_VERSION_GAP', `version ${number} has no script`, {
      details: { missing: [number] },
      hint: `Restore its file, or choose ${numbers.findLast((version) => version < number) ?? 0}.`,
    })
  }
  return number
}

/** The revisions at or below a number: the highest one, or none. */
export function atOrBelow(graph: RevisionGraph, number: number): readonly RevisionId[] {
  const found = numbersOf(graph).findLast((version) => version <= number)
  return found === undefined ? [] : [String(found)]
}

/** The numbers that have scripts, ascending. */
export function numbersOf(graph: RevisionGraph): readonly number[] {
  return [...graph.ids()].sort(compareIds).map(Number)
}

function walk(verb: Verb | 'find', numbers: readonly number[], current: number, steps: number, target: string): number {
  if ((verb === 'upgrade' && steps < 0) || (verb === 'downgrade' && steps > 0)) {
    throw new MigError('MIG_TARGET_DIRECTION', `'${target}' goes the other way`, {
      details: { target },
      hint: `Use: mig ${verb === 'upgrade' ? 'downgrade' : 'upgrade'} ${target}`,
    })
  }
  const below = numbers.filter((version) => version <= current)
  const at = below.length + steps
  if (at < 0 || at > numbers.length) {
    const room = steps < 0 ? below.length : numbers.length - below.length
    throw new MigError(
      'MIG_TARGET_RANGE',
      `'${target}' walks past the ${steps < 0 ? 'first' : 'last'} version: from ${current} there are ${room} step(s)`,
      { details: { target, current, room }, hint: steps < 0 ? 'Use base to undo everything.' : 'Use latest.' },
    )
  }
  return at === 0 ? 0 : numbers[at - 1]!
}

function refuseDirection(verb: 'upgrade' | 'downgrade', current: number, number: number): void {
  const other = verb === 'upgrade' ? 'downgrade' : 'upgrade'
  if (verb === 'upgrade' ? number >= current : number <= current) return
  throw new MigError('MIG_TARGET_DIRECTION', `cannot ${verb} a database of version ${current} to version ${number}`, {
    details: { current, target: number },
    hint: `Use: mig ${other} ${number}`,
  })
}

function refuseGaps({ graph, settings }: LinearPlace, from: number, to: number): void {
  if (settings.gaps === 'skip' || settings.numbering === 'timestamp') return
  const numbers = numbersOf(graph)
  const first = numbers[0] ?? 0
  // A repository may begin anywhere: what lies below its first number is no gap for a database that stands just below it.
  const missing: number[] = []
  for (let number = Math.max(from + 1, from >= first - 1 || from === 0 ? first : from + 1); number <= to && missing.length < 20; number++) {
    if (!graph.has(String(number))) missing.push(number)
  }
  if (missing.length === 0) return
  throw new MigError(
    'MIG_VERSION_GAP',
    `the way from ${from} to ${to} crosses ${missing.length === 1 ? 'version' : 'versions'} ${missing.join(', ')}, which ${missing.length === 1 ? 'has' : 'have'} no script`,
    {
      details: { missing },
      hint: 'Restore the files, or set "gaps": "skip" in mig.cfg.json. Nothing was changed.',
    },
  )
}

function unknownTarget(target: string, highest: number): MigError {
  return new MigError('MIG_TARGET_INVALID', `'${target}' is no target`, {
    details: { target },
    hint: `Use a number from 0 to ${highest}, latest, base, +N, -N or release:VERSION.`,
  })
}
