import { MigError } from '../errors/mig-error.js'
import type { MigEvent } from '../execute/events.js'
import type { StampNote } from '../execute/run-step.js'
import type { RevisionId } from '../graph/revision.js'
import { makePlan } from '../plan/make-plan.js'
import type { Plan } from '../plan/plan.js'
import type { AdoptionDecision, Adoption, AdoptionContext, LegacyState } from '../ports/adoption.js'
import type { Database } from '../ports/database.js'
import type { Operations } from '../ports/operations.js'
import type { Repository } from '../ports/repository.js'
import type { Session } from '../ports/session.js'

/** What would be done with a database that an old tool knows. */
export interface AdoptionPlan {
  readonly decision: AdoptionDecision
  /** The change of mig's version table; without steps where there is nothing to adopt. */
  readonly plan: Plan
}

/** What taking a database over needs of the migrator. */
export interface TakeOverContext {
  readonly repository: Repository
  readonly database: Database
  readonly operations: (() => Promise<Operations>) | undefined
  readonly adoption: Adoption
  readonly exclusively: <T>(work: (session: Session) => Promise<T>) => Promise<T>
  /** Runs a plan of stamps and writes the notes into the journal. */
  readonly execute: (session: Session, plan: Plan, note: StampNote) => Promise<unknown>
  readonly emit: (event: MigEvent) => void
}

/**
 * Takes a database over under the lock, in one transaction, where it has to be.
 *
 * @param isWanted decides on the state as it is under the lock
 * @throws {MigError} `MIG_ADOPT_…`; nothing is changed
 */
export async function takeOver(isWanted: (legacy: LegacyState) => boolean, context: TakeOverContext): Promise<AdoptionDecision> {
  const { repository, database, operations, adoption, exclusively, execute, emit } = context
  return exclusively(async (session) => {
    const place = { repository, database, session, operations }
    const legacy = await adoption.readLegacy(place)
    if (legacy && !isWanted(legacy)) return { kind: 'none', why: 'kept' }
    const { decision, plan } = await planTakeOver(adoption, place, 'refuse')
    if (decision.kind === 'none') return decision
    const { table, version, heads, evidence } = decision
    await execute(session, plan, { direction: 'adopt', details: [`adopted from ${table} at ${version}; ${evidence}`] })
    emit({ type: 'adopted', table, version, heads, evidence })
    return decision
  })
}

/** Decides, and works out which rows that means. Changes nothing. */
export async function planTakeOver(adoption: Adoption, place: AdoptionContext, onDrift: 'refuse' | 'list'): Promise<AdoptionPlan> {
  const { repository, session } = place
  const decision = await adoption.decideAdoption(place, { onDrift })
  const rows = await repository.ledger().read(session)
  if (decision.kind === 'none') return { decision, plan: { from: rows, to: rows, steps: [] } }
  return { decision, plan: makePlan(await repository.graph(), rows, { kind: 'stamp', revisions: decision.heads }) }
}

/** The old tool has run behind mig's back: what it did would be run again, or what it undid would be built upon. */
export function legacyMoved({ table, version, problem }: LegacyState, rows: readonly RevisionId[]): MigError {
  const says = problem ? problem.message : `'${table}' says ${version}`
  return new MigError(
    'MIG_ADOPT_MOVED',
    `the old tool has run since mig took the database over: ${says}, and mig's rows say ${rows.join(', ') || 'nothing'}`,
    {
      details: { table, version, rows },
      hint: 'Take over where it is now: mig adopt. See mig adopt --plan first; to hold on to the rows as they are: mig stamp REVISION',
      ...(problem ? { cause: problem } : {}),
    },
  )
}
