import type { Database, Dialect, Operations, Repository } from '@mig/core'
import type { Mapping } from '../map/converted.js'
import type { ConversionReport, ConvertEvent } from '../report.js'
import type { LegacyRecord } from '../write/legacy-record.js'
import type { ProofStop } from './proof.js'
import { proveConversion } from './prove-conversion.js'
import type { SourceRepository } from './source-repository.js'

/** Where a conversion is proved, and how. */
export interface ProofOptions {
  /** Servers to prove the conversion on, in scratch databases that are dropped; one that the source does not run on is noted in the report. */
  readonly proveOn?: readonly Database[]
  /** For code scripts in the proof. */
  readonly operations?: (() => Promise<Operations>) | undefined
  readonly onEvent?: (event: ConvertEvent) => void
  readonly signal?: AbortSignal
}

/** What the servers said. Of two servers of one dialect the later one's certificate is kept: adoption compares beyond it anyway. */
export interface ProofOutcome {
  readonly certificates: LegacyRecord['certificates']
  readonly proofs: ConversionReport['proofs']
  /** Why a server proved nothing or not all, and what it found of ways back. */
  readonly notes: readonly string[]
}

/**
 * Proves a conversion on each of the servers, one after the other.
 *
 * @param openGraph opens the graph anew for each
 * @throws {MigError} `MIG_PROOF_FAILED`, `MIG_INTERRUPTED`
 */
export async function proveOnAll(
  { proveOn = [], operations, onEvent = () => undefined, signal }: ProofOptions,
  source: SourceRepository,
  mapping: Mapping,
  openGraph: () => Promise<Repository>,
): Promise<ProofOutcome> {
  const certificates: { -readonly [Key in keyof LegacyRecord['certificates']]: LegacyRecord['certificates'][Key] } = {}
  const proofs: ConversionReport['proofs'][number][] = []
  const notes: string[] = []
  for (const database of proveOn) {
    const graph = await openGraph()
    const { certificate, stop, findings } = await proveConversion(database, { source, graph, mapping, operations, onEvent, signal })
    const { dialect } = database
    const proved = Object.keys(certificate.fingerprints)
    notes.push(...findings)
    if (stop) notes.push(describeStop(dialect, stop, proved.at(-1)))
    if (proved.length === 0) continue
    certificates[dialect] = certificate
    const downgrades = certificate.downgrades?.verified ?? []
    proofs.push({ dialect, server: certificate.server, versions: proved.length, isWhole: stop === undefined, downgrades })
  }
  return { certificates, proofs, notes }
}

function describeStop(dialect: Dialect, { version, reason }: ProofStop, last: string | undefined): string {
  return last === undefined
    ? `not proved on ${dialect}: ${reason}`
    : `proved on ${dialect} up to version ${last}, and not from version ${version} on: ${reason}`
}
