import { countOf, MigError, type RevisionGraph, type RevisionId } from '@mig/core'
import { onBranch } from './lineage.js'

/**
 * Walks along down revisions: up to children, down to parents, one at each step. Dependencies are not walked.
 *
 * @param start `undefined` is the base, below every root
 * @param branch keeps a walk up on a branch where it forks; down through a merge point there is no way to choose, as in Alembic
 * @param past beyond either end: refuse, or stay there (for commands that only look)
 * @returns `undefined` for the base
 * @throws {MigError} `MIG_TARGET_RANGE` past either end, and where the way forks
 */
export function walk(
  graph: RevisionGraph,
  start: RevisionId | undefined,
  steps: number,
  branch: string | undefined,
  typed: string,
  past: 'refuse' | 'stay' = 'refuse',
): RevisionId | undefined {
  let at = start
  for (let step = 1; step <= Math.abs(steps); step++) {
    const next =
      steps > 0 ? (at === undefined ? graph.bases() : graph.children(at)) : at === undefined ? undefined : graph.get(at).downRevisions
    if (next === undefined && past === 'stay') return undefined
    if (next === undefined) throw tooFar(typed, start, step - 1, steps, branch)
    const open = steps > 0 ? onBranch(graph, next, branch, typed) : next
    if (open.length > 1) throw forks(typed, at, open, steps)
    if (open.length === 0 && steps > 0 && past === 'stay') return at
    if (open.length === 0 && steps > 0) throw tooFar(typed, start, step - 1, steps, branch)
    at = open[0]
  }
  return at
}

function tooFar(typed: string, start: RevisionId | undefined, walked: number, steps: number, branch?: string): MigError {
  const room = `${countOf(walked, 'step')} ${steps > 0 ? 'above' : 'below'} ${start === undefined ? 'the base' : `'${start}'`}`
  return new MigError(
    'MIG_TARGET_RANGE',
    `'${typed}' walks past the ${steps > 0 ? 'head' : 'base'}: there ${walked === 1 ? 'is' : 'are'} ${room}`,
    {
      details: { target: typed, start, walked },
      hint: steps > 0 ? `Use ${branch === undefined ? '' : `${branch}@`}head.` : 'Use base to undo everything.',
    },
  )
}

function forks(typed: string, at: RevisionId | undefined, choices: readonly RevisionId[], steps: number): MigError {
  return new MigError(
    'MIG_TARGET_RANGE',
    `'${typed}' cannot be walked: ${at === undefined ? 'the base' : `'${at}'`} leads ${steps > 0 ? 'up' : 'down'} to ${choices.join(' and ')}`,
    {
      details: { target: typed, at, choices },
      hint: steps > 0 ? 'Name the revision, or a branch: LABEL@+N.' : 'Name the revision.',
    },
  )
}
