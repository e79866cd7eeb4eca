import { MigError, type OfflineRange, type RevisionId, type Verb } from '@mig/core'
import { parseRange, parseTarget } from './parse-target.js'
import { findTarget, resolveDagTarget, type DagPlace } from './target.js'

/**
 * Reads `FROM:TO` for a change that is rendered as SQL instead of run.
 *
 * An upgrade or stamp may leave `FROM` out, and then starts from nothing; a downgrade has to say where it starts. `TO` is a
 * target as on a database whose one row is `FROM`, so `ae10:+2` works. Several targets (of a stamp) have one start.
 *
 * @throws {MigError} `MIG_TARGET_INVALID`, `MIG_HEADS_SEVERAL`, and what resolving a target throws
 * @example
 * const { from, goal } = await resolveOfflineRange('upgrade', ['ae10:head'], { graph, releases })
 * makePlan(graph, from, goal).steps
 */
export async function resolveOfflineRange(verb: Verb, ranges: readonly string[], place: Omit<DagPlace, 'current'>): Promise<OfflineRange> {
  const ends = ranges.map((range) => readEnds(verb, range))
  const starts = new Set(ends.flatMap(({ lower }) => lower ?? []))
  if (starts.size > 1) {
    throw new MigError('MIG_TARGET_INVALID', `the targets start from ${[...starts].map((one) => `'${one}'`).join(' and ')}`, {
      details: { targets: ranges },
      hint: 'A script has one start: write FROM: before one of them only.',
    })
  }
  const from = await startOf([...starts][0] ?? 'base', place)
  const targets = ends.map(({ upper }) => upper)
  return { from, goal: await resolveDagTarget(verb, targets, { ...place, current: from }) }
}

function readEnds(verb: Verb, range: string): { readonly lower: string | undefined; readonly upper: string } {
  const ends = parseRange(range) ?? (verb === 'downgrade' ? undefined : { lower: undefined, upper: range })
  if (ends && ends.upper !== '') return { lower: ends.lower === '' ? 'base' : ends.lower, upper: ends.upper }
  throw new MigError('MIG_TARGET_INVALID', `'${range}' does not say from where to where`, {
    details: { range },
    hint: `Write FROM:TO, for example ${verb === 'downgrade' ? 'head:base' : 'base:head'}.`,
  })
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
