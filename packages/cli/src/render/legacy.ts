import type { LegacyState } from '@mig/core'

/** What an old tool's own record says, where that is news: the database is not taken over yet, or the old tool has run since. */
export function legacyLines(legacy: LegacyState | undefined): readonly string[] {
  if (legacy?.standing === 'alone') {
    const { problem, version, table, tool, heads = [] } = legacy
    if (problem) return [problem.message, ...(problem.hint === undefined ? [] : [`hint: ${problem.hint}`])]
    const takesOver = `mig upgrade, or mig adopt, takes it over as ${heads.join(', ') || 'base'}`
    return [`this database is at ${version} of the old tool's table ${table} (${tool}); ${takesOver}`]
  }
  if (legacy?.standing !== 'moved') return []
  const { problem, version, table, heads = [] } = legacy
  const says = problem ? problem.message : `${table} says ${version}, which is ${heads.join(', ') || 'base'}`
  return [`the old tool has run since mig took the database over: ${says}; mig adopt takes that over`]
}

/** The old table where nothing is to be done about it: `migrate_version at 5 (SQLAlchemy Migrate), in step`. */
export function legacyText({ table, version, tool, standing }: LegacyState): string {
  return `${table} at ${version ?? 'what nobody knows'} (${tool}), ${standing === 'in-step' ? 'in step' : 'left there when mig took over'}`
}

/** The same as `--json` prints it. */
export function legacyData(legacy: LegacyState | undefined): Readonly<Record<string, unknown>> | null {
  if (!legacy) return null
  const { tool, table, version, heads, standing, problem } = legacy
  return {
    tool,
    table,
    version: version ?? null,
    heads: heads ?? null,
    standing,
    problem: problem ? { code: problem.code, message: problem.message, hint: problem.hint } : null,
  }
}
