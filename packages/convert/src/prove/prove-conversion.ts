import {
  catalogFingerprint,
  compareCatalogs,
  isMigError,
  MigError,
  type Catalog,
  type CatalogDifference,
  type Database,
  type Operations,
  type Repository,
} from '@mig/core'
import type { Mapping } from '../map/converted.js'
import type { ConvertEvent } from '../report.js'
import type { Certificate } from '../write/legacy-record.js'
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
 * Replays the source and the graph side by side on two scratch databases of one server and compares the catalogs after
 * every number.
 *
 * @returns the certificate, or a sentence that says why this server cannot prove it
 * @throws {MigError} `MIG_PROOF_FAILED` with the version, the object and both sides
 */
export async function proveConversion(database: Database, subjects: ProofSubjects): Promise<Certificate | string> {
  const { source, graph, mapping, operations, onEvent, signal } = subjects
  const obstacle = await findObstacle(database, source)
  if (obstacle !== undefined) return obstacle
  const started = performance.now()
  const left = await database.scratch()
  try {
    const right = await database.scratch()
    try {
      const fingerprints: Record<string, string> = {}
      const server = await Replay.on(source, left, operations, (old) =>
        Replay.on(graph, right, operations, async (converted) => {
          let [expected, actual] = [await old.inspect(), await converted.inspect()]
          for (const { version, revision, isBelowBaseline } of mapping.versions) {
            const began = performance.now()
            if (await old.to([source.lastOf(version)], signal)) expected = await old.inspect()
            if (isBelowBaseline) continue
            if (await converted.to(revision === undefined ? [] : [revision], signal)) actual = await converted.inspect()
            refuseDifferences(version, database, expected, actual)
            fingerprints[version] = catalogFingerprint(expected)
            onEvent({ type: 'proved-version', dialect: database.dialect, version, elapsedMs: performance.now() - began })
          }
          return serverName(left)
        }),
      )
      onEvent({
        type: 'proved',
        dialect: database.dialect,
        versions: Object.keys(fingerprints).length,
        elapsedMs: performance.now() - started,
      })
      return { server, fingerprints }
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
      if (isMigError(error, 'MIG_SCRIPT_DIALECT') || isMigError(error, 'MIG_SCRIPT_LANGUAGE'))
        return `not proved on ${database.dialect}: ${error.message}`
      throw error
    }
  }
  return undefined
}

function refuseDifferences(version: string, database: Database, expected: Catalog, actual: Catalog): void {
  const differences = compareCatalogs(expected, actual)
  if (differences.length === 0) return
  throw new MigError(
    'MIG_PROOF_FAILED',
    `after version ${version} the graph differs from the source on ${database.dialect}: ${describe(differences)}`,
    {
      details: { version, dialect: database.dialect, differences },
      hint: 'Nothing was kept. See the named object in both; with --no-proof the graph is written unproved.',
    },
  )
}

/** The first differences in a sentence. */
export function describe(differences: readonly CatalogDifference[]): string {
  const show = (value: unknown) => (value === undefined ? 'absent' : typeof value === 'string' ? `'${value}'` : JSON.stringify(value))
  const shown = differences.slice(0, 5).map(({ place, left, right }) => `${place} is ${show(left)} there and ${show(right)} here`)
  return shown.join('; ') + (differences.length > shown.length ? `; and ${differences.length - shown.length} more` : '')
}

async function serverName(database: Database): Promise<string> {
  const session = await database.session()
  try {
    return session.capabilities.server
  } finally {
    await session[Symbol.asyncDispose]()
  }
}
