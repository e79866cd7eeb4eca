import { existsSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  dialects,
  isMigError,
  MigError,
  parseDialect,
  parseReleases,
  RevisionGraph,
  type Database,
  type Dialect,
  type Goal,
  type HeadFile,
  type OfflineRange,
  type Releases,
  type Repository,
  type Revision,
  type RevisionId,
  type Script,
  type Step,
  type Verb,
} from '@mig/core'
import { readText, type HeadText, type PostWriteHook, type ScriptLanguage } from '@mig/script'
import type { CreatedVersion, CreatePlaceholdersOptions, CreateVersionOptions } from './create.js'
import { LinearLedger, unknownNumber } from './ledger.js'
import { readLinearSettings, type LinearSettings } from './linear-settings.js'
import { inspectNumberedFolder, loadErrors, readNumberedFolder, type NumberedFolder, type NumberedVersion } from './read-numbered-folder.js'
import { atOrBelow, findGaps, numberBelow, numbersOf } from './number-line.js'
import { findLinearTarget, resolveLinearTarget, targetNumber, type LinearPlace } from './target.js'
import type { TestReport, TestVersionsOptions } from './test-versions.js'
import type { ControlOptions } from './version-control.js'

/** How a numbered repository is opened. What belongs to the repository itself stands in its `mig.cfg.json`. */
export interface LinearOptions {
  /** What new versions are written in. Default `ts`. */
  readonly language?: ScriptLanguage
  /** Run on each new file; where one fails, every file of the version is taken back. */
  readonly postWriteHooks?: readonly PostWriteHook[]
}

/**
 * A numbered repository: `mig.cfg.json` (or SQLAlchemy Migrate's `migrate.cfg`, read as it stands) and `versions/NNN_…`.
 *
 * @example
 * const repository = await LinearRepository.open('./migrations')
 * const { version } = await repository.create({ description: 'Add account table' })
 */
export class LinearRepository implements Repository {
  readonly mode = 'linear'
  readonly location: string
  readonly settings: LinearSettings
  readonly #options: LinearOptions
  #folder: NumberedFolder | undefined
  #graph: RevisionGraph | undefined
  #numbers: readonly number[] | undefined
  #versions: ReadonlyMap<RevisionId, NumberedVersion> | undefined

  private constructor(location: string, settings: LinearSettings, options: LinearOptions) {
    this.location = location
    this.settings = settings
    this.#options = options
  }

  /**
   * Opens a repository; reads its settings, not yet its files.
   *
   * @throws {MigError} `MIG_REPOSITORY_MISSING`, `MIG_REPOSITORY_INVALID`, `MIG_MODE_MISMATCH`
   */
  static async open(location: string, options: LinearOptions = {}): Promise<LinearRepository> {
    const absolute = resolve(location)
    return new LinearRepository(absolute, readLinearSettings(absolute), options)
  }

  async graph(): Promise<RevisionGraph> {
    this.#graph ??= RevisionGraph.build(chainOf(this.#read()))
    return this.#graph
  }

  /** Names of scripts in `versions/` that claim no number of three digits or more. */
  get ignored(): readonly string[] {
    return this.#read().ignored
  }

  async resolve(verb: Verb, target: string | readonly string[], current: readonly RevisionId[]): Promise<Goal> {
    return resolveLinearTarget(verb, onlyTarget(target), await this.#place(current))
  }

  async resolveOffline(verb: Verb, target: string | readonly string[]): Promise<OfflineRange> {
    const { resolveOfflineRange } = await import('./offline-range.js')
    return resolveOfflineRange(verb, onlyTarget(target), await this.#place([]))
  }

  async find(target: string, current: readonly RevisionId[]): Promise<readonly RevisionId[]> {
    return findLinearTarget(target, await this.#place(current))
  }

  async history(range: string | undefined, current: readonly RevisionId[]): Promise<readonly RevisionId[]> {
    const place = await this.#place(current)
    const numbers = numbersOf(place.graph)
    if (range === undefined) return numbers.map(String).reverse()
    const ends = /^([^:]*):([^:]*)$/.exec(range)
    if (!ends)
      throw new MigError('MIG_TARGET_INVALID', `'${range}' is no range`, {
        details: { range },
        hint: 'Write from:to; either end may be left out.',
      })
    const from = ends[1] === '' || ends[1] === 'base' ? 0 : await targetNumber('find', ends[1]!, place)
    const to = ends[2] === '' ? (numbers.at(-1) ?? 0) : await targetNumber('find', ends[2]!, place)
    if (from > to)
      throw new MigError('MIG_TARGET_RANGE', `'${range}' begins above its end`, {
        details: { range },
        hint: `Write ${ends[2]}:${ends[1]}.`,
      })
    return numbers
      .filter((number) => number >= from && number <= to)
      .map(String)
      .reverse()
  }

  async script(id: RevisionId): Promise<Script> {
    this.#versions ??= new Map(this.#read().versions.map((one) => [one.version, one]))
    const version = this.#versions.get(id)
    if (!version)
      throw new MigError('MIG_TARGET_UNKNOWN', `there is no version '${id}'`, { details: { target: id }, hint: 'See mig history.' })
    const { versionScript } = await import('./version-script.js')
    return versionScript(version, this.settings)
  }

  dialects(): readonly Dialect[] {
    const required = this.settings.requiredDialects.flatMap((word) => parseDialect(word) ?? [])
    if (required.length > 0) return required
    const files = this.#read().versions.flatMap((version) => version.files)
    const named = dialects.filter((dialect) => files.some((file) => file.dialect === dialect))
    return named.length > 0 ? named : dialects
  }

  ledger(): LinearLedger {
    const { versionTable, repositoryId, numbering, gaps } = this.settings
    return new LinearLedger({
      table: versionTable,
      repositoryId,
      repositoryPath: this.location,
      numbering,
      gaps,
      // asked for when a row is written: a database can be taken out of control with a repository that does not load
      versions: () => (this.#numbers ??= this.#read().versions.map(({ version }) => Number(version))),
    })
  }

  /** The numbers that a step leads from and to, as the version row has them: 216 is undone to 215, also where 215 has no script. */
  transition({ kind, revision, ledger }: Exclude<Step, { kind: 'stamp' }>): { readonly from: number; readonly to: number } {
    const lower = kind === 'upgrade' ? ledger.remove[0] : ledger.add[0]
    const below = numberBelow(Number(revision), lower === undefined ? undefined : Number(lower), this.settings)
    return kind === 'upgrade' ? { from: below, to: Number(revision) } : { from: Number(revision), to: below }
  }

  async releases(): Promise<Releases> {
    const file = join(this.location, 'releases.json')
    return existsSync(file) ? parseReleases(readText(file), file) : new Map()
  }

  /**
   * A row can hold a number without a script: it stands where the highest script at or below it does.
   *
   * @throws {MigError} `MIG_ROW_UNKNOWN` for a number above the last version, and for NULL
   */
  async position(rows: readonly RevisionId[]): Promise<readonly RevisionId[]> {
    const graph = await this.graph()
    const [row] = rows
    if (row === undefined) return []
    const highest = numbersOf(graph).at(-1) ?? 0
    if (row === unknownNumber) {
      throw new MigError('MIG_ROW_UNKNOWN', `the version row of '${this.settings.repositoryId}' holds NULL`, {
        details: { rows, highest },
        hint: 'Find out which version the schema has, and record it: mig stamp --purge NUMBER',
      })
    }
    if (Number(row) > highest) {
      throw new MigError('MIG_ROW_UNKNOWN', `the database is at version ${row}, above the last one of this repository, ${highest}`, {
        details: { rows, highest },
        hint: 'Use the newer repository that brought it there; to record another number: mig stamp --purge NUMBER',
      })
    }
    return atOrBelow(graph, Number(row))
  }

  async problems(): Promise<readonly MigError[]> {
    try {
      return loadErrors(this.location, inspectNumberedFolder(this.location).problems)
    } catch (error) {
      if (isMigError(error)) return [error]
      throw error
    }
  }

  /** Writes a new, empty version under the next number. */
  async create(options: CreateVersionOptions): Promise<CreatedVersion> {
    const { createVersion } = await import('./create.js')
    const { language = 'ts' } = this.#options
    return this.#finish(await createVersion(this.location, this.settings, { language, ...options }))
  }

  async gaps(): Promise<readonly MigError[]> {
    return findGaps({ graph: await this.graph(), settings: this.settings, folder: join(this.location, 'versions') })
  }

  async overlooked(): Promise<readonly MigError[]> {
    const { overlookedFiles } = await import('./overlooked-files.js')
    return overlookedFiles(this.location, inspectNumberedFolder(this.location).ignored)
  }

  /** None also where numbers are times: no two branches take the same one. */
  async headFiles(): Promise<readonly HeadFile[]> {
    if (this.settings.numbering === 'timestamp' || !existsSync(this.#headFile)) return []
    const { readHeadFiles } = await import('@mig/script')
    return readHeadFiles([await this.#expectedLatest()])
  }

  async writeHeadFiles(): Promise<void> {
    if (this.settings.numbering === 'timestamp') return
    const { writeHeadFiles } = await import('@mig/script')
    await writeHeadFiles(async () => [await this.#expectedLatest()])
  }

  /** Reserves the next numbers with versions that do nothing. */
  async createPlaceholders(options: CreatePlaceholdersOptions): Promise<readonly CreatedVersion[]> {
    const { createPlaceholders } = await import('./create.js')
    const created: CreatedVersion[] = []
    for await (const one of createPlaceholders(this.location, this.settings, options)) created.push(await this.#finish(one))
    return created
  }

  /** Runs versions up and down to see that both directions work; see {@link testVersions}. */
  async test(options: TestVersionsOptions): Promise<TestReport> {
    const { testVersions } = await import('./test-versions.js')
    return testVersions(this, options)
  }

  /** Puts a database under version control; see {@link controlDatabase}. */
  async control(options: ControlOptions): Promise<void> {
    const { controlDatabase } = await import('./version-control.js')
    return controlDatabase(this, options)
  }

  /** Takes a database out of version control; see {@link releaseDatabase}. */
  async release(database: Database): Promise<void> {
    const { releaseDatabase } = await import('./version-control.js')
    return releaseDatabase(this, database)
  }

  /** Forgets what was read, so that the next call sees the files as they are. */
  reload(): void {
    this.#folder = undefined
    this.#graph = undefined
    this.#numbers = undefined
    this.#versions = undefined
  }

  get #headFile(): string {
    return join(this.location, 'versions', 'LATEST')
  }

  /** Also told where the folder does not load: after a merge that brought two versions under one number. */
  async #expectedLatest(): Promise<HeadText> {
    const { renderLatest } = await import('./head-file.js')
    return { path: this.#headFile, text: renderLatest(inspectNumberedFolder(this.location)) }
  }

  /** What else is done when files were written; they go again when that fails. */
  async #finish(created: CreatedVersion): Promise<CreatedVersion> {
    const { postWriteHooks = [] } = this.#options
    try {
      if (postWriteHooks.length > 0) {
        const { runPostWriteHooks } = await import('@mig/script')
        await runPostWriteHooks(postWriteHooks, created.files)
      }
      this.reload()
      if (existsSync(this.#headFile)) await this.writeHeadFiles()
      return created
    } catch (error) {
      for (const file of created.files) rmSync(file, { force: true })
      throw error
    }
  }

  #read(): NumberedFolder {
    this.#folder ??= readNumberedFolder(this.location, { collisions: 'refuse' })
    return this.#folder
  }

  async #place(current: readonly RevisionId[]): Promise<LinearPlace> {
    const row = current[0] ?? '0'
    return {
      graph: await this.graph(),
      settings: this.settings,
      current: row === unknownNumber ? 0 : Number(row),
      releases: await this.releases(),
    }
  }
}

function onlyTarget(target: string | readonly string[]): string {
  const targets = typeof target === 'string' ? [target] : target
  if (targets.length === 1) return targets[0]!
  throw new MigError('MIG_TARGET_INVALID', `${targets.length} targets were given, and a numbered repository has one version`, {
    details: { targets },
    hint: 'Name one version.',
  })
}

function chainOf({ versions }: NumberedFolder): readonly Revision[] {
  return versions.map(({ version, files }, index) => ({
    id: version,
    downRevisions: index === 0 ? [] : [versions[index - 1]!.version],
    dependsOn: [],
    labels: [],
    description: files.find((file) => file.description !== '')?.description ?? '',
    file: (files.find(({ direction }) => direction !== 'downgrade') ?? files[0]!).path,
    ...(files.length > 1 ? { files: files.map(({ path }) => path) } : {}),
  }))
}
