import type { Operations, Repository } from '@mig/core'
import type { MappedVersion, Mapping } from '../map/converted.js'
import type { ConvertEvent } from '../report.js'
import type { Certificate } from '../write/legacy-record.js'
import type { SourceRepository } from './source-repository.js'

/** What the proof compares. */
export interface ProofSubjects {
  readonly source: SourceRepository
  readonly graph: Repository
  readonly mapping: Mapping
  readonly operations: (() => Promise<Operations>) | undefined
  readonly onEvent: (event: ConvertEvent) => void
  readonly signal: AbortSignal | undefined
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
  readonly versions: readonly MappedVersion[]
  /** Number → fingerprint of the schema after it; none below a baseline. */
  readonly fingerprints: Readonly<Record<string, string>>
  readonly stop: ProofStop | undefined
}
