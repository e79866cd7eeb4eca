import { compareCatalogs, MigError, type Database, type Dialect, type Direction, type RevisionId } from '@mig/core'
import type { MappedVersion } from '../map/converted.js'
import { compareCounters } from './compare-counters.js'
import { compareRows } from './compare-rows.js'
import { describeDifferences, type Difference } from './describe-differences.js'
import type { ProofSubjects } from './proof.js'
import { isFaultOfScript } from './is-fault-of-script.js'
import { Replay, type Sight } from './replay.js'

/** The source failed where nothing of the conversion was in play. */
export class SourceFailure extends Error {}

/** Source and graph side by side on two scratch databases of one server, number by number. */
export class ReplayPair {
  readonly #subjects: ProofSubjects
  readonly #dialect: Dialect
  readonly #old: Replay
  readonly #converted: Replay
  #expected: Sight
  #actual: Sight
  /** Which side has changed since it was looked at. */
  #isStale = { old: false, converted: false }
  /** Once a back-port was recorded and not run again, what its INSERTs count is no longer counted twice: counters part, rows do not. */
  #hasPassedTwin = false

  private constructor(subjects: ProofSubjects, dialect: Dialect, sides: readonly [Replay, Replay], sights: readonly [Sight, Sight]) {
    this.#subjects = subjects
    this.#dialect = dialect
    ;[this.#old, this.#converted] = sides
    ;[this.#expected, this.#actual] = sights
  }

  /** Opens a pair on two new scratch databases of this server, hands it to `work`, and drops them. */
  static async on<T>(database: Database, subjects: ProofSubjects, work: (pair: ReplayPair) => Promise<T>): Promise<T> {
    const { source, graph, operations } = subjects
    await using left = await database.scratch()
    await using right = await database.scratch()
    return await Replay.on(source, left, operations, (old) =>
      Replay.on(graph, right, operations, async (converted) =>
        work(new ReplayPair(subjects, database.dialect, [old, converted], [await old.look(), await converted.look()])),
      ),
    )
  }

  /** The server as it names itself. */
  get server(): string {
    return this.#old.server
  }

  /** The source's side as it was last looked at. */
  get expected(): Sight {
    return this.#expected
  }

  /**
   * Applies a number on both sides and compares them; below a baseline there is no graph to compare with.
   *
   * @throws {SourceFailure} when the source's own script fails
   * @throws {MigError} `MIG_PROOF_FAILED`
   */
  async up(entry: MappedVersion): Promise<void> {
    await this.#source(() => this.#old.to([this.#lastOf(entry)], this.#subjects.signal))
    if (entry.isBelowBaseline) return
    this.#hasPassedTwin ||= this.#isTwin(entry)
    await this.#graph(entry, 'upgrade', (signal) => this.#converted.to(revisionsAt(entry), signal))
    await this.#compare(entry, 'upgrade')
  }

  /** Applies everything up to a number that has been proved before, without a look in between. */
  async rush(entry: MappedVersion): Promise<void> {
    const { signal, mapping } = this.#subjects
    this.#hasPassedTwin = mapping.versions.slice(0, mapping.versions.indexOf(entry) + 1).some((one) => this.#isTwin(one))
    await this.#old.to([this.#lastOf(entry)], signal)
    await this.#converted.to(revisionsAt(entry), signal)
    this.#isStale = { old: true, converted: true }
  }

  /**
   * Takes a number back on both sides and compares them.
   *
   * @throws {SourceFailure} when the source's own script fails
   * @throws {MigError} `MIG_PROOF_FAILED`
   */
  async down(entry: MappedVersion): Promise<void> {
    const { source, signal } = this.#subjects
    await this.#source(() => this.#old.undo(source.idsOf(entry.version), signal))
    await this.#graph(entry, 'downgrade', (aborted) => this.#converted.undo(revisionsOf(entry), aborted))
    await this.#compare(entry, 'downgrade')
  }

  #isTwin(entry: MappedVersion): boolean {
    const { revisions } = this.#subjects.mapping
    return revisionsOf(entry).some((id) => (revisions.find((revision) => revision.id === id)?.equivalentTo.length ?? 0) > 0)
  }

  #lastOf({ version }: MappedVersion): RevisionId {
    return this.#subjects.source.lastOf(version)
  }

  async #source(run: () => Promise<boolean>): Promise<void> {
    try {
      if (await run()) this.#isStale.old = true
    } catch (error) {
      if (isFaultOfScript(error)) throw new SourceFailure(error.message, { cause: error })
      throw error
    }
  }

  /** The source ran this number: where the graph does not, that is a difference. */
  async #graph(entry: MappedVersion, direction: Direction, run: (signal: AbortSignal | undefined) => Promise<boolean>): Promise<void> {
    try {
      if (await run(this.#subjects.signal)) this.#isStale.converted = true
    } catch (error) {
      if (!isFaultOfScript(error)) throw error
      const difference = { place: `revision ${entry.revision}`, left: 'run', right: error.message }
      throw proofFailed(entry, direction, this.#dialect, [difference], error)
    }
  }

  async #compare(entry: MappedVersion, direction: Direction): Promise<void> {
    const { old, converted } = this.#isStale
    this.#isStale = { old: false, converted: false }
    const looks = [old ? this.#old.look() : this.#expected, converted ? this.#converted.look() : this.#actual] as const
    ;[this.#expected, this.#actual] = await Promise.all(looks)
    const differences: readonly Difference[] = [
      ...compareCatalogs(this.#expected.catalog, this.#actual.catalog),
      ...compareRows(this.#expected.rows, this.#actual.rows, Date.now()),
      ...(this.#hasPassedTwin ? [] : compareCounters(this.#expected.counters, this.#actual.counters)),
    ]
    if (differences.length > 0) throw proofFailed(entry, direction, this.#dialect, differences)
  }
}

/** What a database at a number has. */
const revisionsAt = ({ revision }: MappedVersion): readonly RevisionId[] => (revision === undefined ? [] : [revision])

/** What a number brought: a dropped one brought nothing, and stands at the revision of the one before it. */
const revisionsOf = (entry: MappedVersion): readonly RevisionId[] => (entry.isDropped ? [] : [...entry.collision, ...revisionsAt(entry)])

function proofFailed(
  { version }: MappedVersion,
  direction: Direction,
  dialect: Dialect,
  differences: readonly Difference[],
  cause?: unknown,
): MigError {
  const sides = { left: 'in the source', right: 'in the graph' }
  const where = direction === 'upgrade' ? `after version ${version}` : `after the way back of version ${version}`
  return new MigError(
    'MIG_PROOF_FAILED',
    `${where} the graph differs from the source on ${dialect}: ${describeDifferences(differences, sides)}`,
    {
      details: { version, direction, dialect, differences },
      cause,
      hint: 'Nothing was kept. See the named object in both; with --no-proof the graph is written unproved.',
    },
  )
}
