import { MigError } from '../errors/mig-error.js'
import { duplicateLabel, duplicateRevision } from './graph-errors.js'
import { closure } from './closure.js'
import type { Edges } from './edges.js'
import { indexGraph, type GraphIndex } from './graph-index.js'
import { IdTable } from './id-table.js'
import { spreadLabels } from './spread-labels.js'
import type { Revision, RevisionId } from './revision.js'
import { sortIds } from './sort-ids.js'

/**
 * The revisions of a repository and what they need of one another.
 *
 * Built once, never changed. Two kinds of edges: *down revisions* make lineage, heads, branch points and merge points;
 * *dependencies* only say "not before". Order and ledger rows follow both. Every list it returns has one documented
 * order, the same on every machine: by id, numbers before words.
 *
 * @example
 * const graph = RevisionGraph.build([
 *   { id: 'a', downRevisions: [], dependsOn: [], labels: [], description: 'first' },
 *   { id: 'b', downRevisions: ['a'], dependsOn: [], labels: [], description: 'second' },
 * ])
 * graph.heads() // ['b']
 */
export class RevisionGraph {
  readonly #labels: ReadonlyMap<string, RevisionId>
  #spread: ReadonlyMap<RevisionId, readonly string[]> | undefined
  #equivalents: ReadonlyMap<RevisionId, readonly RevisionId[]> | undefined
  /** The graph as numbers, for walks over the whole of it. */
  readonly index: GraphIndex

  /** In the order in which the revisions were given. */
  readonly #ids: readonly RevisionId[]

  private constructor(ids: readonly RevisionId[], labels: ReadonlyMap<string, RevisionId>, index: GraphIndex) {
    this.#ids = ids
    this.#labels = labels
    this.index = index
  }

  /**
   * Builds a graph from revisions in any order and checks that it is one.
   *
   * @throws {MigError} `MIG_REVISION_DUPLICATE`, `MIG_LABEL_DUPLICATE`, `MIG_PARENT_MISSING`, `MIG_DEPENDENCY_MISSING`, `MIG_CYCLE`
   */
  static build(input: Iterable<Revision>): RevisionGraph {
    const revisions = [...input]
    const { table, hasLabels } = collectIds(revisions)
    const labels: ReadonlyMap<string, RevisionId> = hasLabels ? collectLabels(revisions, table) : new Map()
    const index = indexGraph(labels.size === 0 ? revisions : resolveLabels(revisions, labels), table)
    return new RevisionGraph(table.ids, labels, index)
  }

  get size(): number {
    return this.#ids.length
  }

  /** Every id, in the order in which the revisions were given. */
  ids(): readonly RevisionId[] {
    return this.#ids
  }

  has(id: RevisionId): boolean {
    return this.index.numberOf(id) !== undefined
  }

  find(id: RevisionId): Revision | undefined {
    const number = this.index.numberOf(id)
    return number === undefined ? undefined : this.index.at(number)
  }

  /** @throws {MigError} `MIG_TARGET_UNKNOWN` when there is none */
  get(id: RevisionId): Revision {
    return this.at(this.numberOf(id))
  }

  /**
   * The number of a revision in the {@link index}.
   *
   * @throws {MigError} `MIG_TARGET_UNKNOWN` when there is none
   */
  numberOf(id: RevisionId): number {
    return this.numbersOf([id])[0]!
  }

  /**
   * The numbers of revisions in the {@link index}.
   *
   * @throws {MigError} `MIG_TARGET_UNKNOWN` when there is no such revision
   */
  numbersOf(ids: readonly RevisionId[]): readonly number[] {
    const numbers = this.index.numbersOf(ids)
    const unknown = numbers.indexOf(undefined)
    if (unknown !== -1) throw new MigError('MIG_TARGET_UNKNOWN', `no revision '${ids[unknown]}'`, { details: { target: ids[unknown] } })
    return numbers as readonly number[]
  }

  /** The revision with a number of the {@link index}. */
  at(number: number): Revision {
    return this.index.at(number)
  }

  /** Down revisions and dependencies together, each once. */
  needs(id: RevisionId): readonly RevisionId[] {
    return this.#idsOf(this.index.needs, id)
  }

  /** Revisions that have this one as a down revision. */
  children(id: RevisionId): readonly RevisionId[] {
    return this.#idsOf(this.index.children, id)
  }

  /** Revisions that need this one, as a down revision or a dependency. */
  neededBy(id: RevisionId): readonly RevisionId[] {
    return this.#idsOf(this.index.neededBy, id)
  }

  /** Revisions that are nobody's down revision. */
  heads(): readonly RevisionId[] {
    return this.index.heads
  }

  /** Revisions that nothing needs: the rows of a database where everything is applied. */
  effectiveHeads(): readonly RevisionId[] {
    return this.index.tips
  }

  /** Revisions without a down revision. */
  bases(): readonly RevisionId[] {
    return this.#select((number) => this.index.parents.count(number) === 0)
  }

  /** Revisions with several children. */
  branchPoints(): readonly RevisionId[] {
    return this.#select((number) => this.index.children.count(number) > 1)
  }

  /** Revisions with several down revisions. */
  mergePoints(): readonly RevisionId[] {
    return this.#select((number) => this.at(number).downRevisions.length > 1)
  }

  isHead(id: RevisionId): boolean {
    return this.children(id).length === 0
  }

  isBranchPoint(id: RevisionId): boolean {
    return this.children(id).length > 1
  }

  /** Also where one parent is written twice, as Alembic has it. */
  isMergePoint(id: RevisionId): boolean {
    return this.get(id).downRevisions.length > 1
  }

  /** Labels and the one revision that declares each. */
  labels(): ReadonlyMap<string, RevisionId> {
    return this.#labels
  }

  /** The labels a revision carries after they spread along its branch; see {@link spreadLabels}. */
  labelsOf(id: RevisionId): readonly string[] {
    this.#spread ??= spreadLabels(this)
    return this.#spread.get(id) ?? []
  }

  /** The revisions that this one is declared equivalent to, by itself or by them. */
  equivalentsOf(id: RevisionId): readonly RevisionId[] {
    if (!this.index.hasStandIns) return []
    this.#equivalents ??= pairEquivalents(this.index.revisions)
    return this.#equivalents.get(id) ?? []
  }

  /** These and everything they need. Unknown ids are left out. */
  ancestors(ids: Iterable<RevisionId>): Set<RevisionId> {
    return this.#closure(ids, this.index.needs, 'down')
  }

  /** These and everything that needs them. Unknown ids are left out. */
  descendants(ids: Iterable<RevisionId>): Set<RevisionId> {
    return this.#closure(ids, this.index.neededBy, 'up')
  }

  /** These and their line of down revisions, dependencies not counted. */
  lineageDown(ids: Iterable<RevisionId>): Set<RevisionId> {
    return this.#closure(ids, this.index.parents, 'down')
  }

  /** These and their line of children, dependencies not counted. */
  lineageUp(ids: Iterable<RevisionId>): Set<RevisionId> {
    return this.#closure(ids, this.index.children, 'up')
  }

  /** Those that no other of them needs, directly or through others; sorted. */
  maximal(ids: Iterable<RevisionId>): readonly RevisionId[] {
    const given = new Set(ids)
    const below = this.ancestors([...given].flatMap((id) => this.needs(id)))
    return sortIds([...given].filter((id) => !below.has(id)))
  }

  /** Those that no other of them is built on, dependencies not counted: the tips of the lines among them; sorted. */
  tips(ids: Iterable<RevisionId>): readonly RevisionId[] {
    const given = new Set(ids)
    const below = this.lineageDown([...given].flatMap((id) => this.find(id)?.downRevisions ?? []))
    return sortIds([...given].filter((id) => !below.has(id)))
  }

  #select(accept: (number: number) => boolean): readonly RevisionId[] {
    const { idAt } = this.index
    const selected: RevisionId[] = []
    for (let number = 0; number < this.size; number++) if (accept(number)) selected.push(idAt(number))
    return sortIds(selected)
  }

  #idsOf(edges: Edges, id: RevisionId): readonly RevisionId[] {
    const number = this.index.numberOf(id)
    return number === undefined ? [] : sortIds(Array.from(edges.of(number), this.index.idAt))
  }

  #closure(start: Iterable<RevisionId>, edges: Edges, way: 'down' | 'up'): Set<RevisionId> {
    const { numberOf, idAt } = this.index
    const reached = closure(edges, way, Array.from(start, numberOf))
    const found = new Set<RevisionId>()
    for (let number = 0; number < this.size; number++) if (reached[number] === 1) found.add(idAt(number))
    return found
  }
}

function collectIds(revisions: readonly Revision[]): { readonly table: IdTable; readonly hasLabels: boolean } {
  const table = new IdTable(revisions.length)
  let hasLabels = false
  for (const revision of revisions) {
    hasLabels ||= revision.labels.length > 0
    if (!table.add(revision.id)) throw duplicateRevision(revisions[table.find(revision.id)!]!, revision)
  }
  return { table, hasLabels }
}

function collectLabels(revisions: readonly Revision[], table: IdTable): Map<string, RevisionId> {
  const labels = new Map<string, RevisionId>()
  for (const revision of revisions) {
    for (const label of revision.labels) {
      const holder = table.find(label) !== undefined ? label : labels.get(label)
      if (holder !== undefined) throw duplicateLabel(label, revision, holder)
      labels.set(label, revision.id)
    }
  }
  return labels
}

/** A file may depend on a label; the graph holds the revision that declares it. */
function resolveLabels(revisions: readonly Revision[], labels: ReadonlyMap<string, RevisionId>): readonly Revision[] {
  return revisions.map((revision) =>
    revision.dependsOn.some((name) => labels.has(name))
      ? { ...revision, dependsOn: [...new Set(revision.dependsOn.map((name) => labels.get(name) ?? name))] }
      : revision,
  )
}

/** Equivalence holds both ways, whichever side declares it. */
function pairEquivalents(revisions: readonly Revision[]): ReadonlyMap<RevisionId, readonly RevisionId[]> {
  const pairs = new Map<RevisionId, RevisionId[]>()
  const pair = (id: RevisionId, other: RevisionId) => {
    const list = pairs.get(id)
    if (list) list.push(other)
    else pairs.set(id, [other])
  }
  for (const { id, equivalentTo = [] } of revisions) {
    for (const other of equivalentTo) {
      pair(id, other)
      pair(other, id)
    }
  }
  return pairs
}
