import { catalogFingerprint, isMigError, type Database } from '@mig/core'
import type { Proof, ProofStop, ProofSubjects, ProofVersion, ProvedUpgrades } from './proof.js'
import { DowngradeProof } from './prove-downgrades.js'
import { ReplayPair, SourceFailure } from './replay-pair.js'

/**
 * Replays the source and the graph side by side on scratch databases of one server and compares catalogs and rows after
 * every number: up, then down where the source has a way back.
 *
 * A number that the source itself cannot run there ends the proof before it: what lies above it is not proved.
 *
 * @throws {MigError} `MIG_PROOF_FAILED` with the version, the direction, the object and both sides
 */
export async function proveConversion(database: Database, subjects: ProofSubjects): Promise<Proof> {
  const started = performance.now()
  const { onEvent } = subjects
  const { dialect } = database
  const { runnable, obstacle } = await splitAtObstacle(database, subjects)
  const up = await ReplayPair.on(database, subjects, async (pair) => {
    const proved = await proveUpgrades(pair, runnable, subjects, database)
    const downgrades = await DowngradeProof.of(database, subjects, proved)
    // a script that failed may have left half of itself behind
    if (!proved.stop) await downgrades.goOn(pair)
    return { ...proved, downgrades, server: pair.server }
  })
  const last = up.versions.at(-1)
  if (subjects.ownOrder !== undefined && last) await ReplayPair.on(database, subjects, (pair) => pair.whole(last))
  const { stop = obstacle, server, fingerprints, downgrades } = up
  await downgrades.finish()
  const versions = Object.keys(fingerprints).length
  if (versions > 0) {
    const facts = {
      versions,
      of: subjects.versions.filter(({ baseline }) => baseline !== 'below').length,
      downgrades: downgrades.verified.length,
    }
    onEvent({ type: 'proved', dialect, ...facts, elapsedMs: performance.now() - started })
  }
  const { verified, failed, findings } = downgrades
  return { certificate: { server, fingerprints, downgrades: { verified, failed } }, stop, findings }
}

interface Runnable {
  readonly runnable: readonly ProofVersion[]
  readonly obstacle: ProofStop | undefined
}

/** The numbers below the first one that this dialect has nothing for. */
async function splitAtObstacle({ dialect }: Database, { source, versions }: ProofSubjects): Promise<Runnable> {
  for (const [at, { version, source: ids }] of versions.entries()) {
    for (const id of ids) {
      try {
        await (await source.script(id)).body('upgrade', dialect)
      } catch (error) {
        const cannotRun = ['MIG_SCRIPT_DIALECT', 'MIG_SCRIPT_LANGUAGE', 'MIG_SQL_UNTERMINATED', 'MIG_SQL_UNSUPPORTED'] as const
        if (!isMigError(error) || !cannotRun.some((code) => error.code === code)) throw error
        return { runnable: versions.slice(0, at), obstacle: { version, reason: error.message } }
      }
    }
  }
  return { runnable: versions, obstacle: undefined }
}

async function proveUpgrades(
  pair: ReplayPair,
  versions: readonly ProofVersion[],
  { onEvent }: ProofSubjects,
  { dialect }: Database,
): Promise<ProvedUpgrades> {
  const fingerprints: Record<string, string> = {}
  for (const [at, entry] of versions.entries()) {
    const began = performance.now()
    const { version } = entry
    try {
      await pair.up(entry)
    } catch (error) {
      if (!(error instanceof SourceFailure)) throw error
      return {
        versions: versions.slice(0, at),
        fingerprints,
        stop: { version, reason: `the source itself fails there: ${error.message}` },
      }
    }
    if (entry.baseline === 'below') continue
    fingerprints[version] = catalogFingerprint(pair.expected.catalog)
    onEvent({ type: 'proved-version', dialect, version, direction: 'upgrade', elapsedMs: performance.now() - began })
  }
  return { versions, fingerprints, stop: undefined }
}
