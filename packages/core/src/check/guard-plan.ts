import type { EmitEvent } from '../execute/events.js'
import type { RevisionGraph } from '../graph/revision-graph.js'
import type { RevisionId } from '../graph/revision.js'
import type { Plan, Step } from '../plan/plan.js'
import type { Database } from '../ports/database.js'
import type { Repository } from '../ports/repository.js'
import type { Session } from '../ports/session.js'
import { editedErrors, findEdited } from './edited-scripts.js'
import { findLate, lateError } from './late-versions.js'

/** What an upgrade does about applied scripts that were edited. */
export type OnEdited = 'error' | 'warn' | 'ignore'

/** What {@link guardUpgrade} looks at. */
export interface GuardContext {
  readonly repository: Repository
  readonly database: Database
  readonly session: Session
  readonly graph: RevisionGraph
  /** The rows as the repository reads them. */
  readonly position: readonly RevisionId[]
  readonly onEdited: OnEdited
  readonly allowLate: boolean
  readonly emit: EmitEvent
}

/**
 * Looks at what is applied before anything new runs: late versions and edited scripts.
 *
 * In DAG mode a plan without steps is left alone, so that an upgrade with nothing to do costs nothing; in linear mode one query tells
 * whether a number below the database's never ran, since nothing else would ever say so.
 *
 * @returns the plan, with the late versions before its steps where they are allowed
 * @throws {MigError} `MIG_VERSION_LATE`, `MIG_SCRIPT_EDITED`
 */
export async function guardUpgrade(plan: Plan, context: GuardContext): Promise<Plan> {
  const { repository, database, session, graph, position, onEdited, emit } = context
  if (repository.mode === 'dag' && (plan.steps.length === 0 || onEdited === 'ignore')) return plan
  if (position.length === 0) return plan
  const steps = await database.journal.finished(session)
  const late = repository.mode === 'linear' ? findLate(graph, steps, position[0]) : []
  if (late.length > 0 && !context.allowLate) throw lateError(graph, late, position[0])
  if (plan.steps.length + late.length > 0 && onEdited !== 'ignore') {
    const applied = graph.ancestors(position)
    for (const version of late) applied.delete(version)
    const edited = await findEdited(steps, applied, repository, database.dialect)
    if (edited.length > 0) {
      const error = editedErrors(edited)
      if (onEdited === 'error') throw error
      emit({ type: 'notice', message: `warning: ${error.message}` })
    }
  }
  return late.length > 0 ? { ...plan, steps: [...late.map((version) => lateStep(version, position)), ...plan.steps] } : plan
}

/** Runs below the row, which stays where it is. */
const lateStep = (revision: RevisionId, position: readonly RevisionId[]): Step => ({
  kind: 'upgrade',
  revision,
  ledger: { remove: position, add: position },
})

/** What a downgrade passes and what never ran has nothing to undo: its script is left out, the row moves all the same. */
export async function guardDowngrade(
  plan: Plan,
  context: Pick<GuardContext, 'repository' | 'database' | 'session' | 'graph' | 'position'>,
): Promise<Plan> {
  const { repository, database, session, graph, position } = context
  if (repository.mode !== 'linear' || plan.steps.length === 0) return plan
  const late = new Set(findLate(graph, await database.journal.finished(session), position[0]))
  if (late.size === 0) return plan
  return {
    ...plan,
    steps: plan.steps.map((step) => (step.kind === 'downgrade' && late.has(step.revision) ? { kind: 'stamp', ledger: step.ledger } : step)),
  }
}
