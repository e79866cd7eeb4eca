import { MigError, type Goal, type RevisionGraph, type RevisionId } from '@mig/core'
import { findBranch, findSymbol } from './find-symbol.js'
import { onBranch, severalHeads } from './lineage.js'
import { releaseHeads, startOfWalk } from './named-revisions.js'
import type { ParsedTarget } from './parse-target.js'
import type { DagPlace } from './place.js'
import { nothingThere, severalRows, wrongWay } from './target-errors.js'
import { walk } from './walk.js'

/** What a downgrade to a target undoes: the applied children of the revision it ends on, and with them what needs them. */
export async function resolveDowngrade(target: string, parsed: ParsedTarget, place: DagPlace): Promise<Goal> {
  const { graph, current } = place
  const applied = graph.ancestors(current)
  if (parsed.kind === 'release') {
    const kept = graph.ancestors(await releaseHeads(parsed.wanted, place))
    return { kind: 'undo', revisions: [...applied].filter((id) => !kept.has(id)) }
  }
  if (parsed.kind === 'walk' && parsed.symbol === undefined) return undoSteps(target, parsed.branch, parsed.steps, place)
  const { branch } = parsed
  const end =
    parsed.kind === 'name'
      ? downgradeEnd(target, parsed, place)
      : walk(
          graph,
          startOfWalk(parsed.symbol ?? 'base', parsed.steps > 0 ? undefined : branch, target, place),
          parsed.steps,
          parsed.steps > 0 ? branch : undefined,
          target,
        )
  const roots = rootsAbove(graph, end, branch, target)
  const doomed = [...graph.descendants(roots)].filter((id) => applied.has(id))
  if (doomed.length === 0 && end !== undefined && !current.includes(end)) {
    const fact = applied.has(end) ? `'${end}' is implied by what is applied, and nothing above it is` : `'${end}' is not applied`
    throw new MigError('MIG_TARGET_DIRECTION', `${fact}: there is nothing to undo`, {
      details: { target, revision: end, current },
      hint: applied.has(end) ? 'See mig current.' : `Use: mig upgrade ${end}`,
    })
  }
  return { kind: 'undo', revisions: roots.filter((id) => applied.has(id)) }
}

/** `-1` undoes the head, `-2` its parent as well: the last one of them takes what is built on it along. */
function undoSteps(target: string, branch: string | undefined, steps: number, place: DagPlace): Goal {
  if (steps >= 0) throw wrongWay(target, 'upgrade')
  const last = walk(place.graph, startOfDowngrade(target, branch, place), steps + 1, undefined, target)
  if (last !== undefined) return { kind: 'undo', revisions: [last] }
  throw new MigError('MIG_TARGET_RANGE', `'${target}' walks past the base`, { details: { target }, hint: 'Use base to undo everything.' })
}

function downgradeEnd(
  target: string,
  { branch, symbol }: Extract<ParsedTarget, { kind: 'name' }>,
  { graph, current }: DagPlace,
): RevisionId | undefined {
  if (symbol === 'base') {
    if (branch !== undefined) findBranch(graph, branch, target)
    return undefined
  }
  if (symbol === 'current') {
    if (current.length > 1) throw severalRows(graph, current, target)
    return current[0]
  }
  if (symbol === 'heads' || symbol === 'head') {
    const heads = symbol === 'heads' && branch === undefined ? graph.effectiveHeads() : onBranch(graph, graph.heads(), branch, target)
    if (heads.length > 1) throw severalHeads(graph, heads, target)
    if (heads[0] === undefined) throw nothingThere(target)
    return heads[0]
  }
  // As in Alembic, the branch only chooses among what lies above: the revision itself may be off it.
  if (branch !== undefined) findBranch(graph, branch, target)
  return findSymbol(graph, symbol, target)
}

/** Where a walk down from the database begins: the row on the branch, or what the rows imply of it. */
function startOfDowngrade(target: string, branch: string | undefined, { graph, current }: DagPlace): RevisionId {
  let starts = branch === undefined ? current : onBranch(graph, current, branch, target)
  if (branch !== undefined && starts.length === 0) starts = graph.tips(onBranch(graph, [...graph.ancestors(current)], branch, target))
  if (starts.length > 1) throw severalRows(graph, starts, target)
  if (starts[0] === undefined) {
    throw new MigError(
      'MIG_TARGET_RANGE',
      branch === undefined
        ? `nothing is applied, so '${target}' has nothing to undo`
        : `nothing of the branch '${branch}' is applied, so '${target}' has nothing to undo`,
      {
        details: { target, current },
        hint: 'See mig current.',
      },
    )
  }
  return starts[0]
}

/** The children of the end, or the roots; where there are several and a branch is named, only those that lead to it. */
function rootsAbove(graph: RevisionGraph, end: RevisionId | undefined, branch: string | undefined, target: string): readonly RevisionId[] {
  const roots = end === undefined ? graph.bases() : graph.children(end)
  if (branch === undefined || roots.length < 2) return roots
  const leading = graph.lineageDown([findBranch(graph, branch, target)])
  const kept = roots.filter((id) => leading.has(id))
  if (kept.length > 0) return kept
  throw new MigError(
    'MIG_BRANCH_MISMATCH',
    `nothing above ${end === undefined ? 'the base' : `'${end}'`} leads to the branch '${branch}'`,
    { details: { target, branch, revision: end }, hint: `Leave '${branch}@' out, or see mig history --graph.` },
  )
}
