import { readStanding, type RevisionGraph, type RevisionId } from '@mig/core'
import type { LegacyRecord } from '../write/legacy-record.js'

/**
 * How many of the old versions a database with these rows has, counted from the first: 0 for none.
 *
 * A number that became no revision of its own counts with the one before it; one whose change is there under another number counts.
 *
 * @throws {MigError} `MIG_ROW_UNKNOWN`
 */
export function versionsReached({ versions }: LegacyRecord, graph: RevisionGraph, rows: readonly RevisionId[]): number {
  const standing = readStanding(graph, rows)
  const has = (revision: RevisionId): boolean => standing.isSatisfied(revision)
  let reached = 0
  for (const [at, { revision, belowBaseline }] of versions.entries()) {
    if (belowBaseline) continue // told by the baseline's own entry, which follows
    if (revision !== null && !has(revision)) break
    reached = at + 1
  }
  return reached
}

/** The same of a database that the old tool left at a version. */
export function versionsReachedAt(record: LegacyRecord, graph: RevisionGraph, at: number): number {
  const revision = record.versions[at - 1]?.revision
  return versionsReached(record, graph, revision ? [revision] : [])
}
