import { catalogFingerprint, isMigError, type Database, type Dialect, type Repository, type RevisionId } from '@mig/core'
import type { ProofSubjects, ProofVersion, ProvedUpgrades } from './proof.js'
import { ReplayPair, SourceFailure } from './replay-pair.js'

/**
 * Takes source and graph back side by side, from the last proved number down, and compares them after each.
 *
 * A number without a way back, or with one that fails in the source, is passed on a new pair of databases that goes up to the number below.
 */
export class DowngradeProof {
  /** Numbers whose way back does the same in source and graph, the last one first. */
  readonly verified: string[] = []
  /** Numbers whose way back fails in the source itself. */
  readonly failed: string[] = []
  /** What the source's ways back do not do, a sentence each. */
  readonly findings: string[] = []
  readonly #database: Database
  readonly #subjects: ProofSubjects
  readonly #versions: readonly ProofVersion[]
  readonly #fingerprints: Readonly<Record<string, string>>
  /** What each number has. */
  readonly #waysBack: readonly WayBack[]
  /** The number that is taken back next. */
  #at: number

  private constructor(database: Database, subjects: ProofSubjects, upgrades: ProvedUpgrades, waysBack: readonly WayBack[]) {
    this.#database = database
    this.#subjects = subjects
    this.#versions = upgrades.versions
    this.#fingerprints = upgrades.fingerprints
    this.#waysBack = waysBack
    this.#at = upgrades.versions.length - 1
  }

  /** Prepares the way down from what was proved on the way up. */
  static async of(database: Database, subjects: ProofSubjects, upgrades: ProvedUpgrades): Promise<DowngradeProof> {
    const waysBack = await Promise.all(
      upgrades.versions.map((entry) => (entry.baseline ? 'none' : wayBackOf(entry.source, subjects.source, database.dialect))),
    )
    return new DowngradeProof(database, subjects, upgrades, waysBack)
  }

  /** Goes down with a pair that stands at the number in question, as far as it leads. */
  async goOn(pair: ReplayPair): Promise<void> {
    /** Whether both sides are what the way up made of this number. */
    let isTrue = true
    for (; this.#leadsToOne(); this.#at--) {
      const entry = this.#versions[this.#at]!
      const began = performance.now()
      try {
        await pair.down(entry)
      } catch (error) {
        if (!(error instanceof SourceFailure)) throw error
        // what a way back before it left over may be in its way: once more, from where the way up leads
        if (isTrue) this.#noteFailure(entry, error)
        return
      }
      const { version } = entry
      if (this.#waysBack[this.#at] === 'real') this.verified.push(version)
      const elapsedMs = performance.now() - began
      this.#subjects.onEvent({ type: 'proved-version', dialect: this.#database.dialect, version, direction: 'downgrade', elapsedMs })
      const wasTrue = isTrue
      isTrue = this.#isBack(pair)
      if (wasTrue && !isTrue) this.#noteLoss(entry)
    }
  }

  /** Takes back what is left, each stretch with a new pair. */
  async finish(): Promise<void> {
    for (; this.#at >= 0;) {
      const entry = this.#versions[this.#at]!
      if (!this.#leadsToOne()) this.#at--
      else {
        await ReplayPair.on(this.#database, this.#subjects, async (pair) => {
          await pair.rush(entry)
          await this.goOn(pair)
        })
      }
    }
  }

  /** Whether a way back that does something can be reached from here: what lies between does nothing. */
  #leadsToOne(): boolean {
    const next = this.#waysBack.slice(0, this.#at + 1).findLast((wayBack) => wayBack !== 'empty')
    return next === 'real'
  }

  /** The schema is the one that the number below it had. */
  #isBack({ expected }: ReplayPair): boolean {
    const below = this.#versions[this.#at - 1]
    const { tables, views, routines, sequences, enums } = expected.catalog
    if (!below) return [tables, views, routines, sequences, enums].every((objects) => objects.length === 0)
    return catalogFingerprint(expected.catalog) === this.#fingerprints[below.version]
  }

  #noteFailure({ version }: ProofVersion, error: SourceFailure): void {
    this.failed.push(version)
    this.findings.push(`on ${this.#database.dialect} the way back of version ${version} fails in the source: ${error.message}`)
    this.#at--
  }

  #noteLoss({ version }: ProofVersion): void {
    this.findings.push(
      `on ${this.#database.dialect} the way back of version ${version} does the same in source and graph, and does not bring back the schema before it`,
    )
  }
}

/** What a number has for its way back: nothing, something that sends no statement, or something that does. */
type WayBack = 'none' | 'empty' | 'real'

async function wayBackOf(ids: readonly RevisionId[], source: Repository, dialect: Dialect): Promise<WayBack> {
  let isReal = false
  for (const id of ids) {
    try {
      const body = await (await source.script(id)).body('downgrade', dialect)
      if (!body) return 'none'
      isReal ||= body.kind === 'code' || body.statements.length > 0
    } catch (error) {
      if (!isMigError(error)) throw error
      return 'none'
    }
  }
  return isReal ? 'real' : 'empty'
}
