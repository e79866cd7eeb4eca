import fc from 'fast-check'
import { expect } from 'vitest'
import type { Plan, Revision, RevisionId } from '@mig/core'

/** A graph, what is applied, and what is wanted. */
export interface Situation {
  /** In the order of their files. */
  readonly revisions: readonly Revision[]
  /** Rows as a clean run leaves them. */
  readonly rows: readonly RevisionId[]
  readonly goal: readonly RevisionId[]
}

const names = ['q', 'b', 'x', 'k', 'a', 'z', 'm', 'c']

/** Graphs of up to eight revisions with branches, merges, dependencies (some through labels), in any order of files. */
export const situations: fc.Arbitrary<Situation> = fc
  .record({
    size: fc.integer({ min: 1, max: 8 }),
    parents: fc.array(fc.subarray([0, 1, 2, 3, 4, 5, 6], { maxLength: 2 }), { minLength: 8, maxLength: 8 }),
    dependencies: fc.array(fc.subarray([0, 1, 2, 3, 4, 5, 6], { maxLength: 2 }), { minLength: 8, maxLength: 8 }),
    isBusy: fc.boolean(),
    labelled: fc.subarray([0, 1, 2, 3, 4, 5, 6, 7], { maxLength: 3 }),
    order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 }),
    applied: fc.subarray([0, 1, 2, 3, 4, 5, 6, 7]),
    wanted: fc.subarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 1, maxLength: 3 }),
  })
  .map(({ size, parents, dependencies, isBusy, labelled, order, applied, wanted }) => {
    const inside = (at: number): boolean => at < size
    const nameOf = (at: number): string => (labelled.includes(at) ? `label_${names[at]!}` : names[at]!)
    const revisions = Array.from({ length: size }, (_, at): Revision => ({
      id: names[at]!,
      downRevisions: parents[at]!.filter((parent) => parent < at).map((parent) => names[parent]!),
      dependsOn: isBusy ? dependencies[at]!.filter((other) => other < at).map(nameOf) : [],
      labels: labelled.includes(at) ? [`label_${names[at]!}`] : [],
      description: '',
    }))
    const brute = new Definitions(revisions)
    return {
      revisions: order.filter(inside).map((at) => revisions[at]!),
      rows: brute.rows(brute.closed(applied.filter(inside).map((at) => names[at]!))),
      goal: wanted.filter(inside).map((at) => names[at]!),
    }
  })

/** The planner's terms, written from their definitions alone: sets, and no cleverness. */
export class Definitions {
  readonly #revisions: readonly Revision[]

  constructor(revisions: readonly Revision[]) {
    this.#revisions = revisions
  }

  ids(): readonly RevisionId[] {
    return this.#revisions.map(({ id }) => id)
  }

  /** Whether one revision needs another directly. */
  needs(one: RevisionId, other: RevisionId): boolean {
    const { downRevisions, dependsOn } = this.#revisions.find(({ id }) => id === one)!
    const { labels } = this.#revisions.find(({ id }) => id === other)!
    return downRevisions.includes(other) || dependsOn.includes(other) || labels.some((label) => dependsOn.includes(label))
  }

  /** These, and whatever they need. */
  closed(given: readonly RevisionId[]): readonly RevisionId[] {
    const ids = [...new Set(given)]
    const grown = this.ids().filter((id) => ids.includes(id) || ids.some((one) => this.needs(one, id)))
    return grown.length === ids.length ? grown : this.closed(grown)
  }

  /** These, and whatever needs them. */
  dependents(given: readonly RevisionId[]): readonly RevisionId[] {
    const ids = [...new Set(given)]
    const grown = this.ids().filter((id) => ids.includes(id) || ids.some((one) => this.needs(id, one)))
    return grown.length === ids.length ? grown : this.dependents(grown)
  }

  /** The applied revisions that no applied revision needs. */
  rows(applied: readonly RevisionId[]): readonly RevisionId[] {
    return applied.filter((id) => !applied.some((other) => this.needs(other, id))).sort()
  }
}

/** Runs a plan on sets, and checks rows and order after every step. */
export function run(brute: Definitions, from: readonly RevisionId[], plan: Plan): readonly RevisionId[] {
  let applied = brute.closed(from)
  let rows = [...from]
  for (const step of plan.steps) {
    for (const row of step.ledger.remove) expect(rows).toContain(row)
    for (const row of step.ledger.add) expect(rows).not.toContain(row)
    rows = [...rows.filter((row) => !step.ledger.remove.includes(row)), ...step.ledger.add]
    if (step.kind === 'upgrade') {
      expect(applied).not.toContain(step.revision)
      applied = [...applied, step.revision]
    } else if (step.kind === 'downgrade') {
      expect(applied).toContain(step.revision)
      applied = applied.filter((id) => id !== step.revision)
    }
    // topological: at every moment what is applied has what it needs
    expect(brute.closed(applied)).toHaveLength(applied.length)
    expect(rows.sort()).toEqual(brute.rows(applied))
  }
  expect(rows.sort()).toEqual([...plan.to].sort())
  return [...applied].sort()
}
