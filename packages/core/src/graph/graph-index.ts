import { MigError } from '../errors/mig-error.js'
import { compareIds, sortIds } from './compare-ids.js'
import { depthFirstOrder } from './depth-first-order.js'
import type { Revision, RevisionId } from './revision.js'

/**
 * The graph as numbers: a revision's number is its place in the graph's topological order, so that walks over 100,000
 * revisions are reads of neighbouring array elements, and ascending numbers are an order in which to apply.
 */
export interface GraphIndex {
  /** In the order in which the revisions were given. */
  readonly numberOf: ReadonlyMap<RevisionId, number>
  /** By number. */
  readonly revisions: readonly Revision[]
  /** Down revisions and dependencies, each once. */
  readonly needs: readonly (readonly number[])[]
  /** Revisions that have this one as a down revision. */
  readonly children: readonly (readonly number[])[]
  /** Revisions that have this one as a down revision or a dependency. */
  readonly neededBy: readonly (readonly number[])[]
}

/**
 * Numbers the revisions and connects them.
 *
 * The order is one line at a time: from the revisions that nothing needs, by id, each is preceded by what it needs, by
 * id. It depends on the graph alone, not on the order of files.
 *
 * @param numberOf the place of each revision in the given list; holds the numbers afterwards
 * @throws {MigError} `MIG_PARENT_MISSING`, `MIG_DEPENDENCY_MISSING`, `MIG_CYCLE`
 */
export function indexGraph(given: readonly Revision[], numberOf: Map<RevisionId, number>): GraphIndex {
  const needsGiven = given.map((revision) => findNeeds(revision, numberOf, given))
  const needed = new Uint8Array(given.length)
  for (const list of needsGiven) for (const need of list) needed[need] = 1
  const tips = sortIds(given.flatMap((revision, place) => (needed[place] === 0 ? [revision.id] : [])))
  const result = depthFirstOrder(
    needsGiven,
    tips.map((id) => numberOf.get(id)!),
  )
  if ('cycle' in result) throw cycleError(result.cycle.map((place) => given[place]!))

  const number = new Int32Array(given.length)
  for (const [at, place] of result.order.entries()) number[place] = at
  const revisions = result.order.map((place) => given[place]!)
  const needs = result.order.map((place) => needsGiven[place]!.map((need) => number[need]!))
  const children = revisions.map((): number[] => [])
  const neededBy = revisions.map((): number[] => [])
  for (let at = 0; at < revisions.length; at++) {
    const parents = new Set(revisions[at]!.downRevisions.map((id) => number[numberOf.get(id)!]!))
    for (const need of needs[at]!) {
      neededBy[need]!.push(at)
      if (parents.has(need)) children[need]!.push(at)
    }
  }
  for (const [place, { id }] of given.entries()) numberOf.set(id, number[place]!)
  return { numberOf, revisions, needs, children, neededBy }
}

/** Places of down revisions and dependencies, each once, in the order of their ids. */
function findNeeds(revision: Revision, placeOf: ReadonlyMap<RevisionId, number>, given: readonly Revision[]): readonly number[] {
  const places: number[] = []
  for (const parent of revision.downRevisions) {
    const place = placeOf.get(parent)
    if (place === undefined) throw missingError('MIG_PARENT_MISSING', 'has the down revision', revision, parent)
    if (!places.includes(place)) places.push(place)
  }
  for (const dependency of revision.dependsOn) {
    const place = placeOf.get(dependency)
    if (place === undefined) throw missingError('MIG_DEPENDENCY_MISSING', 'depends on', revision, dependency)
    if (!places.includes(place)) places.push(place)
  }
  return places.length > 1 ? places.sort((a, b) => compareIds(given[a]!.id, given[b]!.id)) : places
}

function missingError(
  code: 'MIG_PARENT_MISSING' | 'MIG_DEPENDENCY_MISSING',
  relation: string,
  revision: Revision,
  missing: string,
): MigError {
  return new MigError(
    code,
    `revision '${revision.id}' ${relation} '${missing}', which does not exist${revision.file ? ` (${revision.file})` : ''}`,
    {
      details: { revision: revision.id, missing, file: revision.file },
      hint: `Restore the file of '${missing}', or correct the header${revision.file ? ` of ${revision.file}` : ''}.`,
    },
  )
}

function cycleError(cycle: readonly Revision[]): MigError {
  const down = cycle.every((revision, at) => revision.downRevisions.includes(cycle[(at + 1) % cycle.length]!.id))
  const path = [...cycle, cycle[0]!].map(({ id }) => `'${id}'`).join(' → ')
  const files = cycle.flatMap((revision) => revision.file ?? [])
  return new MigError('MIG_CYCLE', `${path} is a cycle of ${down ? 'down revisions' : 'down revisions and dependencies'}`, {
    details: { cycle: cycle.map(({ id }) => id), files },
    hint: `Correct the header of one of them${files.length > 0 ? `: ${files.join(', ')}` : ''}.`,
  })
}
