import type { ErrorCode, RevisionGraph, RevisionId } from '@mig/core'
import { targetsOf, type Case, type RecordedRevision } from './graph-data.js'

/** How we differ: we refuse where Alembic answers, answer where it refuses, or say something else. */
export type DifferenceKind = 'refuses' | 'answers' | 'another'

/** A difference from Alembic on purpose: a predicate on the request, never a list of cases. */
export interface Difference {
  readonly reason: string
  readonly kinds: readonly DifferenceKind[]
  /** Where we refuse, it must be with one of these. */
  readonly codes?: readonly ErrorCode[]
  readonly applies: (one: Case, graph: RevisionGraph) => boolean
}

/** Graphs that do not load here and do there; they refuse every request. */
export const loadDifferences: readonly {
  readonly reason: string
  readonly codes: readonly ErrorCode[]
  readonly applies: (revisions: readonly RecordedRevision[]) => boolean
}[] = [
  {
    reason: 'an id that exists twice does not load, where Alembic warns and forgets one',
    codes: ['MIG_REVISION_DUPLICATE'],
    applies: (revisions) => new Set(revisions.map(({ revision }) => revision)).size < revisions.length,
  },
  {
    reason: 'an id or label that cannot be written in a target does not load: empty, with blanks or signs, a reserved word',
    codes: ['MIG_REVISION_ID', 'MIG_SCRIPT_HEADER'],
    applies: (revisions) =>
      revisions.some(({ revision, branch_labels = [] }) =>
        [revision, ...branch_labels].some((name) => !/^[^@+\-:,\s'"]+$/.test(name) || ['head', 'heads', 'base', 'current'].includes(name)),
      ),
  },
  {
    reason: 'every circle is refused, where Alembic misses one that hangs between a head and a base',
    codes: ['MIG_CYCLE'],
    applies: hasCircle,
  },
]

const isDowngradeBy = (one: Case): number =>
  one.op === 'downgrade' && !one.offline ? Number(/^(?:[^@]*@)?-(\d+)$/.exec(targetsOf(one)[0] ?? '')?.[1] ?? 0) : 0

/** Differences in what requests mean. */
export const differences: readonly Difference[] = [
  {
    reason: 'a bare -N with several current heads is refused with the choices, where Alembic warns and takes the first',
    codes: ['MIG_HEADS_SEVERAL'],
    kinds: ['refuses', 'another'],
    applies: (one) => isDowngradeBy(one) > 0 && targetsOf(one)[0]!.startsWith('-') && new Set(one.current).size > 1,
  },
  {
    reason: '-N undoes the N newest, also where the last of them is a merge point: Alembic names the revision below, and there are two',
    kinds: ['answers'],
    applies: (one, graph) =>
      isDowngradeBy(one) > 0 && graph.ancestors(one.current ?? []).size > 0 && someIs(graph, one, (id) => graph.isMergePoint(id)),
  },
  {
    reason: 'LABEL@-N undoes the N newest of the branch, also where the label stands at or below the revision that they end on',
    kinds: ['answers'],
    applies: (one, graph) =>
      isDowngradeBy(one) > 0 &&
      !targetsOf(one)[0]!.startsWith('-') &&
      someIs(graph, one, (id) => graph.get(id).downRevisions.some((parent) => graph.isBranchPoint(parent))),
  },
  {
    reason: 'LABEL@-1 undoes one revision, where Alembic goes to its parent and undoes every child of that which leads to the branch',
    kinds: ['another'],
    applies: (one, graph) => {
      const applied = graph.ancestors(one.current ?? [])
      const siblings = (parent: RevisionId): number => graph.children(parent).filter((id) => applied.has(id)).length
      const isOne = (id: RevisionId): boolean => graph.get(id).downRevisions.some((parent) => siblings(parent) > 1)
      return isDowngradeBy(one) > 0 && !targetsOf(one)[0]!.startsWith('-') && someIs(graph, one, isOne)
    },
  },
  {
    reason: 'LABEL@head and LABEL@heads mean that branch in a downgrade too, where Alembic looks at all heads',
    kinds: ['answers', 'another', 'refuses'],
    codes: ['MIG_HEADS_SEVERAL', 'MIG_TARGET_DIRECTION'],
    applies: (one) => one.op === 'downgrade' && /@heads?(?:[+-]\d+)?$/.test(targetsOf(one)[0]!),
  },
  {
    reason: 'REV-N is a place to look at as well, where Alembic takes it only from upgrade and downgrade',
    kinds: ['answers'],
    applies: (one) => (one.op === 'history' || one.op === 'resolve') && /[^:@]-\d+(?::|$)/.test(targetsOf(one)[0] ?? ''),
  },
  {
    reason: 'history up to the current revision of an empty database is empty, where Alembic lists everything',
    kinds: ['another', 'refuses'],
    applies: (one) => one.op === 'history' && targetsOf(one)[0]!.endsWith(':current') && one.current?.length === 0,
  },
  {
    reason: 'a branch that does not exist, or could be several, is refused, where Alembic does not always look',
    codes: ['MIG_BRANCH_UNKNOWN', 'MIG_TARGET_AMBIGUOUS'],
    kinds: ['refuses', 'another'],
    applies: (one, graph) => targetsOf(one).some((target) => target.includes('@') && meant(graph, target.split('@')[0]!).length !== 1),
  },
  {
    reason: 'a relative part ends the target: abc+1zzz is a name that does not exist, where Alembic ignores what follows',
    codes: ['MIG_TARGET_UNKNOWN'],
    kinds: ['refuses'],
    applies: (one) => targetsOf(one).some((target) => /[+-]\d+[^\d:]/.test(target)),
  },
  {
    reason: 'after a stamp of several revisions all of them are there, reduced to those that no other one needs',
    kinds: ['another'],
    applies: (one, graph) => one.op === 'stamp' && (targetsOf(one).length > 1 || named(graph, targetsOf(one)).size > 1),
  },
  {
    reason: 'a merge joins at least two revisions, none of which is part of another',
    codes: ['MIG_MERGE_POINTLESS'],
    kinds: ['refuses'],
    applies: (one, graph) =>
      one.op === 'merge' && graph.maximal(named(graph, targetsOf(one))).length < Math.max(2, named(graph, targetsOf(one)).size),
  },
  {
    reason: 'a database with everything applied is at the head, also where a head is only implied by what depends on it',
    kinds: ['another'],
    applies: (one, graph) => one.op === 'current' && graph.heads().some((head) => graph.neededBy(head).length > 0),
  },
  {
    reason: 'ID@-N counts from the heads on that line, where Alembic only knows labels there and finds nothing',
    kinds: ['another', 'refuses'],
    applies: (one, graph) => targetsOf(one).some((target) => /^[^@]+@-\d+/.test(target) && !graph.labels().has(target.split('@')[0]!)),
  },
  {
    reason: 'what walks past the base is refused, where Alembic stays there',
    codes: ['MIG_TARGET_RANGE'],
    kinds: ['refuses'],
    applies: (one) =>
      ['upgrade', 'downgrade', 'stamp', 'history'].includes(one.op) && targetsOf(one).some((target) => /-\d+(?::|$)/.test(target)),
  },
  {
    reason: 'a history from N below the heads is whole where that is the base, and Alembic finds nothing there',
    kinds: ['answers'],
    applies: (one, graph) => {
      const steps = one.op === 'history' ? /^(?:[^@]+@)?-(\d+):/.exec(targetsOf(one)[0] ?? '')?.[1] : undefined
      return steps !== undefined && graph.effectiveHeads().some((head) => isBaseBelow(graph, head, Number(steps)))
    },
  },
  {
    reason: 'the branch of the lower end of a history may be written in part',
    kinds: ['answers', 'another'],
    applies: (one, graph) => {
      const branch = one.op === 'history' ? /^([^@:]+)@[^:]*:/.exec(targetsOf(one)[0] ?? '')?.[1] : undefined
      return branch !== undefined && !graph.has(branch) && !graph.labels().has(branch)
    },
  },
  {
    reason: 'BRANCH@PART is what begins so on the branch, where a stamp of Alembic looks everywhere first',
    kinds: ['answers'],
    applies: (one, graph) =>
      one.op === 'stamp' && targetsOf(one).some((target) => /@./.test(target) && meant(graph, target.split('@')[1]!).length > 1),
  },
  {
    reason: 'the heads of a branch may depend on one another, where Alembic says that they overlap',
    kinds: ['answers'],
    applies: (one, graph) =>
      targetsOf(one).some((target) => target.endsWith('@heads')) && graph.heads().some((head) => graph.neededBy(head).length > 0),
  },
  {
    reason: 'a stamp of BRANCH@REV leaves the rows that have nothing to do with REV, where Alembic takes all of the branch if one has',
    kinds: ['another'],
    applies: (one, graph) =>
      one.op === 'stamp' &&
      targetsOf(one).some((target) => {
        const line = relatives(graph, meant(graph, target.includes('@') ? target.split('@')[0]! : ''))
        const own = relatives(graph, [...named(graph, [target])])
        return target.includes('@') && (one.current ?? []).some((row) => line.has(row) && !own.has(row))
      }),
  },
  {
    reason: 'REV+N is a place to look at as well, also as the lower end of a history',
    kinds: ['answers'],
    applies: (one) =>
      (one.op === 'resolve' && /[^@][+-]\d+$/.test(targetsOf(one)[0] ?? '')) ||
      (one.op === 'history' && /^[^:]*[^:@]\+\d+:/.test(targetsOf(one)[0] ?? '')),
  },
  {
    reason: 'a history between two ends that are both relative is refused: one counts from the heads, the other from the first',
    kinds: ['refuses'],
    codes: ['MIG_TARGET_INVALID'],
    applies: (one) => one.op === 'history' && /^(?:[^:@]+@)?[+-]\d+:(?:[^:@]+@)?[+-]\d+$/.test(targetsOf(one)[0] ?? ''),
  },
  {
    reason: '-N as the upper end of a history counts from the heads as it does at the lower end, where Alembic refuses it',
    kinds: ['answers'],
    applies: (one) => one.op === 'history' && /:(?:[^:@]+@)?-\d+$/.test(targetsOf(one)[0] ?? ''),
  },
]

/** Whether one of the N revisions that are lowest on a walk of N steps down from a row is such a one. */
function someIs(graph: RevisionGraph, one: Case, accept: (id: RevisionId) => boolean): boolean {
  let level = [...graph.tips(graph.ancestors(one.current ?? []))]
  for (let step = 1; step < isDowngradeBy(one); step++) level = level.flatMap((id) => graph.get(id).downRevisions)
  return level.some(accept)
}

/** Whether N steps down along down revisions end below a root. */
function isBaseBelow(graph: RevisionGraph, head: RevisionId, steps: number): boolean {
  let level: readonly RevisionId[] = [head]
  for (let step = 0; step < steps; step++) level = level.flatMap((id) => graph.get(id).downRevisions)
  return level.length === 0
}

/** What an id, a label, or the beginning of one can mean. */
function meant(graph: RevisionGraph, name: string): readonly RevisionId[] {
  const exact = graph.has(name) ? name : graph.labels().get(name)
  if (exact !== undefined) return [exact]
  const begun = [...graph.ids().map((id) => [id, id] as const), ...graph.labels()].filter(([key]) => key.startsWith(name))
  return [...new Set(begun.map(([, id]) => id))]
}

/** All that these need or that needs them. */
const relatives = (graph: RevisionGraph, ids: readonly RevisionId[]): ReadonlySet<RevisionId> =>
  new Set([...graph.ancestors(ids), ...graph.descendants(ids)])

/** What targets mean together, by the plainest reading. */
function named(graph: RevisionGraph, targets: readonly string[]): ReadonlySet<RevisionId> {
  const find = (name: string): readonly RevisionId[] => meant(graph, name)
  const mean = (target: string): readonly RevisionId[] => {
    const [symbol = '', branch] = target.split('@').reverse()
    const line =
      branch === undefined || branch === ''
        ? new Set(graph.ids())
        : new Set([...graph.lineageUp(find(branch)), ...graph.lineageDown(find(branch))])
    if (symbol === 'base') return []
    if (symbol === 'heads' && branch === undefined) return graph.effectiveHeads()
    if (symbol === 'head' || symbol === 'heads') return graph.heads().filter((id) => line.has(id))
    return find(symbol).filter((id) => line.has(id))
  }
  return new Set(targets.flatMap(mean))
}

/** Removes what nothing keeps back, again and again: what is left goes round. */
function hasCircle(revisions: readonly RecordedRevision[]): boolean {
  const holders = new Map(revisions.flatMap(({ revision, branch_labels = [] }) => branch_labels.map((label) => [label, revision] as const)))
  let left = revisions
  for (;;) {
    const ids = new Set(left.map(({ revision }) => revision))
    const kept = left.filter(({ down_revision, depends_on = [] }) =>
      [...down_revision, ...depends_on.map((name) => holders.get(name) ?? name)].some((id) => ids.has(id)),
    )
    if (kept.length === 0) return false
    if (kept.length === left.length) return true
    left = kept
  }
}
