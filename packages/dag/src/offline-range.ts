import { MigError, type Goal, type RevisionId } from '@mig/core'
import { parseRange, parseTarget } from './parse-target.js'
import { findTarget, resolveDagTarget, type DagPlace } from './target.js'

/** A change that is written out without a database: what the rows are taken to be, and the goal from there. */
export interface OfflineRange {
  readonly from: readonly RevisionId[]
  readonly goal: Goal
}

/**
 * Reads `FROM:TO` for a change that is rendered as SQL instead of run.
 *
 * An upgrade may leave `FROM` out, and then starts from nothing; a downgrade has to say where it starts. `TO` is a
 * target as on a database whose one row is `FROM`, so `ae10:+2` works.
 *
 * @throws {MigError} `MIG_TARGET_INVALID`, `MIG_HEADS_SEVERAL`, and what resolving a target throws
 * @example
 * const { from, goal } = await resolveOfflineRange('upgrade', 'ae10:head', { graph, releases })
 * makePlan(graph, from, goal).steps
 */
export async function resolveOfflineRange(
  verb: 'upgrade' | 'downgrade',
  range: string,
  place: Omit<DagPlace, 'current'>,
): Promise<OfflineRange> {
  const ends = parseRange(range) ?? (verb === 'upgrade' ? { lower: 'base', upper: range } : undefined)
  if (!ends || ends.upper === '') {
    throw new MigError('MIG_TARGET_INVALID', `'${range}' does not say from where to where`, {
      details: { range },
      hint: `Write FROM:TO, for example ${verb === 'upgrade' ? 'base:head' : 'head:base'}.`,
    })
  }
  const from = await startOf(ends.lower || 'base', place)
  return { from, goal: await resolveDagTarget(verb, [ends.upper], { ...place, current: from }) }
}

async function startOf(lower: string, place: Omit<DagPlace, 'current'>): Promise<readonly RevisionId[]> {
  const parsed = parseTarget(lower)
  if (parsed.kind === 'name' && parsed.symbol === 'current') {
    throw new MigError('MIG_TARGET_INVALID', `'${lower}' asks a database, and without one there is no current revision`, {
      details: { target: lower },
      hint: 'Name the revision that the database has.',
    })
  }
  const from = await findTarget(lower, { ...place, current: [] })
  if (from.length < 2 || parsed.kind === 'release') return from
  throw new MigError('MIG_HEADS_SEVERAL', `'${lower}' starts from one revision, and there are ${from.length}: ${from.join(', ')}`, {
    details: { target: lower, heads: from, choices: from },
    hint: `Choose ${from.join(' or ')}`,
  })
}
