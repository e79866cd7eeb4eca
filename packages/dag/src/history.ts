import { MigError, topologicalOrder, type RevisionGraph, type RevisionId } from '@mig/core'
import { findBranch } from './find-symbol.js'
import { severalHeads } from './lineage.js'
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
  refuseTwoRelativeEnds(from, to, range)
  // an upper end that stands on its own is looked at first: it is what people mistype
  const ownUpper = isRelativeToLower(to) ? undefined : await findTarget(to, place)
  const lower = await findTarget(from, place, 'refuse')
  refuseOverlap(graph, lower, range)
  let upper = ownUpper ?? (await upperEnd(to, lower, place))
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

function isRelativeToLower(to: string): boolean {
  const parsed = parseTarget(to)
  return parsed.kind === 'walk' && parsed.steps >= 0
}

/** `-2:+1`: one end counts from the heads, the other from the first, and nobody can tell what that shows. */
function refuseTwoRelativeEnds(from: string, to: string, range: string): void {
  const isBare = (end: string): boolean => {
    const parsed = parseTarget(end)
    return parsed.kind === 'walk' && parsed.symbol === undefined
  }
  if (!isBare(from) || !isBare(to)) return
  throw new MigError('MIG_TARGET_INVALID', `both ends of '${range}' are relative`, {
    details: { range },
    hint: 'Name one of the ends, for example head.',
  })
}

function refuseOverlap(graph: RevisionGraph, lower: readonly RevisionId[], range: string): void {
  const maximal = graph.maximal(lower)
  const inner = lower.find((id) => !maximal.includes(id))
  if (inner === undefined) return
  throw new MigError('MIG_TARGET_RANGE', `'${range}' begins at ${lower.join(' and ')}, and '${inner}' is part of another of them`, {
    details: { range, lower },
    hint: 'Name the lower end.',
  })
}

async function upperEnd(to: string, lower: readonly RevisionId[], place: DagPlace): Promise<readonly RevisionId[]> {
  const parsed = parseTarget(to)
  if (parsed.kind !== 'walk') return findTarget(to, place)
  if (parsed.symbol !== undefined) {
    const starts = await findTarget(to.slice(0, to.lastIndexOf('+')), place)
    if (starts.length > 1) throw severalHeads(place.graph, starts, to)
    const end = walk(place.graph, starts[0], parsed.steps, parsed.branch, to, 'stay')
    return end === undefined ? [] : [end]
  }
  if (lower.length > 1)
    throw new MigError('MIG_HEADS_SEVERAL', `'${to}' counts from one revision, and there are ${lower.length}: ${lower.join(', ')}`, {
      details: { target: to, heads: lower, choices: lower.map((id) => `${id}:${to}`) },
      hint: `Choose ${lower.map((id) => `${id}:${to}`).join(' or ')}`,
    })
  const end = walk(place.graph, lower[0], parsed.steps, parsed.branch, to, 'stay')
  return end === undefined ? [] : [end]
}

function newestFirst(graph: RevisionGraph, ids: Iterable<RevisionId>): readonly RevisionId[] {
  return [...topologicalOrder(graph, ids)].reverse()
}
