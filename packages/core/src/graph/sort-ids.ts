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

/**
 * The places of the ids in the order of {@link compareIds}, near-linear in many ids: comparing 30,000 texts over and
 * over costs more than planning with them. The beginning of each word becomes a number, numbers sort natively, and only
 * words that begin alike are compared.
 */
export function orderOfIds(ids: readonly string[]): readonly number[] {
  const compare = (place: number, other: number): number => compareIds(ids[place]!, ids[other]!)
  if (ids.length < few) return Array.from(ids, (_, place) => place).sort(compare)
  const placeBits = Math.ceil(Math.log2(ids.length + 1))
  const [characters, placeLimit] = [Math.floor((keyBits - placeBits) / 7), 2 ** placeBits]
  const sorted: number[] = []
  const all = new Float64Array(ids.length)
  let count = 0
  for (let place = 0; place < ids.length; place++) {
    if (isNumber(ids[place]!)) sorted.push(place)
    else all[count++] = beginningOf(ids[place]!, characters) * placeLimit + place
  }
  sorted.sort(compare)
  const keys = all.subarray(0, count).sort()
  // A multiplication by a power of two is exact, and a remainder of doubles is the slowest thing here.
  const perPlace = 1 / placeLimit
  for (let at = 0; at < count;) {
    const beginning = Math.floor(keys[at]! * perPlace)
    const lowest = beginning * placeLimit
    const start = at
    do at += 1
    while (at < count && keys[at]! - lowest < placeLimit)
    if (at - start === 1) sorted.push(keys[start]! - lowest)
    else for (const place of Array.from(keys.subarray(start, at), (key) => key - lowest).sort(compare)) sorted.push(place)
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
