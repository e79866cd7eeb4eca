import { compareCatalogs, MigError, type Database, type Dialect, type Direction, type RevisionId } from '@mig/core'
import { compareCounters } from './compare-counters.js'
import { compareRows } from './compare-rows.js'
import { describeDifferences, type Difference } from './describe-differences.js'
import type { ProofSubjects, ProofVersion } from './proof.js'
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
    const { source, written, operations } = subjects
    await using left = await database.scratch()
    await using right = await database.scratch()
    return await Replay.on(source, left, operations, (old) =>
      Replay.on(written, right, operations, async (converted) =>
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
  async up(entry: ProofVersion): Promise<void> {
    await this.#source(() => this.#old.to(only(entry.sourceAt), this.#subjects.signal))
    if (entry.baseline === 'below') return
    this.#hasPassedTwin ||= entry.isTwin
    await this.#graph(entry, 'upgrade', (signal) => this.#converted.to(only(entry.at), signal))
    await this.#compare(entry, 'upgrade')
  }

  /** Applies everything up to a number that has been proved before, without a look in between. */
  async rush(entry: ProofVersion): Promise<void> {
    const { signal, versions } = this.#subjects
    this.#hasPassedTwin = versions.slice(0, versions.indexOf(entry) + 1).some(({ isTwin }) => isTwin)
    await this.#old.to(only(entry.sourceAt), signal)
    await this.#converted.to(only(entry.at), signal)
    this.#isStale = { old: true, converted: true }
  }

  /**
   * Takes a number back on both sides and compares them.
   *
   * @throws {SourceFailure} when the source's own script fails
   * @throws {MigError} `MIG_PROOF_FAILED`
   */
  async down(entry: ProofVersion): Promise<void> {
    await this.#source(() => this.#old.undo(entry.source, this.#subjects.signal))
    await this.#graph(entry, 'downgrade', (signal) => this.#converted.undo(entry.written, signal))
    await this.#compare(entry, 'downgrade')
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
  async #graph(entry: ProofVersion, direction: Direction, run: (signal: AbortSignal | undefined) => Promise<boolean>): Promise<void> {
    try {
      if (await run(this.#subjects.signal)) this.#isStale.converted = true
    } catch (error) {
      if (!isFaultOfScript(error)) throw error
      const difference = { place: `revision ${entry.at}`, left: 'run', right: error.message }
      throw this.#failed(entry, direction, [difference], error)
    }
  }

  async #compare(entry: ProofVersion, direction: Direction): Promise<void> {
    const { old, converted } = this.#isStale
    this.#isStale = { old: false, converted: false }
    const looks = [old ? this.#old.look() : this.#expected, converted ? this.#converted.look() : this.#actual] as const
    ;[this.#expected, this.#actual] = await Promise.all(looks)
    const differences: readonly Difference[] = [
      ...compareCatalogs(this.#expected.catalog, this.#actual.catalog),
      ...compareRows(this.#expected.rows, this.#actual.rows, Date.now()),
      ...(this.#hasPassedTwin ? [] : compareCounters(this.#expected.counters, this.#actual.counters)),
    ]
    if (differences.length > 0) throw this.#failed(entry, direction, differences)
  }

  #failed({ version }: ProofVersion, direction: Direction, differences: readonly Difference[], cause?: unknown): MigError {
    const dialect = this.#dialect
    const { source, written } = this.#subjects.names
    const where = direction === 'upgrade' ? `after version ${version}` : `after the way back of version ${version}`
    const described = describeDifferences(differences, { left: `in ${source}`, right: `in ${written}` })
    return new MigError('MIG_PROOF_FAILED', `${where} ${written} differs from ${source} on ${dialect}: ${described}`, {
      details: { version, direction, dialect, differences },
      cause,
      hint: `Nothing was kept. See the named object in both; with --no-proof ${written} is written unproved.`,
    })
  }
}

const only = (id: RevisionId | undefined): readonly RevisionId[] => (id === undefined ? [] : [id])
