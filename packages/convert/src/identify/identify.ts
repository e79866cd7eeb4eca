import {
  countOf,
  catalogFingerprint,
  compareCatalogs,
  MigError,
  type Catalog,
  type CatalogDifference,
  type Database,
  type Operations,
  type Repository,
  type RevisionGraph,
  type RevisionId,
} from '@mig/core'
import { oldTables, withoutTables } from '../adopt/match-schema.js'
import { isFaultOfScript } from '../prove/is-fault-of-script.js'
import { Replay } from '../prove/replay.js'
import { readLegacyRecords, versionName, type LegacyRecord } from '../write/legacy-record.js'
import { Nearest } from './nearest.js'
import { planWalks, type Walk } from './plan-walks.js'

/** What to identify. */
export interface IdentifyOptions {
  readonly repository: Repository
  readonly database: Database
  /** For code scripts, where the graph is replayed. */
  readonly operations?: (() => Promise<Operations>) | undefined
  /** Told after each revision that was replayed. */
  readonly onEvent?: (event: IdentifyEvent) => void
  /** Stops the replay; its scratch database is dropped. */
  readonly signal?: AbortSignal | undefined
}

/** The replay goes on: the `number`-th of `total` revisions was applied. */
export interface IdentifyEvent {
  readonly type: 'replayed'
  readonly revision: RevisionId
  readonly number: number
  readonly total: number
}

/** A point of the graph. */
export interface KnownState {
  /** What is applied there, as its heads; none is the base. */
  readonly heads: readonly RevisionId[]
  /** The old versions that stand for it, where the repository was converted. */
  readonly versions: readonly string[]
  /** Nothing was sent on the way there from the point that was seen before it: both have one schema and the same rows. */
  readonly isNoOp: boolean
}

/** Which points of the graph a schema is. */
export interface Identification {
  /** Every point with exactly this schema, in the order in which they are reached: those that only change rows have the schema of the one before. */
  readonly matches: readonly KnownState[]
  /** Where none matches: the three that differ least, the nearest first. `left` is what the graph has there. */
  readonly nearest: readonly (KnownState & { readonly differences: readonly CatalogDifference[] })[]
  /** What the schema was compared with: the certificate of the conversion, or a replay on this server. */
  readonly by: 'certificate' | 'replay'
  /** Revisions whose script fails on an empty server, and why: what needs them was not looked at. */
  readonly notReplayed: readonly { readonly revision: RevisionId; readonly reason: string }[]
  /** The tables of the database that was looked at. */
  readonly tables: number
}

/**
 * Finds out which revision a database without a version table corresponds to, by its schema. Changes nothing.
 *
 * Where the certificate of a conversion knows every revision and one of them has this schema, that is the answer. Otherwise the graph
 * is replayed on a scratch database of the same server and compared after each revision.
 *
 * @throws {MigError} `MIG_SCRATCH_REFUSED`, `MIG_INTERRUPTED`
 * @example
 * const { matches } = await identify({ repository, database })
 * if (matches.length === 1) await migrator.stamp(matches[0].heads)
 */
export async function identify(options: IdentifyOptions): Promise<Identification> {
  const { repository, database } = options
  const graph = await repository.graph()
  const records = repository.legacyRecord === undefined ? [] : readLegacyRecords(repository.legacyRecord)
  const leftOut = oldTables(records)
  const live = withoutTables(await database.inspect(), leftOut)
  const [record] = records
  // of several repositories a certificate knows the order of its own proof alone
  const certified = record && records.length === 1 && (await matchCertificate(options, graph, record, live))
  if (certified) return { matches: certified, nearest: [], by: 'certificate', notReplayed: [], tables: live.tables.length }
  const search = new Search(options, graph, records, live)
  for (const walk of planWalks(graph)) await search.follow(walk)
  return search.result()
}

/** The points that the certificate knows by this schema; `undefined` where it does not know, or may not know all of them. */
async function matchCertificate(
  { repository, database }: IdentifyOptions,
  graph: RevisionGraph,
  record: LegacyRecord,
  live: Catalog,
): Promise<readonly KnownState[] | undefined> {
  const fingerprints = record.certificates[database.dialect]?.fingerprints ?? {}
  const certified = record.versions.filter(({ version, revision }) => revision !== null && version in fingerprints)
  const known = new Set(certified.map(({ revision }) => revision))
  if (!graph.ids().every((id) => known.has(id))) return undefined
  const fingerprint = catalogFingerprint(live)
  const found = new Set(certified.filter(({ version }) => fingerprints[version] === fingerprint).flatMap(({ revision }) => revision ?? []))
  if (found.size === 0) return undefined
  const ordered = graph.index.ids.filter((id) => found.has(id))
  return Promise.all(
    ordered.map(async (id) => {
      const body = await (await repository.script(id)).body('upgrade', database.dialect)
      return { heads: [id], versions: versionsOf([record], [id]), isNoOp: body?.kind === 'sql' && body.statements.length === 0 }
    }),
  )
}

/** The replay of a graph, compared with one schema as it goes. */
class Search {
  readonly #options: IdentifyOptions
  readonly #graph: RevisionGraph
  readonly #records: readonly LegacyRecord[]
  readonly #live: Catalog
  readonly #matches: KnownState[] = []
  readonly #nearest = new Nearest<KnownState>(3)
  readonly #failed = new Map<RevisionId, string>()
  readonly #seen = new Set<string>()
  #number = 0

  constructor(options: IdentifyOptions, graph: RevisionGraph, records: readonly LegacyRecord[], live: Catalog) {
    this.#options = options
    this.#graph = graph
    this.#records = records
    this.#live = live
  }

  /** One replay, on a scratch database of its own; on another one behind a script that failed, which may have left something. */
  async follow(walk: Walk): Promise<void> {
    const { repository, database, operations } = this.#options
    this.#stopIfAsked()
    const scratch = await database.scratch()
    let done: number
    try {
      done = await Replay.on(repository, scratch, operations, (replay) => this.#followOn(replay, walk))
    } finally {
      await scratch[Symbol.asyncDispose]()
    }
    const rest = walk.slice(done + 1).filter((revision) => !this.#isOutOfReach(revision))
    if (rest.length > 0) await this.follow(rest)
  }

  /** How many revisions of the walk were applied. */
  async #followOn(replay: Replay, walk: Walk): Promise<number> {
    let seen = await replay.inspect()
    this.#compare([], seen, false)
    for (const [at, revision] of walk.entries()) {
      const changed = await this.#apply(replay, revision)
      if (changed === undefined) return at
      if (changed) seen = await replay.inspect()
      this.#compare(replay.heads, seen, !changed)
    }
    return walk.length
  }

  result(): Identification {
    const isFound = this.#matches.length > 0
    return {
      matches: this.#matches,
      nearest: isFound ? [] : this.#nearest.get().map(({ state, differences }) => ({ ...state, differences })),
      by: 'replay',
      notReplayed: [...this.#failed].map(([revision, reason]) => ({ revision, reason })),
      tables: this.#live.tables.length,
    }
  }

  /** Whether anything was sent; `undefined` when the script failed, as one does that was only written for some databases. */
  async #apply(replay: Replay, revision: RevisionId): Promise<boolean | undefined> {
    this.#stopIfAsked()
    try {
      const changed = await replay.to([revision], this.#options.signal)
      this.#options.onEvent?.({ type: 'replayed', revision, number: Math.min(++this.#number, this.#graph.size), total: this.#graph.size })
      return changed
    } catch (error) {
      this.#stopIfAsked()
      if (!isFaultOfScript(error)) throw error
      this.#failed.set(revision, error.message)
      return undefined
    }
  }

  #compare(heads: readonly RevisionId[], catalog: Catalog, isNoOp: boolean): void {
    const key = heads.join(' ')
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    const state: KnownState = { heads, versions: versionsOf(this.#records, heads), isNoOp }
    const differences = compareCatalogs(withoutTables(catalog, oldTables(this.#records)), this.#live)
    if (differences.length === 0) this.#matches.push(state)
    else this.#nearest.offer(state, differences)
  }

  #isOutOfReach(revision: RevisionId): boolean {
    if (this.#failed.size === 0) return false
    const needed = this.#graph.ancestors([revision])
    return [...this.#failed.keys()].some((failed) => needed.has(failed))
  }

  #stopIfAsked(): void {
    if (this.#options.signal?.aborted !== true) return
    throw new MigError('MIG_INTERRUPTED', `stopped by a signal after ${this.#number} of ${countOf(this.#graph.size, 'revision')}`, {
      details: { finished: this.#number, total: this.#graph.size },
      hint: 'The scratch database was dropped; the database was only read.',
    })
  }
}

/** The old versions after which a database has exactly these heads. */
function versionsOf(records: readonly LegacyRecord[], heads: readonly RevisionId[]): readonly string[] {
  if (heads.length !== records.length) return []
  return records.flatMap((record) =>
    record.versions.flatMap(({ version, revision }) =>
      revision !== null && heads.includes(revision) ? [versionName(record, version)] : [],
    ),
  )
}
