import type { RevisionId } from './revision.js'

/**
 * Finds the place of an id in a list: a hash table with open addressing in one block of memory.
 *
 * A `Map` keeps its keys in chains and reads the text of each one it passes: at 100,000 ids that was half of the time
 * of building a graph. Here a look-up reads one or two neighbouring numbers, and then the id it was looking for.
 */
export class IdTable {
  readonly #ids: RevisionId[] = []
  /** Pairs of a hash and a place plus one; a place of 0 is a free slot. At most half of them are taken. */
  readonly #slots: Uint32Array
  readonly #mask: number

  /** @param size how many ids there will be */
  constructor(size: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(size, 1) * 2))
    this.#slots = new Uint32Array(slots * 2)
    this.#mask = slots - 1
  }

  /** In the order of their places. */
  get ids(): readonly RevisionId[] {
    return this.#ids
  }

  /** Adds an id at the next place; false when it has one. */
  add(id: RevisionId): boolean {
    const hash = hashOf(id)
    const slot = this.#slotOf(id, hash)
    if (this.#slots[slot + 1] !== 0) return false
    this.#ids.push(id)
    this.#slots[slot] = hash
    this.#slots[slot + 1] = this.#ids.length
    return true
  }

  /** The place of an id; `undefined` when it has none. */
  find(id: RevisionId): number | undefined {
    const place = this.#slots[this.#slotOf(id, hashOf(id)) + 1]!
    return place === 0 ? undefined : place - 1
  }

  /** Where the id is, or would be. */
  #slotOf(id: RevisionId, hash: number): number {
    const slots = this.#slots
    for (let at = hash & this.#mask; ; at = (at + 1) & this.#mask) {
      const place = slots[at * 2 + 1]!
      if (place === 0 || (slots[at * 2] === hash && this.#ids[place - 1] === id)) return at * 2
    }
  }
}

/** FNV-1a over the code units, and a last mixing so that its low bits depend on all of them. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}
