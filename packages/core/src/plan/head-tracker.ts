import type { RevisionGraph } from '../graph/revision-graph.js'
import type { RevisionId } from '../graph/revision.js'
import { sizedList } from '../graph/sized-list.js'
import { sortIds } from '../graph/sort-ids.js'
import type { LedgerChange } from './plan.js'

/**
 * Follows the ledger's rows while a plan is made: always the applied revisions that no applied revision needs.
 *
 * Each step costs its own edges, so a whole plan is linear in the graph. Revisions are given as numbers of the graph's index.
 */
export class HeadTracker {
  readonly #graph: RevisionGraph
  /** 1 for each revision that is a row. */
  readonly #isRow: Uint8Array
  /** Rows that no file declares. */
  readonly #foreign = new Set<RevisionId>()
  /** How many applied revisions need each one. */
  readonly #needers: Uint32Array
  /** The row of each revision that a step has added or removed: one list, shared by the step that adds it and the one that removes it. */
  readonly #single: (readonly RevisionId[] | undefined)[]

  /** @param applied holds 1 for each applied revision */
  constructor(graph: RevisionGraph, applied: Uint8Array, rows: Iterable<RevisionId>) {
    const { needs, numberOf } = graph.index
    this.#graph = graph
    this.#isRow = new Uint8Array(graph.size)
    this.#single = sizedList(graph.size)
    for (const row of rows) {
      const number = numberOf(row)
      if (number === undefined) this.#foreign.add(row)
      else this.#isRow[number] = 1
    }
    this.#needers = new Uint32Array(graph.size)
    for (let number = 0; number < graph.size; number++) {
      if (applied[number] === 1)
        for (let at = needs.starts[number]!; at < needs.starts[number + 1]!; at++) this.#needers[needs.targets[at]!]! += 1
    }
  }

  rows(): readonly RevisionId[] {
    const { idAt, needs, tips } = this.#graph.index
    const isNeeded = needs.ends()
    let [rowCount, tipCount] = [this.#foreign.size, 0]
    for (let number = 0; number < this.#isRow.length; number++) {
      if (this.#isRow[number] === 0) continue
      rowCount += 1
      if (isNeeded[number] === 0) tipCount += 1
    }
    // Where everything is applied the rows are the graph's tips, which are sorted already.
    if (rowCount === tips.length && tipCount === tips.length) return tips
    const rows = [...this.#foreign]
    for (let number = 0; number < this.#isRow.length; number++) if (this.#isRow[number] === 1) rows.push(idAt(number))
    return sortIds(rows)
  }

  apply(number: number): LedgerChange {
    const { needs, hasStandIns } = this.#graph.index
    let remove = none
    for (let at = needs.starts[number]!; at < needs.starts[number + 1]!; at++) {
      const need = needs.targets[at]!
      this.#needers[need]! += 1
      if (this.#isRow[need] === 0) continue
      this.#isRow[need] = 0
      remove = join(remove, this.#singleOf(need))
    }
    if (hasStandIns) {
      for (const replaced of this.#graph.at(number).replaces ?? []) if (this.#forget(replaced)) remove = join(remove, [replaced])
    }
    this.#isRow[number] = 1
    return { remove, add: this.#singleOf(number) }
  }

  undo(number: number): LedgerChange {
    const { needs } = this.#graph.index
    this.#isRow[number] = 0
    let add = none
    for (let at = needs.starts[number]!; at < needs.starts[number + 1]!; at++) {
      const need = needs.targets[at]!
      this.#needers[need]! -= 1
      if (this.#needers[need]! > 0) continue
      this.#isRow[need] = 1
      add = join(add, this.#singleOf(need))
    }
    return { remove: this.#singleOf(number), add }
  }

  #singleOf(number: number): readonly RevisionId[] {
    return (this.#single[number] ??= [this.#graph.index.idAt(number)])
  }

  /** Takes a row away; false when it is none. */
  #forget(row: RevisionId): boolean {
    const number = this.#graph.index.numberOf(row)
    if (number === undefined) return this.#foreign.delete(row)
    const was = this.#isRow[number] === 1
    this.#isRow[number] = 0
    return was
  }
}

const none: readonly RevisionId[] = []
const join = (list: readonly RevisionId[], more: readonly RevisionId[]): readonly RevisionId[] =>
  list === none ? more : [...list, ...more]
