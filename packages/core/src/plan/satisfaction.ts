import { MigError } from '../errors/mig-error.js'
import type { RevisionGraph } from '../graph/revision-graph.js'
import type { RevisionId } from '../graph/revision.js'

/** What a ledger's rows mean in a graph. */
export interface Standing {
  /** The rows and everything they need: what the database has of this graph. */
  readonly applied: ReadonlySet<RevisionId>
  /** Rows that no file declares but some revision `replaces` or is `equivalentTo`. */
  readonly foreign: ReadonlySet<RevisionId>
  /**
   * True when the revision need not run: it is applied, or an equivalent one is, or the complete set that it replaces
   * is. The one rule behind squash, back-port, cherry-pick and converted numbers.
   */
  isSatisfied(id: RevisionId): boolean
}

/**
 * Reads rows as a standing in the graph.
 *
 * @throws {MigError} `MIG_ROW_UNKNOWN` when a row names a revision that no file declares or stands for
 */
export function readStanding(graph: RevisionGraph, rows: readonly RevisionId[]): Standing {
  const applied = graph.ancestors(rows)
  const foreign = new Set(rows.filter((row) => !graph.has(row)))
  const had = new Set([...applied, ...foreign])
  const explained = new Set<RevisionId>()
  if (foreign.size > 0) {
    for (const id of graph.ids()) {
      const { replaces = [], equivalentTo = [] } = graph.get(id)
      const last = replaces.findLastIndex((other) => foreign.has(other))
      for (const other of replaces.slice(0, last + 1)) had.add(other)
      for (const other of [...replaces, ...equivalentTo]) if (foreign.has(other)) explained.add(other)
    }
    const unknown = [...foreign].filter((row) => !explained.has(row))
    if (unknown.length > 0) throw unknownRows(unknown)
  }
  return {
    applied,
    foreign,
    isSatisfied(id) {
      if (applied.has(id)) return true
      const { replaces = [], equivalentTo = [] } = graph.get(id)
      return equivalentTo.some((other) => had.has(other)) || (replaces.length > 0 && replaces.every((other) => had.has(other)))
    },
  }
}

function unknownRows(unknown: readonly RevisionId[]): MigError {
  const names = unknown.map((row) => `'${row}'`).join(', ')
  return new MigError(
    'MIG_ROW_UNKNOWN',
    `the version table names ${names}, which ${unknown.length === 1 ? 'is' : 'are'} in no file of this repository`,
    {
      details: { rows: unknown },
      hint: 'Restore the file (another branch of the code may have it), or record what the database really has: mig stamp --purge REVISION',
    },
  )
}
