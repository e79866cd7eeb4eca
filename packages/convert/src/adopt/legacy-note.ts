import type { FinishedStep } from '@mig/core'
import type { LegacyRecord } from '../write/legacy-record.js'

/**
 * How the journal tells at which version the old tool's table was when mig looked at it or wrote it: `migrate_version at 5`. A note of an
 * adoption begins with it behind `adopted from `; a step that kept the old row in step has it behind `; `.
 */
export const legacyNote = (place: string, version: string): string => `${place} at ${version}`

/** What stands for the old table in such a note: of several repositories each has its own. */
export const notedPlace = (table: string, { label }: Pick<LegacyRecord, 'label'>): string =>
  label === undefined ? table : `${table} (${label})`

/** The version that the newest such note names; `undefined` without one. */
export function lastNoted(place: string, steps: readonly FinishedStep[]): string | undefined {
  for (const { detail } of steps.toReversed()) {
    for (const part of detail?.split('; ') ?? []) {
      const note = part.replace(/^adopted from /, '')
      if (note.startsWith(`${place} at `)) return note.slice(place.length + 4)
    }
  }
  return undefined
}
