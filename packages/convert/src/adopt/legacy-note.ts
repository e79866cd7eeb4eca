import type { FinishedStep } from '@mig/core'

/**
 * How the journal tells at which version the old tool's table was when mig looked at it or wrote it: `migrate_version at 5`. A note of an
 * adoption begins with it behind `adopted from `; a step that kept the old row in step has it behind `; `.
 */
export const legacyNote = (table: string, version: string): string => `${table} at ${version}`

/** The version that the newest such note names; `undefined` without one. */
export function lastNoted(table: string, steps: readonly FinishedStep[]): string | undefined {
  for (const { detail } of steps.toReversed()) {
    for (const part of detail?.split('; ') ?? []) {
      const note = part.replace(/^adopted from /, '')
      if (note.startsWith(`${table} at `)) return note.slice(table.length + 4)
    }
  }
  return undefined
}
