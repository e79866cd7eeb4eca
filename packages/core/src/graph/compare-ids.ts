/**
 * The order of ids wherever an order has to be chosen: numbers by value, before words; words by code unit.
 * The same on every machine, whatever its locale.
 */
export function compareIds(a: string, b: string): number {
  if (a === b) return 0
  const aIsNumber = isNumber(a)
  if (aIsNumber !== isNumber(b)) return aIsNumber ? -1 : 1
  if (aIsNumber && a.length !== b.length) return a.length - b.length
  return a < b ? -1 : 1
}

/** Digits without a leading zero, so that length and then text compare as value does, whatever the size. */
export function isNumber(id: string): boolean {
  if (id.length === 0 || (id.length > 1 && id.charCodeAt(0) === 48)) return false
  for (let i = 0; i < id.length; i++) {
    const code = id.charCodeAt(i)
    if (code < 48 || code > 57) return false
  }
  return true
}
