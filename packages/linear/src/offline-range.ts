import { MigError, type OfflineRange, type Verb } from '@mig/core'
import { resolveLinearTarget, targetNumber, type LinearPlace } from './target.js'

/**
 * Reads `FROM:TO` for a change that is written out as SQL instead of run.
 *
 * Without `FROM` an upgrade or stamp starts below the first version; a downgrade has to say where it starts. `TO` is a target as on
 * a database that stands at `FROM`, so `5:+2` works.
 *
 * @throws {MigError} `MIG_TARGET_…`, `MIG_VERSION_GAP`
 * @example
 * const { from, goal } = await resolveOfflineRange('upgrade', '5:latest', { graph, settings, releases })
 */
export async function resolveOfflineRange(verb: Verb, range: string, place: Omit<LinearPlace, 'current'>): Promise<OfflineRange> {
  const ends = /^(release:[^:]*|(?!release:)[^:]*):(release:[^:]*|(?!release:)[^:]*)$/.exec(range)
  const [lower, upper] = ends ? [ends[1] || 'base', ends[2]!] : ['base', range]
  if ((!ends && verb === 'downgrade') || upper === '') {
    throw new MigError('MIG_TARGET_INVALID', `'${range}' does not say from where to where`, {
      details: { range },
      hint: `Write FROM:TO, for example ${verb === 'downgrade' ? 'latest:base' : 'base:latest'}.`,
    })
  }
  if (lower === 'current' || /^[+-]/.test(lower)) {
    throw new MigError('MIG_TARGET_INVALID', `'${lower}' asks a database, and without one there is no current version`, {
      details: { target: lower },
      hint: 'Name the number that the database has.',
    })
  }
  const current = await targetNumber('find', lower, { ...place, current: 0 })
  const goal = await resolveLinearTarget(verb, upper, { ...place, current })
  return { from: current === 0 ? [] : [String(current)], goal }
}
