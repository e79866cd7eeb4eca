/** What {@link idKey} gives for an id that it cannot tell by a number. */
export const noKey = -1

const digits = 12
const halfLimit = 2 ** (4 * (digits / 2))
/** Above every number of twelve hexadecimal digits: what keeps words behind numbers. */
const wordLimit = halfLimit ** 2
/** Beside the four bits of a digit's value. */
const letter = 16
const noDigit = 32
/** By the code of an ASCII character. */
const digitOf = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = '0123456789abcdef'.indexOf(String.fromCharCode(code))
  return value === -1 ? noDigit : value > 9 ? value | letter : value
})

/**
 * An id of twelve hexadecimal digits, as mig writes them, as a number: a different one for each, in the order of
 * `compareIds`, numbers before words. {@link noKey} for every other id.
 *
 * The texts of a hundred thousand ids are strewn over tens of megabytes, and to read one again costs more than what is
 * done with it; their keys are neighbours in one block of memory. There is no branch in the loops: whether a digit is a
 * letter is as random as the id, and no processor foresees it.
 */
export function idKey(id: string): number {
  if (id.length !== digits) return noKey
  let seen = 0
  let high = 0
  let low = 0
  for (let at = 0; at < digits / 2; at++) {
    const code = id.charCodeAt(at)
    const digit = digitOf[code & 127]!
    seen |= digit | ((code >>> 7) << 5)
    high = (high << 4) | (digit & 15)
  }
  for (let at = digits / 2; at < digits; at++) {
    const code = id.charCodeAt(at)
    const digit = digitOf[code & 127]!
    seen |= digit | ((code >>> 7) << 5)
    low = (low << 4) | (digit & 15)
  }
  if (seen >= noDigit) return noKey
  const isNumber = (seen & letter) === 0 && high >= halfLimit / 16
  return high * halfLimit + low + (isNumber ? 0 : wordLimit)
}

/** A hash of a key, all of whose bits depend on all of the key's. */
export function hashOfKey(key: number): number {
  // A remainder of doubles costs ten times this product, which is exact.
  const high = Math.floor(key * (1 / halfLimit))
  const mixed = Math.imul((key - high * halfLimit) ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b)
  return (mixed ^ (mixed >>> 15)) >>> 0
}
