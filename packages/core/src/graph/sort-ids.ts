import { compareIds, isNumber } from './compare-ids.js'

/** Fewer than these are sorted by comparing them. */
const few = 64
/** What a double holds exactly: a key is a place and, above it, as many characters of seven bits as there is room for. */
const keyBits = 53

/** Sorts as {@link compareIds} does; see {@link orderOfIds}. */
export function sortIds(ids: Iterable<string>): string[] {
  const list = [...ids]
  if (list.every((id, place) => place === 0 || compareIds(list[place - 1]!, id) <= 0)) return list
  return Array.from(orderOfIds(list), (place) => list[place]!)
}

/** Two sorted lists without a common member as one. */
export function mergeSorted(ids: readonly string[], others: readonly string[]): readonly string[] {
  const merged: string[] = []
  let at = 0
  for (const other of others) {
    while (at < ids.length && compareIds(ids[at]!, other) < 0) merged.push(ids[at++]!)
    merged.push(other)
  }
  while (at < ids.length) merged.push(ids[at++]!)
  return merged
}

/**
 * The places of the ids in the order of {@link compareIds}, near-linear in many ids: comparing 30,000 texts over and
 * over costs more than planning with them. The beginning of each word becomes a number, numbers sort natively, and only
 * words that begin alike are compared.
 */
export function orderOfIds(ids: readonly string[]): readonly number[] {
  const compare = (place: number, other: number): number => compareIds(ids[place]!, ids[other]!)
  const places = Array.from(ids.keys())
  if (ids.length < few) return places.sort(compare)
  const placeBits = Math.ceil(Math.log2(ids.length + 1))
  const [characters, placeLimit] = [Math.floor((keyBits - placeBits) / 7), 2 ** placeBits]
  const sorted = places.filter((place) => isNumber(ids[place]!)).sort(compare)
  const keys = new Float64Array(ids.length - sorted.length)
  let count = 0
  for (let place = 0; place < ids.length; place++) {
    if (!isNumber(ids[place]!)) keys[count++] = beginningOf(ids[place]!, characters) * placeLimit + place
  }
  keys.sort()
  for (let start = 0, end = 1; start < keys.length; start = end++) {
    const beginning = Math.floor(keys[start]! / placeLimit)
    while (end < keys.length && Math.floor(keys[end]! / placeLimit) === beginning) end += 1
    if (end - start === 1) sorted.push(keys[start]! % placeLimit)
    else for (const place of Array.from(keys.subarray(start, end), (key) => key % placeLimit).sort(compare)) sorted.push(place)
  }
  return sorted
}

/** What a word begins with, as a number that orders as the text does; the same number for what it cannot tell apart. */
function beginningOf(word: string, characters: number): number {
  let beginning = 0
  for (let at = 0; at < characters; at++) {
    const code = at < word.length ? word.charCodeAt(at) : 0
    // beyond ASCII: what follows must not count
    if (code >= 127) return (beginning * 128 + 127) * 128 ** (characters - 1 - at)
    beginning = beginning * 128 + code
  }
  return beginning
}
