import { MigError, type Goal, type RevisionId, type Verb } from '@mig/core'
import { namedRevisions } from './named-revisions.js'
import { parseTarget } from './parse-target.js'
import type { DagPlace } from './place.js'
import { resolveDowngrade } from './resolve-downgrade.js'
import { resolveStamp } from './resolve-stamp.js'
import { resolveUpgrade } from './resolve-upgrade.js'
import { refuseUnknownRows } from './target-errors.js'

export type { DagPlace } from './place.js'

/**
 * Turns a target of DAG mode into a goal. The forms and what they mean are Alembic's (measured on 1.19.2); where it
 * crashes or guesses, this refuses with the choices.
 *
 * @throws {MigError} `MIG_TARGET_…`, `MIG_BRANCH_…`, `MIG_HEADS_SEVERAL`, `MIG_RELEASE_UNKNOWN`, `MIG_ROW_UNKNOWN`
 */
export async function resolveDagTarget(verb: Verb, targets: readonly string[], place: DagPlace): Promise<Goal> {
  refuseUnknownRows(place)
  if (verb === 'stamp') return resolveStamp(targets, place)
  const [target] = targets
  if (target === undefined || targets.length > 1) {
    throw new MigError('MIG_TARGET_INVALID', `${verb} takes one target, not ${targets.length}`, {
      details: { targets },
      hint: 'Use heads for every branch, or one command for each.',
    })
  }
  const parsed = parseTarget(target)
  return verb === 'upgrade' ? resolveUpgrade(target, parsed, place) : resolveDowngrade(target, parsed, place)
}

/**
 * The revisions that a target names on its own; empty for the base.
 *
 * @param past what `-N` does beyond the base
 */
export async function findTarget(target: string, place: DagPlace, past: 'refuse' | 'stay' = 'stay'): Promise<readonly RevisionId[]> {
  return namedRevisions(target, parseTarget(target), place, past)
}
