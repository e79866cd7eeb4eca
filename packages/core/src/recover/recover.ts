import { MigError } from '../errors/mig-error.js'
import { halfDoneDirection, readHalfDone } from '../execute/half-done.js'
import { JournalWriter } from '../execute/journal-writer.js'
import type { RevisionId } from '../graph/revision.js'
import type { RunOptions, RunResult } from '../migrator-types.js'
import { makePlan } from '../plan/make-plan.js'
import type { Plan } from '../plan/plan.js'
import type { Database } from '../ports/database.js'
import type { Repository } from '../ports/repository.js'
import type { Session } from '../ports/session.js'
import { endDeadSession } from './end-dead-session.js'
import { readHalfDoneSteps } from './half-done-step.js'
import { isTestedUp } from './tested-up.js'

/** How to recover. */
export interface RecoverOptions extends RunOptions {
  /**
   * What a person found out about the statement that was in flight, where the catalog does not tell: it took effect, or it did not.
   * Noted in the journal.
   */
  readonly inFlight?: 'done' | 'undone'
  /** Ends the server session in which a dead client's statement still runs, instead of waiting for it. */
  readonly terminate?: boolean
}

/** What recovery needs of the migrator. */
export interface RecoverContext {
  readonly repository: Repository
  readonly database: Database
  readonly exclusively: <T>(work: (session: Session) => Promise<T>) => Promise<T>
  readonly position: (rows: readonly RevisionId[]) => Promise<readonly RevisionId[]>
  readonly execute: (session: Session, plan: Plan) => Promise<RunResult>
}

/**
 * Finishes the steps that earlier runs left half-done, each in its own direction, and nothing else.
 *
 * @throws {MigError} `MIG_STEP_INTERRUPTED` when the catalog does not tell and `inFlight` does not say; `MIG_TERMINATE_REFUSED`
 */
export async function recover(options: RecoverOptions, context: RecoverContext): Promise<RunResult> {
  const { repository, database, exclusively, execute } = context
  if (options.terminate) await endDeadSession(database)
  return exclusively(async (session) => {
    const ledger = repository.ledger()
    const from = await ledger.read(session)
    const results: RunResult[] = []
    for (const { revision, direction } of await readHalfDoneSteps(repository, database, session)) {
      const graph = await repository.graph()
      if (!graph.has(revision)) throw fileIsGone(revision)
      if (options.inFlight) await noteDecision(revision, options.inFlight, database, session)
      const rows = await context.position(await ledger.read(session))
      const plan = makePlan(graph, rows, { kind: direction === 'upgrade' ? 'apply' : 'undo', revisions: [revision] })
      const [step, ...others] = plan.steps
      const isTest = !step && direction === 'downgrade' && isTestedUp(await database.journal.read(session, { revision }))
      if (isTest) results.push(await execute(session, downOnly(revision, rows)))
      else if (!step || others.length > 0) throw rowsMoved(revision, direction)
      else results.push(await execute(session, plan))
    }
    return {
      from,
      to: await ledger.read(session),
      applied: results.flatMap((result) => result.applied),
      undone: results.flatMap((result) => result.undone),
      steps: results.flatMap((result) => result.steps),
    }
  })
}

/** Rows are only added: `done` is believed like any report, and after `failed` the statement runs again. */
async function noteDecision(revision: RevisionId, decision: 'done' | 'undone', database: Database, session: Session): Promise<void> {
  const rows = await database.journal.read(session, { revision })
  const direction = halfDoneDirection(rows)
  if (!direction) return
  const open = [...readHalfDone(rows, direction).values()].find(({ state }) => state === 'in-flight' || state === 'committed')
  if (!open) return
  const writer = new JournalWriter(database.journal, session)
  const state = decision === 'done' ? 'done' : 'failed'
  const detail = decision === 'done' ? 'a person found that it took effect' : 'a person found that it did not take effect'
  await writer.append(writer.entry({ revision, direction, statement: open.number, checksum: open.checksum, state, detail }))
}

/** The second half of a test on the database itself, which leaves the version row where it is. */
const downOnly = (revision: RevisionId, rows: readonly RevisionId[]): Plan => ({
  from: rows,
  to: rows,
  steps: [{ kind: 'downgrade', revision, ledger: { remove: rows, add: rows } }],
})

function fileIsGone(revision: RevisionId): MigError {
  return new MigError('MIG_STEP_INTERRUPTED', `'${revision}' is half-done, and no file declares it any more`, {
    details: { revision },
    hint: `Restore its file and run: mig recover. See what ran: mig log ${revision}`,
  })
}

function rowsMoved(revision: RevisionId, direction: 'upgrade' | 'downgrade'): MigError {
  return new MigError(
    'MIG_LEDGER_MOVED',
    `the ${direction} of '${revision}' is half-done, but the version table is no longer where it began`,
    {
      details: { revision, direction },
      hint: `See mig current and mig log ${revision}. When the step is complete, record it: mig stamp ${revision}`,
    },
  )
}
