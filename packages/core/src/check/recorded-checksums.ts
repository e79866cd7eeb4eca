import type { RevisionId } from '../graph/revision.js'
import type { FinishedStep } from '../ports/journal.js'

/** The checksums of a script as it ran, or as an edit of it was accepted. */
export interface RecordedChecksums {
  readonly checksum: string
  readonly layoutChecksum: string | undefined
}

/**
 * What the journal knows of the scripts behind the applied revisions; nothing for those that were stamped or adopted.
 *
 * A downgrade and a stamp of a revision end its record; an accepted edit replaces it. Two upgrades in a row leave both: several
 * repositories of one database may use the same numbers, and either text is then a known one.
 */
export function recordedChecksums(steps: readonly FinishedStep[]): ReadonlyMap<RevisionId, readonly RecordedChecksums[]> {
  const records = new Map<RevisionId, RecordedChecksums[]>()
  for (const { revision, direction, checksum, layoutChecksum } of steps) {
    if (checksum === undefined || (direction !== 'upgrade' && direction !== 'accept')) {
      records.delete(revision)
      continue
    }
    const earlier = direction === 'upgrade' ? records.get(revision) : undefined
    const recorded = { checksum, layoutChecksum }
    if (earlier) earlier.push(recorded)
    else records.set(revision, [recorded])
  }
  return records
}
