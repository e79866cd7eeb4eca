import type { Goal, RevisionId } from '@mig/core'
import { onBranch } from './lineage.js'
import { namedRevisions, startOfWalk } from './named-revisions.js'
import type { ParsedTarget } from './parse-target.js'
import type { DagPlace } from './place.js'
import { severalRows, wrongWay } from './target-errors.js'
import { walk } from './walk.js'

/** What an upgrade to a target applies: the revisions it names, or the one that a walk up ends on. */
export async function resolveUpgrade(target: string, parsed: ParsedTarget, place: DagPlace): Promise<Goal> {
  const { graph } = place
  if (parsed.kind !== 'walk') return { kind: 'apply', revisions: await namedRevisions(target, parsed, place) }
  const { branch, symbol, steps } = parsed
  if (symbol === undefined && steps <= 0) throw wrongWay(target, 'downgrade')
  const start =
    symbol === undefined ? startOfUpgrade(target, branch, place) : startOfWalk(symbol, steps > 0 ? undefined : branch, target, place)
  const end = walk(graph, start, steps, branch, target)
  return { kind: 'apply', revisions: end === undefined ? [] : [end] }
}

/** Where a walk up from the database begins: its row on the branch, else where the branch leaves what is applied, else the base. */
function startOfUpgrade(target: string, branch: string | undefined, { graph, current }: DagPlace): RevisionId | undefined {
  let starts = branch === undefined ? current : onBranch(graph, current, branch, target)
  if (branch !== undefined && starts.length === 0) {
    const applied = onBranch(graph, [...graph.ancestors(current)], branch, target)
    starts = graph.tips(applied)
  }
  if (starts.length > 1) throw severalRows(graph, starts, target)
  return starts[0]
}
