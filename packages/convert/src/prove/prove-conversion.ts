import {
  catalogFingerprint,
  compareCatalogs,
  isMigError,
  MigError,
  type Catalog,
  type Database,
  type Dialect,
  type Operations,
  type Repository,
} from '@mig/core'
import type { MappedVersion, Mapping } from '../map/converted.js'
import type { ConvertEvent } from '../report.js'
import type { Certificate } from '../write/legacy-record.js'
import { compareRows } from './compare-rows.js'
import { describeDifferences, type Difference } from './describe-differences.js'
import type { TableRows } from './read-rows.js'
import { Replay } from './replay.js'
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

/**
 * Replays the source and the graph side by side on two scratch databases of one server and compares catalogs and rows
 * after every number.
 *
 * @returns the certificate, or a sentence that says why this server cannot prove it: the source does not run there
 * @throws {MigError} `MIG_PROOF_FAILED` with the version, the object and both sides
 */
export async function proveConversion(database: Database, subjects: ProofSubjects): Promise<Certificate | string> {
  const obstacle = await findObstacle(database, subjects.source)
  if (obstacle !== undefined) return obstacle
  const started = performance.now()
  const left = await database.scratch()
  try {
    const right = await database.scratch()
    try {
      const certificate = await replayBoth(left, right, subjects)
      const { dialect } = database
      const versions = Object.keys(certificate.fingerprints).length
      subjects.onEvent({ type: 'proved', dialect, versions, elapsedMs: performance.now() - started })
      return certificate
    } catch (error) {
      if (error instanceof SourceFailure) return `not proved on ${database.dialect}: the source itself fails there: ${error.message}`
      throw error
    } finally {
      await right[Symbol.asyncDispose]()
    }
  } finally {
    await left[Symbol.asyncDispose]()
  }
}

/** A version that this dialect cannot run makes the whole of it unprovable here. */
async function findObstacle(database: Database, source: SourceRepository): Promise<string | undefined> {
  for (const id of (await source.graph()).ids()) {
    try {
      await (await source.script(id)).body('upgrade', database.dialect)
    } catch (error) {
      const cannotRun = ['MIG_SCRIPT_DIALECT', 'MIG_SCRIPT_LANGUAGE', 'MIG_SQL_UNTERMINATED', 'MIG_SQL_UNSUPPORTED'] as const
      if (cannotRun.some((code) => isMigError(error, code))) return `not proved on ${database.dialect}: ${(error as MigError).message}`
      throw error
    }
  }
  return undefined
}

/** A database as it is after a number. */
interface Sight {
  readonly catalog: Catalog
  readonly rows: TableRows
}

function replayBoth(left: Database, right: Database, subjects: ProofSubjects): Promise<Certificate> {
  const { source, graph, mapping, operations, onEvent, signal } = subjects
  const { dialect } = left
  return Replay.on(source, left, operations, (old) =>
    Replay.on(graph, right, operations, async (converted) => {
      const fingerprints: Record<string, string> = {}
      let [expected, actual] = [await old.look(), await converted.look()]
      for (const entry of mapping.versions) {
        const began = performance.now()
        const { version } = entry
        if (await runSource(old, source, entry, signal)) expected = await old.look()
        if (entry.isBelowBaseline) continue
        if (await runGraph(converted, dialect, entry, signal)) actual = await converted.look()
        refuseDifferences(version, dialect, expected, actual)
        fingerprints[version] = catalogFingerprint(expected.catalog)
        onEvent({ type: 'proved-version', dialect, version, elapsedMs: performance.now() - began })
      }
      return { server: old.server, fingerprints }
    }),
  )
}

/** The source failed where nothing of the conversion was in play. */
class SourceFailure extends Error {}

async function runSource(
  old: Replay,
  source: SourceRepository,
  { version }: MappedVersion,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    return await old.to([source.lastOf(version)], signal)
  } catch (error) {
    if (isFaultOfScript(error)) throw new SourceFailure(error.message, { cause: error })
    throw error
  }
}

/** The source ran this number: where the graph does not, that is a difference. */
async function runGraph(
  converted: Replay,
  dialect: Dialect,
  { version, revision }: MappedVersion,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    return await converted.to(revision === undefined ? [] : [revision], signal)
  } catch (error) {
    if (!isFaultOfScript(error)) throw error
    throw proofFailed(version, dialect, [{ place: `revision ${revision}`, left: 'run', right: error.message }], error)
  }
}

/** False for what has other causes: a lost connection, a signal. */
function isFaultOfScript(error: unknown): error is MigError {
  if (!isMigError(error)) return false
  if (error.code === 'MIG_STEP_FAILED') return !['MIG_CONNECTION_LOST', 'MIG_LOCK_LOST'].includes(String(error.details['code']))
  return error.code === 'MIG_TRANSACTION_ENDED' || error.code.startsWith('MIG_SCRIPT_') || error.code.startsWith('MIG_SQL_')
}

function refuseDifferences(version: string, dialect: Dialect, expected: Sight, actual: Sight): void {
  const differences: readonly Difference[] = [
    ...compareCatalogs(expected.catalog, actual.catalog),
    ...compareRows(expected.rows, actual.rows, Date.now()),
  ]
  if (differences.length > 0) throw proofFailed(version, dialect, differences)
}

function proofFailed(version: string, dialect: Dialect, differences: readonly Difference[], cause?: unknown): MigError {
  const sides = { left: 'in the source', right: 'in the graph' }
  return new MigError(
    'MIG_PROOF_FAILED',
    `after version ${version} the graph differs from the source on ${dialect}: ${describeDifferences(differences, sides)}`,
    {
      details: { version, dialect, differences },
      cause,
      hint: 'Nothing was kept. See the named object in both; with --no-proof the graph is written unproved.',
    },
  )
}
