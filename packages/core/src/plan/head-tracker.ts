import { sortIds } from '../graph/compare-ids.js'
import type { RevisionGraph } from '../graph/revision-graph.js'
import type { RevisionId } from '../graph/revision.js'
import type { LedgerChange } from './plan.js'

/**
 * Follows the ledger's rows while a plan is made: always the applied revisions that no applied revision needs.
 *
 * Each step costs its own edges, so a whole plan is linear in the graph. Revisions are given as numbers of the graph's index.
 */
export class HeadTracker {
  readonly #graph: RevisionGraph
  readonly #rows: Set<RevisionId>
  /** How many applied revisions need each one. */
  readonly #needers: Int32Array

  /** @param applied holds 1 for each applied revision */
  constructor(graph: RevisionGraph, applied: Uint8Array, rows: Iterable<RevisionId>) {
    const { needs } = graph.index
    this.#graph = graph
    this.#rows = new Set(rows)
    this.#needers = new Int32Array(needs.length)
    for (let number = 0; number < needs.length; number++) {
      if (applied[number] === 1) for (const need of needs[number]!) this.#needers[need]! += 1
    }
  }

  rows(): readonly RevisionId[] {
    return sortIds(this.#rows)
  }

  apply(number: number): LedgerChange {
    const { revisions, needs } = this.#graph.index
    const remove: RevisionId[] = []
    for (const need of needs[number]!) {
      this.#needers[need]! += 1
      if (this.#rows.delete(revisions[need]!.id)) remove.push(revisions[need]!.id)
    }
    for (const replaced of this.#graph.at(number).replaces ?? []) if (this.#rows.delete(replaced)) remove.push(replaced)
    this.#rows.add(revisions[number]!.id)
    return { remove, add: [revisions[number]!.id] }
  }

  undo(number: number): LedgerChange {
    const { revisions, needs } = this.#graph.index
    this.#rows.delete(revisions[number]!.id)
    const add: RevisionId[] = []
    for (const need of needs[number]!) {
      this.#needers[need]! -= 1
      if (this.#needers[need]! > 0) continue
      this.#rows.add(revisions[need]!.id)
      add.push(revisions[need]!.id)
    }
    return { remove: [revisions[number]!.id], add }
  }
}
