import type { CatalogDifference } from '@mig/core'

/** Keeps the few that differ least. Equal ones stay in the order in which they came. */
export class Nearest<State> {
  readonly #few: number
  #kept: readonly { readonly state: State; readonly differences: readonly CatalogDifference[]; readonly weight: number }[] = []

  constructor(few: number) {
    this.#few = few
  }

  offer(state: State, differences: readonly CatalogDifference[]): void {
    const weight = differences.reduce((sum, difference) => sum + weightOf(difference), 0)
    this.#kept = [...this.#kept, { state, differences, weight }].sort((a, b) => a.weight - b.weight).slice(0, this.#few)
  }

  get(): readonly { readonly state: State; readonly differences: readonly CatalogDifference[] }[] {
    return this.#kept.map(({ state, differences }) => ({ state, differences }))
  }
}

/** A table that is not there is as much as its columns, indexes and keys together, not one difference. */
function weightOf({ left, right }: CatalogDifference): number {
  const present = left ?? right
  if ((left !== undefined && right !== undefined) || typeof present !== 'object' || present === null) return 1
  const parts: readonly unknown[] = Object.values(present).flatMap((member: unknown) => (Array.isArray(member) ? member : []))
  return 1 + parts.filter((part) => typeof part === 'object').length
}
