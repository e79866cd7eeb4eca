import type { RevisionId } from '../graph/revision.js'
import type { LedgerChange } from './plan.js'

/** The journal's note of a stamp that removes a row and adds none. */
export const rowRemoved = 'row removed'

/** Where a step took the version table's rows, as its journal row tells it: `a, b -> c`; no rows are `base`. */
export function ledgerMove({ remove, add }: LedgerChange): string {
  return `${remove.join(', ') || 'base'} -> ${add.join(', ') || 'base'}`
}

/** Reads {@link ledgerMove}, whatever note follows it behind `; `; `undefined` for a note of another kind. */
export function readLedgerMove(
  text: string | undefined,
): { readonly from: readonly RevisionId[]; readonly to: readonly RevisionId[] } | undefined {
  const ends = text === undefined ? null : /^(\S+(?:, \S+)*) -> (\S+(?:, \S+)*?)(?:; [^]*)?$/.exec(text)
  if (!ends) return undefined
  const rowsOf = (side: string): readonly RevisionId[] => (side === 'base' ? [] : side.split(', '))
  return { from: rowsOf(ends[1]!), to: rowsOf(ends[2]!) }
}
