import type { RevisionId } from './revision.js'

/**
 * Finds the place of an id in a list: a hash table with open addressing in one block of memory.
 *
 * A `Map` keeps its keys in chains and reads the text of each one it passes: at 100,000 ids that was half of the time
 * of building a graph. Here a slot is one number, a place with a tag of the id's hash in the bits above it: the table of
 * 100,000 ids is half a megabyte, which a processor keeps near, and another id's text is hardly ever read.
 */
export class IdTable {
  readonly #ids: RevisionId[] = []
  /** The place plus one, and above it the tag; 0 is a free slot. At most four fifths of them are taken. */
  readonly #slots: Uint32Array
  readonly #mask: number
  readonly #placeMask: number

  /** @param size how many ids there will be */
  constructor(size: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(size, 1) * 1.25))
    this.#slots = new Uint32Array(slots)
    this.#mask = slots - 1
    this.#placeMask = 2 ** Math.ceil(Math.log2(size + 2)) - 1
  }

  /** In the order of their places. */
  get ids(): readonly RevisionId[] {
    return this.#ids
  }

  /** Adds an id at the next place; false when it has one. */
  add(id: RevisionId): boolean {
    const hash = hashOf(id)
    const slot = this.#slotOf(id, hash)
    if (this.#slots[slot] !== 0) return false
    this.#ids.push(id)
    this.#slots[slot] = this.#tagOf(hash) | this.#ids.length
    return true
  }

  /** The place of an id; `undefined` when it has none. */
  find(id: RevisionId): number | undefined {
    const entry = this.#slots[this.#slotOf(id, hashOf(id))]!
    return entry === 0 ? undefined : (entry & this.#placeMask) - 1
  }

  /** Where the id is, or would be. */
  #slotOf(id: RevisionId, hash: number): number {
    const [slots, ids, mask, placeMask] = [this.#slots, this.#ids, this.#mask, this.#placeMask]
    const tag = this.#tagOf(hash) >>> 0
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const entry = slots[at]!
      if (entry === 0 || ((entry & ~placeMask) >>> 0 === tag && ids[(entry & placeMask) - 1] === id)) return at
    }
  }

  /** The high bits of the hash: its low ones choose the slot. */
  #tagOf(hash: number): number {
    return hash & ~this.#placeMask
  }
}

/** FNV-1a over the code units, and a last mixing so that its low bits depend on all of them. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}
