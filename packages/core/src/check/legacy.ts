import { legacyMoved } from '../adopt/take-over.js'
import { MigError } from '../errors/mig-error.js'
import type { RevisionId } from '../graph/revision.js'
import type { LegacyState } from '../ports/adoption.js'

/** Says what an old tool's own record has to do with this database: nothing when mig keeps it and the old tool has not run since. */
export function legacyErrors(legacy: LegacyState | undefined, rows: readonly RevisionId[]): readonly MigError[] {
  if (!legacy || legacy.standing === 'in-step' || legacy.standing === 'left') return []
  if (legacy.standing === 'moved') return [legacyMoved(legacy, rows)]
  return [legacy.problem ?? adoptionPending(legacy)]
}

function adoptionPending({ tool, table, version, heads = [] }: LegacyState): MigError {
  return new MigError(
    'MIG_ADOPT_PENDING',
    `the database is at ${version} of '${table}' (${tool}), which is ${heads.join(', ') || 'base'}; mig has not taken it over`,
    { details: { table, version, revisions: heads }, hint: 'Run: mig adopt, or mig upgrade, which does it first' },
  )
}
