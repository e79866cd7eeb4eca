/**
 * The names that were perhaps meant: few edits away from what was typed, or beginning with something that is.
 * Nearest first, at most three.
 */
export function nearNames(typed: string, names: Iterable<string>): readonly string[] {
  if (typed.length < 2) return []
  const allowed = typed.length < 6 ? 1 : typed.length < 9 ? 2 : 3
  const near: { readonly name: string; readonly distance: number }[] = []
  for (const name of names) {
    const whole = Math.abs(name.length - typed.length) <= allowed ? editDistance(typed, name) : Infinity
    // the beginning of a long id, with a slip in it
    const start = typed.length >= 4 && name.length > typed.length ? editDistance(typed, name.slice(0, typed.length)) : Infinity
    const distance = Math.min(whole, start)
    if (distance <= allowed) near.push({ name, distance })
  }
  return near
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name)
}

/** How many characters to insert, delete, change, or swap with their neighbour (optimal string alignment; letter case counts). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? beforeLast[j - 2]! + 1 : Infinity
      row.push(Math.min(change, swap, last[j]! + 1, row[j - 1]! + 1))
    }
    beforeLast = last
    last = row
  }
  return last[b.length]!
}
