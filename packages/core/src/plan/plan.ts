import type { RevisionId } from '../graph/revision.js'

/**
 * What a command wants, in terms of the graph.
 *
 * `apply`: these and whatever they need. `undo`: these and whatever needs them.
 * `stamp`: the ledger says exactly these (and what they imply) afterwards; no script runs.
 */
export interface Goal {
  readonly kind: 'apply' | 'undo' | 'stamp'
  readonly revisions: readonly RevisionId[]
}

/** Rows that leave and enter the ledger; the unchanged ones are not named. */
export interface LedgerChange {
  readonly remove: readonly RevisionId[]
  readonly add: readonly RevisionId[]
}

/** One step of a plan: a script and its ledger change, or a ledger change alone. */
export type Step =
  | { readonly kind: 'upgrade' | 'downgrade'; readonly revision: RevisionId; readonly ledger: LedgerChange }
  | { readonly kind: 'stamp'; readonly ledger: LedgerChange }

/** Data: print it, serialise it, compare it, approve it, apply it later. */
export interface Plan {
  readonly from: readonly RevisionId[]
  readonly to: readonly RevisionId[]
  readonly steps: readonly Step[]
}
