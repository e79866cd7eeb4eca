import { MigError } from '../errors/mig-error.js'
import type { RevisionGraph } from '../graph/revision-graph.js'
import type { RevisionId } from '../graph/revision.js'

/** Says what a database lacks; nothing when it lacks nothing. */
export function behindErrors(graph: RevisionGraph, pending: readonly RevisionId[]): readonly MigError[] {
  if (pending.length === 0) return []
  const shown = pending.slice(0, 5).map((id) => `'${id}'`)
  const more = pending.length > shown.length ? ` and ${pending.length - shown.length} more` : ''
  return [
    new MigError(
      'MIG_DATABASE_BEHIND',
      `the database lacks ${pending.length} ${pending.length === 1 ? 'revision' : 'revisions'}: ${shown.join(', ')}${more}`,
      {
        details: { revisions: pending, files: pending.flatMap((id) => graph.find(id)?.file ?? []) },
        hint: `Run: mig upgrade${graph.effectiveHeads().length > 1 ? ' heads' : ''}`,
      },
    ),
  ]
}
