import type { Operations, Repository, RevisionId } from '@mig/core'
import type { PartOrder } from '../map/map-parts.js'
import type { ConvertEvent } from '../report.js'
import type { Certificate } from '../write/legacy-record.js'

/** What the proof compares. */
export interface ProofSubjects {
  /** What is true. */
  readonly source: Repository
  /** What was written from it. */
  readonly written: Repository
  readonly versions: readonly ProofVersion[]
  /** The written side has an order of its own where nothing says which number comes first: that is proved as well. */
  readonly ownOrder?: PartOrder | undefined
  /** What both are called in messages. */
  readonly names: { readonly source: string; readonly written: string }
  readonly operations: (() => Promise<Operations>) | undefined
  readonly onEvent: (event: ConvertEvent) => void
  readonly signal: AbortSignal | undefined
}

/** One number, and what it is on both sides. */
export interface ProofVersion {
  /** As a person writes it: `5`, or `expand@5` of several repositories. */
  readonly version: string
  /** The source's revisions that it brings, in the order in which they run. */
  readonly source: readonly RevisionId[]
  /** What the source has at this number. */
  readonly sourceAt: RevisionId | undefined
  /** The written revisions that it brings. */
  readonly written: readonly RevisionId[]
  /** What the written side has at this number, as its heads: none of its own for a number that was dropped. */
  readonly at: readonly RevisionId[]
  /** Part of a baseline: `below` has nothing to be compared with, `last` has no way back. */
  readonly baseline: 'below' | 'last' | undefined
  /** It repeats an earlier change, and is recorded as done on the written side where the source runs it again. */
  readonly isTwin: boolean
}

/** What one server said. */
export interface Proof {
  readonly certificate: Certificate
  /** Where the source itself ended before its last number, and why; `undefined` when all of it runs there. */
  readonly stop: ProofStop | undefined
  /** What was found of the source's own ways back, a sentence each. */
  readonly findings: readonly string[]
}

/** The first number that a server cannot run. */
export interface ProofStop {
  readonly version: string
  /** A clause. */
  readonly reason: string
}

/** What is equal on the way up. */
export interface ProvedUpgrades {
  readonly versions: readonly ProofVersion[]
  /** Number → fingerprint of the schema after it; none below a baseline. */
  readonly fingerprints: Readonly<Record<string, string>>
  readonly stop: ProofStop | undefined
}
