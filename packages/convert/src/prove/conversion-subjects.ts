import type { RevisionId } from '@mig/core'
import { DagRepository } from '@mig/dag'
import type { Mapping } from '../map/converted.js'
import type { PartOrder } from '../map/map-parts.js'
import type { ProofSubjects, ProofVersion } from './proof.js'
import type { SourceRepository } from './source-repository.js'

/** What the proof of a conversion compares: the source with the graph that lies in a folder. `ownOrder`: of several repositories. */
export async function conversionSubjects(
  source: SourceRepository,
  mapping: Mapping,
  graph: string,
  ownOrder?: PartOrder,
): Promise<Pick<ProofSubjects, 'source' | 'written' | 'versions' | 'ownOrder' | 'names'>> {
  const names = { source: 'the source', written: 'the graph' }
  return { source, written: await DagRepository.open(graph), versions: proofVersions(mapping, source), ownOrder, names }
}

/** The numbers of a conversion, as the proof goes through them. */
function proofVersions({ versions, revisions }: Mapping, source: SourceRepository): readonly ProofVersion[] {
  const twins = new Set(revisions.filter(({ equivalentTo }) => equivalentTo.length > 0).map(({ id }) => id))
  const baseline = revisions.find(({ content }) => content.kind === 'baseline')?.id
  /** The tip of each repository so far. */
  const tips = new Map<string | undefined, RevisionId>()
  return versions.map(({ name, label, revision, collision, isDropped, isBelowBaseline }) => {
    const written = revision === undefined || isDropped ? [] : [...collision, revision]
    if (revision !== undefined) tips.set(label, revision)
    return {
      version: name,
      source: source.idsOf(name),
      sourceAt: source.idsOf(name).at(-1),
      written,
      at: [...tips.values()],
      baseline: isBelowBaseline ? 'below' : revision !== undefined && revision === baseline ? 'last' : undefined,
      isTwin: written.some((id) => twins.has(id)),
    }
  })
}
