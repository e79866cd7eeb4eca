import { DagRepository } from '@mig/dag'
import type { Mapping } from '../map/converted.js'
import type { ProofSubjects, ProofVersion } from './proof.js'
import type { SourceRepository } from './source-repository.js'

/** What the proof of a conversion compares: the source with the graph that lies in a folder. */
export async function conversionSubjects(
  source: SourceRepository,
  mapping: Mapping,
  graph: string,
): Promise<Pick<ProofSubjects, 'source' | 'written' | 'versions' | 'names'>> {
  const names = { source: 'the source', written: 'the graph' }
  return { source, written: await DagRepository.open(graph), versions: proofVersions(mapping, source), names }
}

/** The numbers of a conversion, as the proof goes through them. */
function proofVersions({ versions, revisions }: Mapping, source: SourceRepository): readonly ProofVersion[] {
  const twins = new Set(revisions.filter(({ equivalentTo }) => equivalentTo.length > 0).map(({ id }) => id))
  const baseline = revisions.find(({ content }) => content.kind === 'baseline')?.id
  return versions.map(({ version, revision, collision, isDropped, isBelowBaseline }) => {
    const written = revision === undefined || isDropped ? [] : [...collision, revision]
    return {
      version,
      source: source.idsOf(version),
      sourceAt: source.idsOf(version).at(-1),
      written,
      at: revision,
      baseline: isBelowBaseline ? 'below' : revision !== undefined && revision === baseline ? 'last' : undefined,
      isTwin: written.some((id) => twins.has(id)),
    }
  })
}
