import { compareIds } from './compare-ids.js'
import { hashOfKey, idKey, noKey } from './id-key.js'
import type { RevisionId } from './revision.js'
import { sizedList } from './sized-list.js'
import { orderOfIds } from './sort-ids.js'

/**
 * Finds the place of an id in a list: a hash table with open addressing in one block of memory.
 *
 * A `Map` keeps its keys in chains and reads the text of each one it passes: at 100,000 ids that was half of the time
 * of building a graph. Here a slot is one number, a place with a tag of the id's hash in the bits above it: the table of
 * 100,000 ids is half a megabyte, which a processor keeps near, and another id's text is hardly ever read, or never
 * where both have a {@link idKey}.
 */
export class IdTable {
  readonly #ids: RevisionId[]
  /** By place; see {@link idKey}. */
  readonly #keys: Float64Array
  #count = 0
  /** The place plus one, and above it the tag; 0 is a free slot. At most four fifths of them are taken. */
  readonly #slots: Uint32Array
  readonly #mask: number
  readonly #placeMask: number

  /** @param size how many ids there will be */
  constructor(size: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(size, 1) * 1.25))
    this.#ids = sizedList(size)
    this.#keys = new Float64Array(size)
    this.#slots = new Uint32Array(slots)
    this.#mask = slots - 1
    this.#placeMask = 2 ** Math.ceil(Math.log2(size + 2)) - 1
  }

  /** In the order of their places; complete when all have been added. */
  get ids(): readonly RevisionId[] {
    return this.#ids
  }

  /** Adds an id at the next place; false when it has one. */
  add(id: RevisionId): boolean {
    const key = idKey(id)
    const hash = hashOf(id, key)
    const slot = this.#slotOf(id, key, hash)
    if (this.#slots[slot] !== 0) return false
    this.#ids[this.#count] = id
    this.#keys[this.#count] = key
    this.#count += 1
    this.#slots[slot] = this.#tagOf(hash) | this.#count
    return true
  }

  /** The place of an id; `undefined` when it has none. */
  find(id: RevisionId): number | undefined {
    const key = idKey(id)
    const place = this.#placeAt(this.#slotOf(id, key, hashOf(id, key)))
    return place === -1 ? undefined : place
  }

  /** The order of two ids by their places, as `compareIds` has it. */
  compare(place: number, other: number): number {
    const key = this.#keys[place]!
    const otherKey = this.#keys[other]!
    return key === noKey || otherKey === noKey ? compareIds(this.#ids[place]!, this.#ids[other]!) : key - otherKey
  }

  /** Some of the places in the order of their ids, as `compareIds` has it. */
  sorted(places: Uint32Array): Uint32Array {
    const keys = new Float64Array(places.length)
    for (let at = 0; at < keys.length; at++) {
      const key = this.#keys[places[at]!]!
      if (key === noKey) return this.#sortedByText(places)
      keys[at] = key
    }
    keys.sort()
    const sorted = new Uint32Array(places.length)
    for (let at = 0; at < keys.length; at++) sorted[at] = this.#placeAt(this.#slotOf('', keys[at]!, hashOfKey(keys[at]!)))
    return sorted
  }

  #sortedByText(places: Uint32Array): Uint32Array {
    const order = orderOfIds(Array.from(places, (place) => this.#ids[place]!))
    return Uint32Array.from(order, (at) => places[at]!)
  }

  /** Where the id is, or would be. */
  #slotOf(id: RevisionId, key: number, hash: number): number {
    const slots = this.#slots
    const mask = this.#mask
    const placeMask = this.#placeMask
    const tag = this.#tagOf(hash) >>> 0
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const entry = slots[at]!
      if (entry === 0 || ((entry & ~placeMask) >>> 0 === tag && this.#isAt((entry & placeMask) - 1, id, key))) return at
    }
  }

  /** The place in a slot; -1 where it is free. */
  #placeAt(slot: number): number {
    return (this.#slots[slot]! & this.#placeMask) - 1
  }

  #isAt(place: number, id: RevisionId, key: number): boolean {
    return this.#keys[place] === key && (key !== noKey || this.#ids[place] === id)
  }

  /** The high bits of the hash: its low ones choose the slot. */
  #tagOf(hash: number): number {
    return hash & ~this.#placeMask
  }
}

function hashOf(id: RevisionId, key: number): number {
  return key === noKey ? hashOfText(id) : hashOfKey(key)
}

/** FNV-1a over the code units, and a last mixing so that its low bits depend on all of them. */
function hashOfText(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}
