import type { Database, Dialect, Operations } from '@mig/core'
import type { ConversionReport, ConvertEvent } from '../report.js'
import type { LegacyRecord } from '../write/legacy-record.js'
import type { ProofStop, ProofSubjects } from './proof.js'
import { proveConversion } from './prove-conversion.js'

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
 * @param subjects gives what is compared, opened anew for each server
 * @throws {MigError} `MIG_PROOF_FAILED`, `MIG_INTERRUPTED`
 */
export async function proveOnAll(
  { proveOn = [], operations, onEvent = () => undefined, signal }: ProofOptions,
  subjects: () => Promise<Pick<ProofSubjects, 'source' | 'written' | 'versions' | 'ownOrder' | 'names'>>,
): Promise<ProofOutcome> {
  const certificates: { -readonly [Key in keyof LegacyRecord['certificates']]: LegacyRecord['certificates'][Key] } = {}
  const proofs: ConversionReport['proofs'][number][] = []
  const notes: string[] = []
  for (const database of proveOn) {
    const options = { ...(await subjects()), operations, onEvent, signal }
    const { certificate, stop, findings } = await proveConversion(database, options)
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
