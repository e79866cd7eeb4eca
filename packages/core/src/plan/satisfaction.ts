import { MigError } from '../errors/mig-error.js'
import { closure } from '../graph/closure.js'
import type { RevisionGraph } from '../graph/revision-graph.js'
import type { RevisionId } from '../graph/revision.js'

/** What a ledger's rows mean in a graph. Changes with {@link Standing.add} while a plan is made. */
export interface Standing {
  /** The rows and everything they need: 1 for each applied revision, by number of the graph's index. */
  readonly applied: Uint8Array
  /** Rows that no file declares but some revision `replaces` or is `equivalentTo`. */
  readonly foreign: ReadonlySet<RevisionId>
  /**
   * True when the revision need not run: it is applied, or an equivalent one is, or the complete set that it replaces
   * is. The one rule behind squash, back-port, cherry-pick and converted numbers.
   */
  isSatisfied(id: RevisionId): boolean
  /** {@link Standing.isSatisfied} by number of the graph's index. */
  isSatisfiedAt(number: number): boolean
  /** Counts a revision as applied from now on. */
  add(number: number): void
}

/**
 * Reads rows as a standing in the graph.
 *
 * @throws {MigError} `MIG_ROW_UNKNOWN` when a row names a revision that no file declares or stands for
 */
export function readStanding(graph: RevisionGraph, rows: readonly RevisionId[]): Standing {
  const { numberOf, needs, hasStandIns } = graph.index
  const applied = closure(needs, 'down', rows.map(numberOf))
  const foreign = new Set(rows.filter((row) => !graph.has(row)))
  /** Revisions that are not in the graph and whose effect is known to be there. */
  const beyond = new Set(foreign)
  if (foreign.size > 0) {
    const explained = new Set<RevisionId>()
    for (const { replaces = [], equivalentTo = [] } of graph.index.revisions) {
      const last = replaces.findLastIndex((other) => foreign.has(other))
      for (const other of replaces.slice(0, last + 1)) beyond.add(other)
      for (const other of [...replaces, ...equivalentTo]) if (foreign.has(other)) explained.add(other)
    }
    const unknown = [...foreign].filter((row) => !explained.has(row))
    if (unknown.length > 0) throw unknownRows(unknown)
  }
  const isHere = (id: RevisionId): boolean => {
    const number = numberOf(id)
    return number === undefined ? beyond.has(id) : applied[number] === 1
  }
  const isSatisfiedAt = (number: number): boolean => {
    if (applied[number] === 1) return true
    if (!hasStandIns) return false
    const { id, replaces = [] } = graph.at(number)
    return graph.equivalentsOf(id).some(isHere) || (replaces.length > 0 && replaces.every(isHere))
  }
  return {
    applied,
    foreign,
    isSatisfiedAt,
    isSatisfied(id) {
      const number = numberOf(id)
      return number === undefined ? beyond.has(id) : isSatisfiedAt(number)
    },
    add(number) {
      applied[number] = 1
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
