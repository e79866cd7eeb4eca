import { compareCatalogs, MigError, type Database, type Dialect, type Direction, type RevisionId } from '@mig/core'
import { compareCounters } from './compare-counters.js'
import { compareRows } from './compare-rows.js'
import { describeDifferences, type Difference } from './describe-differences.js'
import type { PartOrder } from '../map/map-parts.js'
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
    await this.#graph(entry, 'upgrade', (signal) => this.#converted.to(entry.at, signal))
    await this.#compare(entry, 'upgrade')
  }

  /** Applies everything up to a number that has been proved before, without a look in between. */
  async rush(entry: ProofVersion): Promise<void> {
    const { signal, versions } = this.#subjects
    this.#hasPassedTwin = versions.slice(0, versions.indexOf(entry) + 1).some(({ isTwin }) => isTwin)
    await this.#old.to(only(entry.sourceAt), signal)
    // of several repositories each number at its turn: what the graph's own order does is another question
    const stages = entry.at.length > 1 ? versions.slice(0, versions.indexOf(entry) + 1) : [entry]
    for (const { at } of stages) await this.#converted.to(at, signal)
    this.#isStale = { old: true, converted: true }
  }

  /**
   * Applies everything up to a number at once, the graph in the order that it has by itself, and compares.
   *
   * @throws {MigError} `MIG_PROOF_FAILED`
   */
  async whole(entry: ProofVersion): Promise<void> {
    this.#hasPassedTwin = this.#subjects.versions.some(({ isTwin }) => isTwin)
    await this.#source(() => this.#old.to(only(entry.sourceAt), this.#subjects.signal))
    const order = this.#subjects.ownOrder
    await this.#graph(entry, 'upgrade', (signal) => this.#converted.to(entry.at, signal), order)
    await this.#compare(entry, 'upgrade', order)
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
  async #graph(
    entry: ProofVersion,
    direction: Direction,
    run: (signal: AbortSignal | undefined) => Promise<boolean>,
    order?: PartOrder,
  ): Promise<void> {
    try {
      if (await run(this.#subjects.signal)) this.#isStale.converted = true
    } catch (error) {
      if (!isFaultOfScript(error)) throw error
      const difference = { place: `revision ${entry.written.at(-1) ?? entry.at.join(', ')}`, left: 'run', right: error.message }
      throw this.#failed(entry, direction, [difference], order, error)
    }
  }

  async #compare(entry: ProofVersion, direction: Direction, order?: PartOrder): Promise<void> {
    const { old, converted } = this.#isStale
    this.#isStale = { old: false, converted: false }
    const looks = [old ? this.#old.look() : this.#expected, converted ? this.#converted.look() : this.#actual] as const
    ;[this.#expected, this.#actual] = await Promise.all(looks)
    const differences: readonly Difference[] = [
      ...compareCatalogs(this.#expected.catalog, this.#actual.catalog),
      ...compareRows(this.#expected.rows, this.#actual.rows, Date.now()),
      ...(this.#hasPassedTwin ? [] : compareCounters(this.#expected.counters, this.#actual.counters)),
    ]
    if (differences.length > 0) throw this.#failed(entry, direction, differences, order)
  }

  #failed(
    { version }: ProofVersion,
    direction: Direction,
    differences: readonly Difference[],
    order?: PartOrder,
    cause?: unknown,
  ): MigError {
    const dialect = this.#dialect
    const { source, written } = this.#subjects.names
    const where = order
      ? `upgraded at once, in the order that ${written} has by itself,`
      : direction === 'upgrade'
        ? `after version ${version}`
        : `after the way back of version ${version}`
    const described = describeDifferences(differences, { left: `in ${source}`, right: `in ${written}` })
    return new MigError('MIG_PROOF_FAILED', `${where} ${written} differs from ${source} on ${dialect}: ${described}`, {
      details: { version, direction, dialect, differences },
      cause,
      hint: order
        ? `Nothing was kept. ${orderHints[order]}`
        : `Nothing was kept. See the named object in both; with --no-proof ${written} is written unproved.`,
    })
  }
}

const orderHints: Readonly<Record<PartOrder, string>> = {
  apart: 'The repositories need one another: with --lockstep a number waits for the same number of those before it.',
  lockstep:
    'A number runs before a lower one of a repository behind it there, as on a database where one phase ran ahead. Write the scripts so that they bear that: name the columns, guard what may be there.',
}

const only = (id: RevisionId | undefined): readonly RevisionId[] => (id === undefined ? [] : [id])
