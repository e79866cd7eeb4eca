import { MigError } from '@mig/core'
import type { Settings } from './settings.js'

/**
 * The settings of one of several databases: what it says itself, over what stands beside `databases`.
 *
 * @param name what `--on` or `MIG_ON` says
 * @throws {MigError} `MIG_DATABASE_CHOICE`
 */
export function chooseDatabase(
  { databases, ...shared }: Settings,
  name: string | undefined,
  source: string | undefined,
): Omit<Settings, 'databases'> {
  if (databases === undefined) {
    if (name === undefined) return shared
    throw new MigError('MIG_DATABASE_CHOICE', `there is no database '${name}': ${source ?? 'the configuration'} has no "databases"`, {
      details: { name, choices: [] },
      hint: 'Leave --on out, or name the databases in the configuration: databases: { NAME: { repository, database } }',
    })
  }
  const choices = Object.keys(databases)
  if (name !== undefined && Object.hasOwn(databases, name)) return { ...shared, ...databases[name] }
  throw new MigError(
    'MIG_DATABASE_CHOICE',
    name === undefined
      ? `${source} names ${choices.length} databases: ${choices.join(', ')}`
      : `there is no database '${name}' in ${source}`,
    { details: { name, choices }, hint: `Add --on ${choices.join(', or --on ')}, or --on all for each in turn.` },
  )
}
