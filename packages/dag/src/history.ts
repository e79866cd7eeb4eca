import { MigError, topologicalOrder, type RevisionGraph, type RevisionId } from '@mig/core'
import { findBranch } from './find-symbol.js'
import { parseRange, parseTarget } from './parse-target.js'
import { findTarget, type DagPlace } from './target.js'
import { walk } from './walk.js'

/**
 * The revisions of a range, newest first.
 *
 * `a:b` holds `b` and what it needs, down to `a`, along the line that leads up from `a`. Either end may be left out,
 * be a symbol, or be relative: the upper one to the lower one, the lower one to the heads.
 *
 * @throws {MigError} `MIG_TARGET_RANGE` when the ends are not on one line
 */
export async function historyOf(range: string | undefined, place: DagPlace): Promise<readonly RevisionId[]> {
  const { graph } = place
  if (range === undefined) return newestFirst(graph, graph.ids())
  const ends = parseRange(range)
  if (!ends)
    throw new MigError('MIG_TARGET_INVALID', `'${range}' is no range`, {
      details: { range },
      hint: 'Write from:to; either end may be left out.',
    })
  const [from, to] = [ends.lower || 'base', ends.upper || 'heads']
  const lower = await findTarget(from, place)
  let upper = await upperEnd(to, lower, place)
  const { branch } = { branch: undefined, ...parseTarget(from) }
  if (branch !== undefined) {
    const label = findBranch(graph, branch, from)
    const carried = graph.labels().has(branch) ? branch : graph.labelsOf(label)[0]
    upper = upper.filter((id) => (carried === undefined ? graph.lineageUp([label]).has(id) : graph.labelsOf(id).includes(carried)))
  }
  const required = graph.ancestors(upper)
  const outside = lower.find((id) => !required.has(id))
  if (outside !== undefined) {
    throw new MigError('MIG_TARGET_RANGE', `'${outside}' is not below '${to}', so '${range}' is no range`, {
      details: { range, lower, upper },
      hint: 'Turn the ends round, or see mig history --graph.',
    })
  }
  if (lower.length === 0) return newestFirst(graph, required)
  const below = graph.ancestors(lower)
  const above = graph.lineageUp(lower)
  return newestFirst(
    graph,
    [...required].filter((id) => lower.includes(id) || (!below.has(id) && above.has(id))),
  )
}

async function upperEnd(to: string, lower: readonly RevisionId[], place: DagPlace): Promise<readonly RevisionId[]> {
  const parsed = parseTarget(to)
  if (parsed.kind !== 'walk' || parsed.steps < 0) return findTarget(to, place)
  if (parsed.symbol !== undefined) {
    const [start] = await findTarget(to.slice(0, to.lastIndexOf('+')), place)
    const end = walk(place.graph, start, parsed.steps, parsed.branch, to, 'stay')
    return end === undefined ? [] : [end]
  }
  if (lower.length > 1)
    throw new MigError('MIG_TARGET_RANGE', `'${to}' counts from one revision, and there are ${lower.length}`, {
      details: { target: to, lower },
      hint: 'Name the lower end.',
    })
  const end = walk(place.graph, lower[0], parsed.steps, parsed.branch, to, 'stay')
  return end === undefined ? [] : [end]
}

function newestFirst(graph: RevisionGraph, ids: Iterable<RevisionId>): readonly RevisionId[] {
  return [...topologicalOrder(graph, ids)].reverse()
}
