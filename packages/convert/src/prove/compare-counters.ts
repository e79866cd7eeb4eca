import type { Difference } from './describe-differences.js'

/** Lists the sequences and tables whose next number differs. */
export function compareCounters(left: ReadonlyMap<string, string>, right: ReadonlyMap<string, string>): readonly Difference[] {
  return [...new Set([...left.keys(), ...right.keys()])]
    .sort()
    .filter((name) => left.get(name) !== right.get(name))
    .map((name) => ({ place: `counter of ${name}`, left: left.get(name), right: right.get(name) }))
}
