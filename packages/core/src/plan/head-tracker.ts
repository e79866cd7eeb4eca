import { compareIds } from '../graph/compare-ids.js'
import type { RevisionGraph } from '../graph/revision-graph.js'
import type { RevisionId } from '../graph/revision.js'
import type { LedgerChange } from './plan.js'

/**
 * Follows the ledger's rows while a plan is made: always the applied revisions that no applied revision needs.
 *
 * Each step costs its own edges, so a whole plan is linear in the graph.
 */
export class HeadTracker {
  readonly #graph: RevisionGraph
  readonly #rows: Set<RevisionId>
  /** How many applied revisions need each applied one. */
  readonly #needers = new Map<RevisionId, number>()

  constructor(graph: RevisionGraph, applied: Iterable<RevisionId>, rows: Iterable<RevisionId>) {
    this.#graph = graph
    this.#rows = new Set(rows)
    for (const id of applied) for (const need of graph.needs(id)) this.#count(need, 1)
  }

  rows(): readonly RevisionId[] {
    return [...this.#rows].sort(compareIds)
  }

  apply(id: RevisionId): LedgerChange {
    const remove: RevisionId[] = []
    for (const need of this.#graph.needs(id)) {
      this.#count(need, 1)
      if (this.#rows.delete(need)) remove.push(need)
    }
    for (const replaced of this.#graph.get(id).replaces ?? []) if (this.#rows.delete(replaced)) remove.push(replaced)
    this.#rows.add(id)
    return { remove, add: [id] }
  }

  undo(id: RevisionId): LedgerChange {
    this.#rows.delete(id)
    const add: RevisionId[] = []
    for (const need of this.#graph.needs(id)) {
      if (this.#count(need, -1) > 0) continue
      this.#rows.add(need)
      add.push(need)
    }
    return { remove: [id], add }
  }

  #count(id: RevisionId, by: number): number {
    const count = (this.#needers.get(id) ?? 0) + by
    this.#needers.set(id, count)
    return count
  }
}
