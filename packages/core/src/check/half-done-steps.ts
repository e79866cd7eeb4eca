import { MigError } from '../errors/mig-error.js'
import type { RevisionGraph } from '../graph/revision-graph.js'
import type { RevisionId } from '../graph/revision.js'

/** Says which steps an earlier run left half-done. */
export function halfDoneErrors(graph: RevisionGraph, unfinished: readonly RevisionId[]): readonly MigError[] {
  return unfinished.map((id) => {
    const file = graph.find(id)?.file
    return new MigError('MIG_STEP_INTERRUPTED', `an earlier run left '${id}' half-done${file === undefined ? '' : `: ${file}`}`, {
      details: { revision: id, file },
      hint: `Finish it: mig recover. What it would do: mig recover --plan`,
    })
  })
}
