import {
  RevisionGraph,
  type Body,
  type Goal,
  type Ledger,
  type OfflineRange,
  type Releases,
  type Repository,
  type RevisionId,
  type Script,
} from '@mig/core'
import { DagLedger } from '@mig/dag'
import { createScript } from '@mig/script'
import { readNumberedFolder, versionScript } from '@mig/linear'
import type { MappedVersion } from '../map/converted.js'
import type { SourcePart } from '../map/map-parts.js'
import { isPlaceholder } from '../map/strand-facts.js'
import type { NumberLine, SourceVersion, Strand } from '../source/number-line.js'
import { asDriverSends } from '../source/percent-signs.js'
import { sectionScript } from './section-script.js'

/** A version of one of the repositories. */
interface PlacedVersion {
  /** See {@link MappedVersion.name}. */
  readonly name: string
  readonly line: NumberLine
  readonly source: SourceVersion
}

/**
 * The source as a repository that the executor can run: one revision per change, in name order within a number, so that
 * colliding changes are replayed as the old tool's users applied them, one after the other.
 */
export class SourceRepository implements Repository {
  readonly mode = 'dag'
  readonly location: string
  readonly #graph: RevisionGraph
  readonly #scripts: ReadonlyMap<RevisionId, Script>
  readonly #idOf: ReadonlyMap<Strand, RevisionId>
  readonly #idsOf: ReadonlyMap<string, readonly RevisionId[]>

  private constructor(versions: readonly PlacedVersion[]) {
    this.location = versions[0]?.line.location ?? '.'
    const strands = versions.flatMap(({ name, line, source: { version, strands: own, isCodeOnly } }) =>
      own.map((strand, index) => ({ id: `${name}.${index}`, version, strand, isCodeOnly, line: line.origins?.get(strand) ?? line })),
    )
    this.#graph = RevisionGraph.build(
      strands.map(({ id, strand }, at) => ({
        id,
        downRevisions: at === 0 ? [] : [strands[at - 1]!.id],
        dependsOn: [],
        labels: [],
        description: strand.description,
      })),
    )
    this.#idOf = new Map(strands.map(({ id, strand }) => [strand, id]))
    this.#idsOf = new Map(versions.map(({ name, source }) => [name, source.strands.map((_, index) => `${name}.${index}`)]))
    const folders = new Map([...new Set(strands.map(({ line }) => line))].map((line) => [line, numberedFiles(line)]))
    this.#scripts = new Map(
      strands.map(({ id, version, strand, isCodeOnly, line }) => {
        const files = folders.get(line)!.get(version)
        if (isCodeOnly) return [id, emptyScript(id, strand)]
        const script =
          files && !strand.recording ? strandScript(id, strand, files, line.format === 'sqlalchemy-migrate') : sectionScript(id, strand)
        return [id, isPlaceholder(strand) ? withWayBack(script) : script]
      }),
    )
  }

  /** The versions of one repository, in their order. */
  static ofLine(line: NumberLine): SourceRepository {
    return new SourceRepository(line.versions.map((source) => ({ name: source.version, line, source })))
  }

  /** The versions of one repository or several, in the order in which they were mapped. */
  static of(versions: readonly MappedVersion[], parts: readonly SourcePart[]): SourceRepository {
    const lines = new Map(parts.map(({ label, line }) => [label, line]))
    return new SourceRepository(versions.map(({ name, label, source }) => ({ name, line: lines.get(label)!, source })))
  }

  /** The changes of a number, in the order in which they are replayed. */
  idsOf(name: string): readonly RevisionId[] {
    return this.#idsOf.get(name) ?? []
  }

  /** The script of one change. */
  scriptOf(strand: Strand): Script {
    return this.#scripts.get(this.#idOf.get(strand)!)!
  }

  /** The number line was read before: what is wrong with a source stops the conversion there. */
  async problems(): Promise<readonly []> {
    return []
  }

  async graph(): Promise<RevisionGraph> {
    return this.#graph
  }

  async resolve(_verb: string, target: string | readonly string[]): Promise<Goal> {
    return { kind: 'apply', revisions: typeof target === 'string' ? [target] : target }
  }

  async resolveOffline(verb: string, target: string | readonly string[]): Promise<OfflineRange> {
    return { from: [], goal: await this.resolve(verb, target) }
  }

  async find(target: string): Promise<readonly RevisionId[]> {
    return [target]
  }

  async history(): Promise<readonly RevisionId[]> {
    return this.#graph.ids()
  }

  async script(id: RevisionId): Promise<Script> {
    return this.#scripts.get(id)!
  }

  ledger(): Ledger {
    return new DagLedger('mig_version')
  }

  async releases(): Promise<Releases> {
    return new Map()
  }
}

/** The files of a numbered repository of our own or of SQLAlchemy Migrate, by version. */
function numberedFiles({ bookkeeping, location }: NumberLine): ReadonlyMap<string, Parameters<typeof versionScript>[0]> {
  if (bookkeeping.kind !== 'repository') return new Map()
  return new Map(readNumberedFolder(location, { collisions: 'accept' }).versions.map((one) => [one.version, one]))
}

function strandScript(id: RevisionId, strand: Strand, version: Parameters<typeof versionScript>[0], isHeritage: boolean): Script {
  const names = new Set(strand.files.map(({ name }) => name))
  const script = versionScript({ ...version, files: version.files.filter((file) => names.has(file.name)) })
  return {
    revision: id,
    description: strand.description,
    files: script.files,
    checksum: script.checksum,
    layoutBlindChecksum: (dialect) => script.layoutBlindChecksum(dialect),
    body: async (direction, dialect) => {
      const body = await script.body(direction, dialect)
      if (body?.kind !== 'sql' || !isHeritage) return body
      return { ...body, statements: body.statements.map((one) => ({ ...one, text: asDriverSends(one.text, dialect) })) }
    },
  }
}

/** A number that does nothing is undone by nothing, also where nobody wrote so. */
function withWayBack(script: Script): Script {
  return {
    ...script,
    body: async (direction, dialect) =>
      (await script.body(direction, dialect)) ?? (direction === 'downgrade' ? emptyBody(script.files[0] ?? script.revision) : undefined),
  }
}

const emptyBody = (file: string): Body => ({ kind: 'sql', file, transaction: true, statements: [] })

function emptyScript(id: RevisionId, strand: Strand): Script {
  const script = createScript({ revision: id, description: strand.description, files: [] })
  const file = strand.files[0]?.path ?? id
  return {
    revision: id,
    description: strand.description,
    files: [],
    checksum: script.checksum,
    layoutBlindChecksum: (dialect) => script.layoutBlindChecksum(dialect),
    body: async () => emptyBody(file),
  }
}
