import type { RevisionId } from '@mig/core'
import type { NumberLine, SourceVersion, Strand } from '../source/number-line.js'
import { splitAtBaseline } from './baseline.js'
import type { ConvertedRevision, MappedVersion, Mapping } from './converted.js'
import { findTwins, type MappedChange } from './find-twins.js'
import { normalisedBodies, revisionHash } from './revision-hash.js'
import { isPlaceholder } from './strand-facts.js'

/** How numbers become revisions. */
export interface MapOptions {
  readonly mode: { readonly kind: 'full' } | { readonly kind: 'baseline'; readonly version: string }
  readonly placeholders: 'keep' | 'drop'
}

/**
 * Maps every number to a revision. Deterministic: the same source gives the same graph on every machine.
 *
 * One change becomes one revision; two changes under one number become siblings and a merge point; gaps vanish.
 *
 * @param taken ids of other repositories in the same graph
 * @throws {MigError} `MIG_CONVERT_SOURCE` when a baseline cannot hold what lies below it
 */
export function mapVersions(line: NumberLine, options: MapOptions, taken: ReadonlySet<RevisionId> = new Set()): Mapping {
  const work = new MappingWork(line.repositoryId, { taken })
  const { below, rest } = splitAtBaseline(line, options.mode)
  if (below.length > 0) work.addBaseline(below)
  work.addNumbers(rest, options.placeholders)
  return work
}

/** Where a graph is gone on from. */
export interface FurtherOptions extends Pick<MapOptions, 'placeholders'> {
  /** What a database at the last converted version has. */
  readonly tip: RevisionId | undefined
  /** What was converted before. */
  readonly changes: readonly MappedChange[]
}

/** Maps versions that came after a conversion: they hang under its last revision, with the ids that a conversion of the whole would give. */
export function mapFurther({ repositoryId }: NumberLine, fresh: readonly SourceVersion[], options: FurtherOptions): Mapping {
  const work = new MappingWork(repositoryId, { tip: options.tip, changes: options.changes })
  work.addNumbers(fresh, options.placeholders)
  return work
}

/** A number kept free for a back-port; a gate that sends nothing is none. */
const isReserved = (source: SourceVersion): boolean => !source.isCodeOnly && source.strands.every(isPlaceholder)

/** What is there before the first number. */
interface Beginning {
  readonly tip?: RevisionId | undefined
  readonly changes?: readonly MappedChange[]
  readonly taken?: ReadonlySet<RevisionId>
}

/** The graph as it grows, number by number. */
class MappingWork implements Mapping {
  readonly revisions: ConvertedRevision[] = []
  readonly versions: MappedVersion[] = []
  readonly #repositoryId: string
  readonly #taken: Set<RevisionId>
  readonly #changes: MappedChange[]
  /** What a database at the last number has. */
  #tip: RevisionId | undefined

  constructor(repositoryId: string, { tip, changes = [], taken = new Set() }: Beginning) {
    this.#repositoryId = repositoryId
    this.#tip = tip
    this.#changes = [...changes]
    this.#taken = new Set([...taken, ...changes.map(({ id }) => id)])
  }

  addBaseline(below: readonly SourceVersion[]): void {
    const last = below.at(-1)!
    const bodies = below.map(({ strands }) => strands.map(normalisedBodies))
    const id = this.#add(['baseline', last.version, bodies], {
      downRevisions: [],
      description: `baseline: everything up to ${last.version}`,
      equivalentTo: [],
      digits: last.digits,
      content: { kind: 'baseline', versions: below },
    })
    this.#tip = id
    for (const source of below) {
      const isBelowBaseline = source !== last
      const facts = { source, isPlaceholder: isReserved(source), isDropped: false, collision: [], isBelowBaseline }
      this.versions.push({ ...namesOf(source), revision: isBelowBaseline ? undefined : id, ...facts })
    }
  }

  addNumbers(sources: readonly SourceVersion[], placeholders: MapOptions['placeholders']): void {
    for (const source of sources) {
      const isDropped = placeholders === 'drop' && isReserved(source) && source.strands.length === 1
      if (isDropped) this.#dropNumber(source)
      else this.#addNumber(source)
    }
  }

  #dropNumber(source: SourceVersion): void {
    const facts = { isPlaceholder: true, isDropped: true, collision: [], isBelowBaseline: false }
    this.versions.push({ ...namesOf(source), revision: this.#tip, source, ...facts })
  }

  #addNumber(source: SourceVersion): void {
    const parents = this.#tip === undefined ? [] : [this.#tip]
    const ids = source.strands.map((strand) => this.#addStrand(source, strand, parents))
    this.#tip = ids.length === 1 ? ids[0]! : this.#addMerge(source, ids)
    this.versions.push({
      ...namesOf(source),
      revision: this.#tip,
      source,
      isPlaceholder: isReserved(source),
      isDropped: false,
      collision: ids.length > 1 ? ids : [],
      isBelowBaseline: false,
    })
  }

  #addStrand(source: SourceVersion, strand: Strand, downRevisions: readonly RevisionId[]): RevisionId {
    const id = this.#add([source.version, strand.name, normalisedBodies(strand)], {
      downRevisions,
      description: strand.description,
      equivalentTo: findTwins(strand, this.#changes),
      digits: source.digits,
      content: { kind: 'strand', strand, isGate: source.isCodeOnly },
    })
    this.#changes.push({ id, strand })
    return id
  }

  #addMerge(source: SourceVersion, ids: readonly RevisionId[]): RevisionId {
    return this.#add([source.version, 'merge', ids], {
      downRevisions: ids,
      description: `merge of the ${ids.length} changes that were version ${source.version}`,
      equivalentTo: [],
      digits: source.digits,
      content: { kind: 'merge', version: source.version },
    })
  }

  #add(facts: readonly unknown[], revision: Omit<ConvertedRevision, 'id' | 'dependsOn' | 'branchLabels'>): RevisionId {
    const id = revisionHash([this.#repositoryId, ...facts], this.#taken)
    this.#taken.add(id)
    this.revisions.push({ id, dependsOn: [], branchLabels: [], ...revision })
    return id
  }
}

const namesOf = ({ version }: SourceVersion): { readonly version: string; readonly name: string } => ({ version, name: version })
