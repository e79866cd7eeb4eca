import type { MigError } from '../errors/mig-error.js'
import type { RevisionGraph } from '../graph/revision-graph.js'
import type { RevisionId } from '../graph/revision.js'
import type { Goal } from '../plan/plan.js'
import type { Releases } from '../release/releases.js'
import type { Dialect } from './dialect.js'
import type { HeadFile } from './head-file.js'
import type { Ledger } from './ledger.js'
import type { OfflineRange } from './offline.js'
import type { Script } from './script.js'

/** How a repository names its revisions: numbers, or hashes in a graph. */
export type Mode = 'linear' | 'dag'

/** What a target is for; the same text can mean different goals. */
export type Verb = 'upgrade' | 'downgrade' | 'stamp'

/** Migration files on disk, read as one revision graph. Implemented by `@mig/linear` and `@mig/dag`. */
export interface Repository {
  readonly mode: Mode
  /** Absolute path of the repository folder. */
  readonly location: string
  /** Reads headers only; no migration file runs. The result is kept until `reload`. */
  graph(): Promise<RevisionGraph>
  /**
   * Everything that keeps the repository from loading, each as the error that `graph` would throw; empty when it loads.
   * Reads the files as they are now.
   */
  problems(): Promise<readonly MigError[]>
  /**
   * Turns a target as typed into a goal.
   *
   * @param target what was typed; several only for `stamp`
   * @param current the rows of the ledger, as `Ledger.read` returned them
   * @throws {MigError} `MIG_TARGET_…`, or `MIG_HEADS_SEVERAL` with the choices
   */
  resolve(verb: Verb, target: string | readonly string[], current: readonly RevisionId[]): Promise<Goal>
  /**
   * Reads a range `FROM:TO` for a change that is written out as SQL, without a database. Without `FROM` it starts from nothing;
   * a downgrade has to say it. `TO` is a target as on a database that stands at `FROM`.
   *
   * @param target several only for `stamp`
   * @throws {MigError} `MIG_TARGET_…`, or `MIG_HEADS_SEVERAL` with the choices
   */
  resolveOffline(verb: Verb, target: string | readonly string[]): Promise<OfflineRange>
  /**
   * The revisions that a target names, for `show`, `edit`, `tag` and the like; empty for `base`.
   *
   * @throws {MigError} `MIG_TARGET_…`
   */
  find(target: string, current: readonly RevisionId[]): Promise<readonly RevisionId[]>
  /**
   * The revisions of a range `a:b` (both ends included), newest first; all of them without a range.
   *
   * @throws {MigError} `MIG_TARGET_…`
   */
  history(range: string | undefined, current: readonly RevisionId[]): Promise<readonly RevisionId[]>
  script(id: RevisionId): Promise<Script>
  /**
   * The dialects that every version must have a script for: those that the repository asks for, else those that its files name.
   * Absent: all of them.
   */
  dialects?(): readonly Dialect[]
  ledger(): Ledger
  /** Named releases of this repository, from `releases.json`; empty when there is no file. */
  releases(): Promise<Releases>
  /**
   * Where rows that name no revision stand in the graph. Linear mode: a row may hold a number without a file.
   * Absent: rows are revision ids.
   */
  position?(rows: readonly RevisionId[]): Promise<readonly RevisionId[]>
  /** Numbers without a script where the repository's rules want one; linear mode. Absent: nothing can be missing. */
  gaps?(): Promise<readonly MigError[]>
  /** Files beside the versions that look like some and never run; linear mode. Absent: every script is a version, or does not load. */
  overlooked?(): Promise<readonly MigError[]>
  /** Path of the conversion record (`legacy.json`), when this repository came from a conversion. */
  readonly legacyRecord?: string | undefined
  /**
   * The files by which git notices that two branches add to the same place, each beside what it should hold; none where the
   * repository does not keep them. Absent: this kind of repository knows no such files.
   *
   * @throws {MigError} what reading the migration files throws
   */
  headFiles?(): Promise<readonly HeadFile[]>
  /** Writes those files as they should be, whether they are there or not. New versions keep them up to date from then on. */
  writeHeadFiles?(): Promise<void>
}
