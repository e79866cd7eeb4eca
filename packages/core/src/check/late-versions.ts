import { MigError } from '../errors/mig-error.js'
import type { RevisionGraph } from '../graph/revision-graph.js'
import type { RevisionId } from '../graph/revision.js'
import { readLedgerMove, rowRemoved } from '../plan/ledger-move.js'
import type { FinishedStep } from '../ports/journal.js'

/**
 * The versions of a numbered repository at or below the database's that never ran here: they came with a late merge.
 *
 * Only what the journal saw counts. A number that was taken over, by `version_control`, a stamp, an adoption, or because the
 * old tool moved the row between two of our steps, stands for everything at or below it. So a version is late when it lies
 * above the last such place and no journal row tells of it.
 *
 * @param position where the database stands: the revision of its row, as the repository reads it
 */
export function findLate(graph: RevisionGraph, steps: readonly FinishedStep[], position: RevisionId | undefined): readonly RevisionId[] {
  const at = Number(position ?? 0)
  const history = readRun(steps)
  if (history.at !== at) return []
  return graph.index.revisions
    .filter(({ id }) => Number(id) <= at && Number(id) > history.takenOver && !history.seen.has(Number(id)))
    .map(({ id }) => id)
}

interface Run {
  /** Where the last journalled step left the row; `undefined` before the first. */
  readonly at: number | undefined
  /** Everything at or below it counts as there. */
  readonly takenOver: number
  readonly seen: ReadonlySet<number>
}

/** Follows the row through the journal. */
function readRun(steps: readonly FinishedStep[]): Run {
  const seen = new Set<number>()
  let at: number | undefined
  let takenOver = 0
  const takeOver = (number: number): void => {
    takenOver = number
    for (const version of seen) if (version > number) seen.delete(version)
  }
  for (const { revision, direction, detail } of steps) {
    const version = Number(revision)
    if (!Number.isInteger(version)) continue // of another repository: a revision of a graph
    if (direction === 'upgrade' || direction === 'downgrade') {
      const move = readLedgerMove(detail)
      const from = move ? Number(move.from[0] ?? 0) : direction === 'upgrade' ? version - 1 : version
      if (move === undefined || from !== at) takeOver(from)
      at = move ? Number(move.to[0] ?? 0) : direction === 'upgrade' ? version : version - 1
      if (direction === 'upgrade') seen.add(version)
      else seen.delete(version)
      if (at < takenOver) takenOver = at
    } else if (direction === 'stamp' || direction === 'adopt') {
      // a row that was only removed leaves nothing applied
      at = detail?.split('; ', 1)[0] === rowRemoved ? 0 : version
      takeOver(at)
    }
  }
  return { at, takenOver, seen }
}

/** Says which versions came late, with the ways on. */
export function lateError(graph: RevisionGraph, late: readonly RevisionId[], position: RevisionId | undefined): MigError {
  const files = late.flatMap((id) => graph.find(id)?.file ?? [])
  const isOne = late.length === 1
  return new MigError(
    'MIG_VERSION_LATE',
    `the database is at ${position ?? 0}, and ${isOne ? 'version' : 'versions'} ${late.join(', ')} below it never ran here: ${files.join(', ')}`,
    {
      details: { versions: late, position, files },
      hint: `Give ${isOne ? 'it' : 'each'} a number above the last one; or run ${isOne ? 'it' : 'them'} now, in number order before the rest: mig upgrade --allow-late`,
    },
  )
}
