import { MigError, type RevisionId } from '@mig/core'
import type { NumberLine, SourceVersion, Strand } from '../source/number-line.js'
import type { ConvertedRevision, MappedVersion, Mapping } from './converted.js'
import { normalisedBodies, revisionHash } from './revision-hash.js'
import { changeKey, isGuarded, isPlaceholder } from './strand-facts.js'

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
 * @throws {MigError} `MIG_CONVERT_SOURCE` when a baseline cannot hold what lies below it
 */
export function mapVersions(line: NumberLine, options: MapOptions): Mapping {
  const revisions: ConvertedRevision[] = []
  const versions: MappedVersion[] = []
  const taken = new Set<RevisionId>()
  const changes = new Map<string, RevisionId>()
  let tip: RevisionId | undefined
  let rest = line.versions
  const add = (revision: ConvertedRevision) => {
    taken.add(revision.id)
    revisions.push(revision)
  }

  if (options.mode.kind === 'baseline') {
    const number = options.mode.version.replace(/^0+(?=\d)/, '')
    const at = line.versions.findIndex(({ version }) => version === number)
    if (at < 0)
      throw new MigError('MIG_CONVERT_SOURCE', `there is no version ${number} to end the baseline at`, {
        details: { version: number },
        hint: `The source holds ${line.versions[0]?.version} to ${line.versions.at(-1)?.version}.`,
      })
    const below = line.versions.slice(0, at + 1)
    rest = line.versions.slice(at + 1)
    refuseCode(below)
    tip = revisionHash([line.repositoryId, 'baseline', number, below.map((version) => version.strands.map(normalisedBodies))], taken)
    add({
      id: tip,
      downRevisions: [],
      description: `baseline: everything up to ${number}`,
      equivalentTo: [],
      digits: below.at(-1)!.digits,
      content: { kind: 'baseline', versions: below },
    })
    for (const source of below) {
      versions.push({
        version: source.version,
        revision: tip,
        source,
        isPlaceholder: source.strands.every(isPlaceholder),
        isDropped: false,
        collision: [],
        isBelowBaseline: source.version !== number,
      })
    }
  }

  for (const source of rest) {
    const placeholder = source.strands.every(isPlaceholder) && !source.isCodeOnly
    if (placeholder && source.strands.length === 1 && options.placeholders === 'drop') {
      versions.push({
        version: source.version,
        revision: tip,
        source,
        isPlaceholder: true,
        isDropped: true,
        collision: [],
        isBelowBaseline: false,
      })
      continue
    }
    const parents = tip === undefined ? [] : [tip]
    const ids = source.strands.map((strand) => {
      const id = revisionHash([line.repositoryId, source.version, strand.name, normalisedBodies(strand)], taken)
      add({
        id,
        downRevisions: parents,
        description: strand.description,
        equivalentTo: twinOf(strand, changes, id),
        digits: source.digits,
        content: { kind: 'strand', strand, isNoOp: source.isCodeOnly || isPlaceholder(strand) },
      })
      return id
    })
    tip = ids[0]!
    if (ids.length > 1) {
      tip = revisionHash([line.repositoryId, source.version, 'merge', ids], taken)
      add({
        id: tip,
        downRevisions: ids,
        description: `merge of the ${ids.length} changes that were version ${source.version}`,
        equivalentTo: [],
        digits: source.digits,
        content: { kind: 'merge', version: source.version },
      })
    }
    versions.push({
      version: source.version,
      revision: tip,
      source,
      isPlaceholder: placeholder,
      isDropped: false,
      collision: ids.length > 1 ? ids : [],
      isBelowBaseline: false,
    })
  }
  return { revisions, versions }
}

/** A back-port: the same guarded change under an earlier number. */
function twinOf(strand: Strand, changes: Map<string, RevisionId>, id: RevisionId): readonly RevisionId[] {
  const key = isPlaceholder(strand) || !isGuarded(strand) ? undefined : changeKey(strand)
  if (key === undefined) return []
  const twin = changes.get(key)
  if (twin === undefined) changes.set(key, id)
  return twin === undefined ? [] : [twin]
}

function refuseCode(below: readonly SourceVersion[]): void {
  const code = below.flatMap((version) => version.strands.flatMap(({ body }) => (body.kind === 'sql' ? [] : [body.file])))
  if (code.length === 0) return
  throw new MigError('MIG_CONVERT_SOURCE', `a baseline holds SQL, and ${code.join(', ')} ${code.length === 1 ? 'is' : 'are'} code`, {
    details: { files: code },
    hint: 'Convert in full (without --baseline), or end the baseline below them.',
  })
}
