import { MigError } from '../errors/mig-error.js'
import { compareIds } from './compare-ids.js'
import { findCycle } from './find-cycle.js'
import { spreadLabels } from './spread-labels.js'
import type { Revision, RevisionId } from './revision.js'

/** Edges of one revision, every list sorted by {@link compareIds}. */
interface Edges {
  /** Down revisions and dependencies: what must be applied first. */
  needs: RevisionId[]
  /** Revisions that have this one as a down revision. */
  children: RevisionId[]
  /** Revisions that have this one as a down revision or a dependency. */
  neededBy: RevisionId[]
}

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
  readonly #revisions: ReadonlyMap<RevisionId, Revision>
  readonly #edges: ReadonlyMap<RevisionId, Edges>
  readonly #labels: ReadonlyMap<string, RevisionId>
  #spread: ReadonlyMap<RevisionId, readonly string[]> | undefined

  private constructor(
    revisions: ReadonlyMap<RevisionId, Revision>,
    labels: ReadonlyMap<string, RevisionId>,
    edges: ReadonlyMap<RevisionId, Edges>,
  ) {
    this.#revisions = revisions
    this.#labels = labels
    this.#edges = edges
  }

  /**
   * Builds a graph from revisions in any order and checks that it is one.
   *
   * @throws {MigError} `MIG_REVISION_DUPLICATE`, `MIG_LABEL_DUPLICATE`, `MIG_PARENT_MISSING`, `MIG_DEPENDENCY_MISSING`, `MIG_CYCLE`
   */
  static build(input: Iterable<Revision>): RevisionGraph {
    const revisions = collectRevisions(input)
    const labels = collectLabels(revisions)
    for (const revision of revisions.values()) {
      if (revision.dependsOn.some((name) => labels.has(name))) {
        revisions.set(revision.id, { ...revision, dependsOn: [...new Set(revision.dependsOn.map((name) => labels.get(name) ?? name))] })
      }
    }
    const edges = connect(revisions)
    const cycle = findCycle(revisions.keys(), (id) => edges.get(id)!.needs)
    if (cycle) throw cycleError(cycle, revisions)
    return new RevisionGraph(revisions, labels, edges)
  }

  get size(): number {
    return this.#revisions.size
  }

  /** Every id, in the order in which the revisions were given. */
  ids(): readonly RevisionId[] {
    return [...this.#revisions.keys()]
  }

  has(id: RevisionId): boolean {
    return this.#revisions.has(id)
  }

  find(id: RevisionId): Revision | undefined {
    return this.#revisions.get(id)
  }

  /** @throws {MigError} `MIG_TARGET_UNKNOWN` when there is none */
  get(id: RevisionId): Revision {
    const revision = this.#revisions.get(id)
    if (!revision) throw new MigError('MIG_TARGET_UNKNOWN', `no revision '${id}'`, { details: { target: id } })
    return revision
  }

  /** Down revisions and dependencies together, each once. */
  needs(id: RevisionId): readonly RevisionId[] {
    return this.#edges.get(id)?.needs ?? []
  }

  /** Revisions that have this one as a down revision. */
  children(id: RevisionId): readonly RevisionId[] {
    return this.#edges.get(id)?.children ?? []
  }

  /** Revisions that need this one, as a down revision or a dependency. */
  neededBy(id: RevisionId): readonly RevisionId[] {
    return this.#edges.get(id)?.neededBy ?? []
  }

  /** Revisions that are nobody's down revision. */
  heads(): readonly RevisionId[] {
    return this.#select((id) => this.children(id).length === 0)
  }

  /** Revisions that nothing needs: the rows of a database where everything is applied. */
  effectiveHeads(): readonly RevisionId[] {
    return this.#select((id) => this.neededBy(id).length === 0)
  }

  /** Revisions without a down revision. */
  bases(): readonly RevisionId[] {
    return this.#select((id) => this.get(id).downRevisions.length === 0)
  }

  /** Revisions with several children. */
  branchPoints(): readonly RevisionId[] {
    return this.#select((id) => this.isBranchPoint(id))
  }

  /** Revisions with several down revisions. */
  mergePoints(): readonly RevisionId[] {
    return this.#select((id) => this.isMergePoint(id))
  }

  isHead(id: RevisionId): boolean {
    return this.children(id).length === 0
  }

  isBranchPoint(id: RevisionId): boolean {
    return this.children(id).length > 1
  }

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

  /** These and everything they need. Unknown ids are left out. */
  ancestors(ids: Iterable<RevisionId>): Set<RevisionId> {
    return this.#closure(ids, (id) => this.needs(id))
  }

  /** These and everything that needs them. Unknown ids are left out. */
  descendants(ids: Iterable<RevisionId>): Set<RevisionId> {
    return this.#closure(ids, (id) => this.neededBy(id))
  }

  /** These and their line of down revisions, dependencies not counted. */
  lineageDown(ids: Iterable<RevisionId>): Set<RevisionId> {
    return this.#closure(ids, (id) => this.get(id).downRevisions)
  }

  /** These and their line of children, dependencies not counted. */
  lineageUp(ids: Iterable<RevisionId>): Set<RevisionId> {
    return this.#closure(ids, (id) => this.children(id))
  }

  /** Those that no other of them needs, directly or through others; sorted. */
  maximal(ids: Iterable<RevisionId>): readonly RevisionId[] {
    const given = new Set(ids)
    const below = this.ancestors([...given].flatMap((id) => this.needs(id)))
    return [...given].filter((id) => !below.has(id)).sort(compareIds)
  }

  #select(accept: (id: RevisionId) => boolean): readonly RevisionId[] {
    return [...this.#revisions.keys()].filter(accept).sort(compareIds)
  }

  #closure(ids: Iterable<RevisionId>, next: (id: RevisionId) => readonly RevisionId[]): Set<RevisionId> {
    const reached = new Set<RevisionId>()
    const open = [...ids].filter((id) => this.has(id))
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (reached.has(id)) continue
      reached.add(id)
      for (const other of next(id)) if (!reached.has(other)) open.push(other)
    }
    return reached
  }
}

function collectRevisions(input: Iterable<Revision>): Map<RevisionId, Revision> {
  const revisions = new Map<RevisionId, Revision>()
  for (const revision of input) {
    const other = revisions.get(revision.id)
    if (other) {
      const files = [other.file, revision.file].filter((file) => file !== undefined)
      throw new MigError(
        'MIG_REVISION_DUPLICATE',
        `revision '${revision.id}' exists twice${files.length > 0 ? `: ${files.join(' and ')}` : ''}`,
        {
          details: { revision: revision.id, files },
          hint: 'Give one of them another id, or delete the copy.',
        },
      )
    }
    revisions.set(revision.id, revision)
  }
  return revisions
}

function collectLabels(revisions: ReadonlyMap<RevisionId, Revision>): Map<string, RevisionId> {
  const labels = new Map<string, RevisionId>()
  for (const revision of revisions.values()) {
    for (const label of revision.labels) {
      const holder = revisions.has(label) ? label : labels.get(label)
      if (holder !== undefined) {
        const what = revisions.has(label) ? 'is also a revision id' : `is already declared by '${holder}'`
        throw new MigError('MIG_LABEL_DUPLICATE', `branch label '${label}' of '${revision.id}' ${what}`, {
          details: { label, revisions: [holder, revision.id], file: revision.file },
          hint: `Rename the label in ${revision.file ?? `revision '${revision.id}'`}.`,
        })
      }
      labels.set(label, revision.id)
    }
  }
  return labels
}

function connect(revisions: ReadonlyMap<RevisionId, Revision>): Map<RevisionId, Edges> {
  const edges = new Map<RevisionId, Edges>()
  for (const id of revisions.keys()) edges.set(id, { needs: [], children: [], neededBy: [] })
  for (const revision of revisions.values()) {
    const own = edges.get(revision.id)!
    for (const parent of new Set(revision.downRevisions)) {
      const above = edges.get(parent)
      if (!above) throw missingError('MIG_PARENT_MISSING', 'has the down revision', revision, parent)
      own.needs.push(parent)
      above.children.push(revision.id)
      above.neededBy.push(revision.id)
    }
    for (const dependency of new Set(revision.dependsOn)) {
      const above = edges.get(dependency)
      if (!above) throw missingError('MIG_DEPENDENCY_MISSING', 'depends on', revision, dependency)
      if (own.needs.includes(dependency)) continue
      own.needs.push(dependency)
      above.neededBy.push(revision.id)
    }
  }
  for (const own of edges.values()) {
    for (const list of [own.needs, own.children, own.neededBy]) if (list.length > 1) list.sort(compareIds)
  }
  return edges
}

function missingError(
  code: 'MIG_PARENT_MISSING' | 'MIG_DEPENDENCY_MISSING',
  relation: string,
  revision: Revision,
  missing: string,
): MigError {
  return new MigError(
    code,
    `revision '${revision.id}' ${relation} '${missing}', which does not exist${revision.file ? ` (${revision.file})` : ''}`,
    {
      details: { revision: revision.id, missing, file: revision.file },
      hint: `Restore the file of '${missing}', or correct the header${revision.file ? ` of ${revision.file}` : ''}.`,
    },
  )
}

function cycleError(cycle: readonly RevisionId[], revisions: ReadonlyMap<RevisionId, Revision>): MigError {
  const down = cycle.every((id, i) => revisions.get(id)!.downRevisions.includes(cycle[(i + 1) % cycle.length]!))
  const path = [...cycle, cycle[0]!].map((id) => `'${id}'`).join(' → ')
  const files = cycle.flatMap((id) => revisions.get(id)!.file ?? [])
  return new MigError('MIG_CYCLE', `${path} is a cycle of ${down ? 'down revisions' : 'down revisions and dependencies'}`, {
    details: { cycle, files },
    hint: `Correct the header of one of them${files.length > 0 ? `: ${files.join(', ')}` : ''}.`,
  })
}
