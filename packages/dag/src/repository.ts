import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import {
  MigError,
  parseReleases,
  RevisionGraph,
  type Goal,
  type HeadFile,
  type OfflineRange,
  type Releases,
  type Repository,
  type Revision,
  type RevisionId,
  type Script,
  type Verb,
} from '@mig/core'
import { readHeader, readVersionFiles, type HeadText, type PostWriteHook, type ScriptLanguage, type VersionFile } from '@mig/script'
import type { CreatedRevision, CreateRevisionOptions, MergeOptions, WritePlace } from './create.js'
import { historyOf } from './history.js'
import { DagLedger, longestNewId } from './ledger.js'
import { translateNumber, translateNumbers } from './legacy-numbers.js'
import { toRevision } from './to-revision.js'
import { findTarget, resolveDagTarget, type DagPlace } from './target.js'
import { openLocations } from './version-locations.js'

/** How a DAG repository is opened. */
export interface DagOptions {
  /** Default `mig_version`; `alembic_version` works on a database that Alembic keeps. */
  readonly versionTable?: string
  /** Template of new file names; default `%(rev)s_%(slug)s`. */
  readonly fileTemplate?: string
  /** How long the slug of a new file name may be, in UTF-16 units. Default 40. */
  readonly slugLength?: number
  /** The time zone of the dates in new file names: an IANA name, or `local`. Default UTC. */
  readonly timezone?: string
  /** The folders that hold revisions. Default: `versions` in the repository. */
  readonly versionLocations?: readonly string[]
  /** What new revisions are written in. Default `ts`. */
  readonly language?: ScriptLanguage
  /** Run on each new file; where one fails, the file is taken back. */
  readonly postWriteHooks?: readonly PostWriteHook[]
}

/**
 * A repository of hash revisions: `versions/30aaeaf5a3d7_create_account_table.ts` and the like.
 *
 * @example
 * const repository = await DagRepository.open('./migrations')
 * const graph = await repository.graph()
 */
export class DagRepository implements Repository {
  readonly mode = 'dag'
  readonly location: string
  readonly legacyRecord: string | undefined
  /** The folders that hold revisions, absolute. */
  readonly versionLocations: readonly string[]
  readonly #options: DagOptions
  #loaded: Promise<Loaded> | undefined
  /** Asked for once: each import() is looked up anew. */
  #scripts: Promise<typeof import('@mig/script')> | undefined

  private constructor(location: string, versionLocations: readonly string[], options: DagOptions) {
    this.location = location
    this.versionLocations = versionLocations
    this.#options = options
    const record = join(location, 'legacy.json')
    this.legacyRecord = existsSync(record) ? record : undefined
  }

  /**
   * Opens a repository; its files are read when they are asked for.
   *
   * @throws {MigError} `MIG_REPOSITORY_MISSING`, `MIG_MODE_MISMATCH`
   */
  static async open(location: string, options: DagOptions = {}): Promise<DagRepository> {
    const absolute = resolve(location)
    const folder = statSync(absolute, { throwIfNoEntry: false })
    const hint = 'Correct --repository or the configuration, or run: mig init'
    if (!folder) throw new MigError('MIG_REPOSITORY_MISSING', `there is no folder '${absolute}'`, { details: { location: absolute }, hint })
    if (!folder.isDirectory())
      throw new MigError('MIG_REPOSITORY_MISSING', `'${absolute}' is a file, not a repository folder`, {
        details: { location: absolute },
        hint,
      })
    const numbered = ['mig.cfg.json', 'migrate.cfg'].find((name) => existsSync(join(absolute, name)))
    if (numbered !== undefined) {
      throw new MigError('MIG_MODE_MISMATCH', `'${absolute}' is a numbered repository: it has a ${numbered}`, {
        details: { location: absolute },
        hint: 'Set mode to "linear", or turn it into a hash graph: mig convert',
      })
    }
    return new DagRepository(absolute, openLocations(absolute, options.versionLocations), options)
  }

  async graph(): Promise<RevisionGraph> {
    return (await this.#load()).graph
  }

  async problems(): Promise<readonly MigError[]> {
    const { findProblems } = await import('./problems.js')
    return findProblems(this.versionLocations)
  }

  async resolve(verb: Verb, target: string | readonly string[], current: readonly RevisionId[]): Promise<Goal> {
    const place = await this.#place(current)
    const typed = typeof target === 'string' ? [target] : target
    const targets = typed.map((one) => translateNumber(one, place.graph, this.legacyRecord))
    return resolveDagTarget(verb, targets, place)
  }

  async resolveOffline(verb: Verb, target: string | readonly string[]): Promise<OfflineRange> {
    const place = await this.#place([])
    const { resolveOfflineRange } = await import('./offline-range.js')
    const ranges = (typeof target === 'string' ? [target] : target).map((one) => translateNumbers(one, place.graph, this.legacyRecord))
    return resolveOfflineRange(verb, ranges, place)
  }

  async find(target: string, current: readonly RevisionId[]): Promise<readonly RevisionId[]> {
    const place = await this.#place(current)
    return findTarget(translateNumber(target, place.graph, this.legacyRecord), place)
  }

  async history(range: string | undefined, current: readonly RevisionId[]): Promise<readonly RevisionId[]> {
    const place = await this.#place(current)
    return historyOf(range === undefined ? undefined : translateNumbers(range, place.graph, this.legacyRecord), place)
  }

  async script(id: RevisionId): Promise<Script> {
    const { files, graph } = await this.#load()
    const { description } = graph.get(id)
    const { path, text } = files.get(id)!
    this.#scripts ??= import('@mig/script')
    const { createScript } = await this.#scripts
    return createScript({ revision: id, description, files: [{ path, text }] })
  }

  ledger(): DagLedger {
    return new DagLedger(this.#versionTable)
  }

  async releases(): Promise<Releases> {
    const file = join(this.location, 'releases.json')
    return existsSync(file) ? parseReleases(readFileSync(file, 'utf8'), file) : new Map()
  }

  /**
   * Writes a new, empty revision, runs the post-write hooks on it and rewrites the head file. Where that fails, nothing stays.
   *
   * @throws {MigError} `MIG_HEADS_SEVERAL`, `MIG_HEAD_REQUIRED`, `MIG_REVISION_DUPLICATE`, `MIG_LABEL_DUPLICATE`, `MIG_REVISION_ID`,
   * `MIG_TARGET_…`, `MIG_VERSION_PATH`, `MIG_FILE_EXISTS`, `MIG_HOOK_FAILED`
   */
  async create(options: CreateRevisionOptions): Promise<CreatedRevision> {
    const { createRevision } = await import('./create.js')
    return this.#finish(await createRevision(await this.#writePlace(), options))
  }

  /**
   * Writes a revision that joins several heads, as {@link create} does.
   *
   * @throws {MigError} `MIG_MERGE_POINTLESS` for fewer than two revisions, or a revision and its own ancestor
   */
  async merge(options: MergeOptions): Promise<CreatedRevision> {
    const { createMerge } = await import('./create.js')
    return this.#finish(await createMerge(await this.#writePlace(), options))
  }

  async headFiles(): Promise<readonly HeadFile[]> {
    if (!existsSync(this.#headFile)) return []
    const { readHeadFiles } = await import('@mig/script')
    return readHeadFiles(await this.#expectedHeads())
  }

  async writeHeadFiles(): Promise<void> {
    const { writeHeadFiles } = await import('@mig/script')
    await writeHeadFiles(() => {
      this.reload()
      return this.#expectedHeads()
    })
  }

  /** Forgets what was read, so that the next call sees the files as they are. */
  reload(): void {
    this.#loaded = undefined
  }

  get #versionTable(): string {
    return this.#options.versionTable ?? 'mig_version'
  }

  #load(): Promise<Loaded> {
    if (this.#loaded) return this.#loaded
    const loading = loadGraph(this.versionLocations)
    this.#loaded = loading
    // a failure is not kept: the files may be right the next time
    loading.catch(() => {
      if (this.#loaded === loading) this.#loaded = undefined
    })
    return loading
  }

  get #headFile(): string {
    return join(this.versionLocations[0]!, 'HEADS')
  }

  async #expectedHeads(): Promise<readonly HeadText[]> {
    const { isHeadFileName, renderHeads } = await import('./head-file.js')
    const folder = dirname(this.#headFile)
    const entries = renderHeads(await this.graph())
    const known = new Set(entries.map(({ name }) => name))
    const stray = readdirSync(folder).filter((name) => isHeadFileName(name) && !known.has(name))
    return [
      ...entries.map(({ name, text, isJoined }) => ({ path: join(folder, name), text, ifThere: isJoined })),
      ...stray.map((name) => ({ path: join(folder, name), text: undefined })),
    ]
  }

  /** What else is done when a file was written; the file goes again when that fails. */
  async #finish(created: CreatedRevision): Promise<CreatedRevision> {
    try {
      await this.#runHooks(created.file)
      this.reload()
      if (existsSync(this.#headFile)) await this.writeHeadFiles()
      return created
    } catch (error) {
      rmSync(created.file, { force: true })
      this.reload()
      throw error
    }
  }

  async #runHooks(file: string): Promise<void> {
    const { postWriteHooks = [] } = this.#options
    if (postWriteHooks.length === 0) return
    const { readText, runPostWriteHooks } = await import('@mig/script')
    await runPostWriteHooks(postWriteHooks, [file])
    try {
      await readHeader(file, readText(file))
    } catch (cause) {
      throw new MigError('MIG_HOOK_FAILED', `the post-write hooks left '${file}' without a header: ${(cause as Error).message}`, {
        details: { file },
        hint: 'The new file was taken back. Correct postWriteHooks in the configuration, and try again.',
        cause,
      })
    }
  }

  async #place(current: readonly RevisionId[]): Promise<DagPlace> {
    return { graph: await this.graph(), current, releases: await this.releases() }
  }

  async #writePlace(): Promise<WritePlace> {
    return {
      graph: await this.graph(),
      releases: await this.releases(),
      locations: this.versionLocations,
      fileTemplate: this.#options.fileTemplate,
      slugLength: this.#options.slugLength,
      timezone: this.#options.timezone,
      language: this.#options.language ?? 'ts',
      longestId: longestNewId(this.#versionTable),
    }
  }
}

/** What the headers tell, and the files they were read from. */
interface Loaded {
  readonly graph: RevisionGraph
  readonly files: ReadonlyMap<RevisionId, VersionFile>
}

async function loadGraph(folders: readonly string[]): Promise<Loaded> {
  const files = new Map<RevisionId, VersionFile>()
  const revisions: Revision[] = []
  for (const file of (await Promise.all(folders.map(readVersionFiles))).flat()) {
    if (file.language === undefined) continue
    const read = readHeader(file.path, file.text)
    const revision = toRevision(read instanceof Promise ? await read : read, file.path)
    files.set(revision.id, file)
    revisions.push(revision)
  }
  return { graph: RevisionGraph.build(revisions), files }
}
