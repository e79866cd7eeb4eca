import { countOf } from '../count-of.js'
import { isMigError, MigError } from '../errors/mig-error.js'
import type { RevisionId } from '../graph/revision.js'
import type { Plan } from '../plan/plan.js'
import type { Database } from '../ports/database.js'
import type { Ledger } from '../ports/ledger.js'
import type { Operations } from '../ports/operations.js'
import type { Repository } from '../ports/repository.js'
import type { Session } from '../ports/session.js'
import type { TransactionMode } from './atomicity.js'
import { forgetAnswers, noEarlierRun, readEarlier } from './earlier-run.js'
import type { EmitEvent } from './events.js'
import { JournalWriter, thisProcess } from './journal-writer.js'
import { defaultLockRetries, LockBudget } from './lock-budget.js'
import { noticesOf, prepareSteps, type PreparedScriptStep, type PreparedStep } from './prepare-steps.js'
import { behindPool, notTogether, refuseBehindPool, refuseTogether } from './refuse-unless-atomic.js'
import { refuseHalfDone } from './refuse-half-done.js'
import { isBatch, recordStamp, runAsBatch, runInTransaction, runJournalled, type StampNote, type StepContext } from './run-step.js'
import { StatementRecorder } from './statement-recorder.js'
import { stepFailure } from './step-failure.js'
import { TransactionRefused } from './transaction-refused.js'

/** What the executor needs besides the plan. The session holds the migration lock. */
export interface ExecuteContext {
  readonly repository: Repository
  readonly database: Database
  readonly session: Session
  readonly ledger: Ledger
  readonly operations?: (() => Promise<Operations>) | undefined
  readonly emit: EmitEvent
  readonly transaction: TransactionMode
  /** Cancels the statement in hand and rolls back. */
  readonly signal?: AbortSignal | undefined
  /** Stops after the step in hand. */
  readonly finishSignal?: AbortSignal | undefined
  /** Creates the bookkeeping tables. Called when every script has been found fit, so that a broken file leaves no trace. */
  readonly bootstrap?: (() => Promise<void>) | undefined
  /** How often a lock that was not had in time is tried for again. Default 10. */
  readonly ddlLockRetries?: number | undefined
  /** Written into the journal rows of stamp steps. */
  readonly note?: StampNote | undefined
  /** Written into the journal rows of every finished step. */
  readonly tag?: string | undefined
}

/** One finished step. */
export interface StepReport {
  readonly kind: 'upgrade' | 'downgrade' | 'stamp'
  readonly revision: RevisionId | undefined
  readonly elapsedMs: number
}

/**
 * Runs a plan, step by step: the one place where migrations happen.
 *
 * Every script is loaded before the first statement. Each step commits with its ledger row, or is journalled statement
 * by statement where the server cannot (see `atomicityOf`).
 *
 * @throws {MigError} `MIG_STEP_FAILED`, `MIG_INTERRUPTED`, or what `prepareSteps` throws; finished steps stay
 */
export async function executePlan(plan: Plan, context: ExecuteContext): Promise<readonly StepReport[]> {
  const { repository, database, session, ledger, emit, transaction, signal, finishSignal } = context
  const steps = await prepareSteps(plan.steps, repository, database.dialect, session.capabilities, transaction)
  const together = transaction === 'all'
  if (together) refuseTogether(steps)
  if (session.capabilities.transactionPooling) refuseBehindPool(steps)
  for (const prepared of steps) for (const message of noticesOf(prepared)) emit({ type: 'notice', message })
  await context.bootstrap?.()
  const unfinished = new Set(await database.journal.unfinished(session))
  for (const revision of unfinished)
    refuseHalfDone(plan.steps, await repository.graph(), revision, await database.journal.read(session, { revision }))
  const writer = new JournalWriter(database.journal, session, thisProcess(context.tag))
  const retries = context.ddlLockRetries ?? defaultLockRetries
  const locks = new LockBudget({ database, session, emit, retries, signals: [signal, finishSignal] })
  const { operations } = context
  const recorder = new StatementRecorder(session)
  const stepContext: StepContext = { database, session, ledger, writer, recorder, unfinished, operations, emit, transaction, locks }
  const reports: StepReport[] = []
  const cancel = () => void session.cancel().catch(() => undefined)
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    if (together) await session.begin()
    for (const [index, prepared] of steps.entries()) {
      if (signal?.aborted || finishSignal?.aborted) throw interrupted(index, steps.length, together)
      const { step } = prepared
      const at = { step, number: index + 1, total: steps.length }
      emit({ type: 'step-started', ...at, description: prepared.description, atomicity: prepared.atomicity })
      const [started, startedAt] = [performance.now(), new Date()]
      try {
        await locks.watch(() => runStep(prepared, stepContext, together, context.note, signal))
      } catch (error) {
        emit({ type: 'step-failed', ...at, elapsedMs: performance.now() - started })
        await settleFailure(prepared, stepContext, startedAt, error)
        if (signal?.aborted) throw interrupted(index, steps.length, together, error)
        throw stepFailure(prepared, index, !together, error)
      }
      const elapsedMs = performance.now() - started
      emit({ type: 'step-finished', ...at, elapsedMs })
      reports.push({ kind: step.kind, revision: step.kind === 'stamp' ? undefined : step.revision, elapsedMs })
    }
    if (together) await session.commit()
    return reports
  } catch (error) {
    if (session.inTransaction) await session.rollback().catch(() => undefined)
    throw error
  } finally {
    signal?.removeEventListener('abort', cancel)
    await locks.close().catch(() => undefined)
  }
}

async function runStep(
  prepared: PreparedStep,
  context: StepContext,
  together: boolean,
  note: StampNote | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  if ('script' in prepared) {
    const earlier = await readEarlier(prepared, context)
    if (earlier.statements.size > 0) refuseJournalled(prepared, context, together, 'half-done')
    // A step that was begun statement by statement ends so, even where it would fit a transaction by now.
    if (prepared.atomicity !== 'atomic' || earlier.statements.size > 0) return runJournalled(prepared, context, earlier)
  }
  const batch = 'script' in prepared && !together && isBatch(prepared, context.session) ? prepared : undefined
  const inTransaction = async (): Promise<void> => {
    if (!together) await context.session.begin()
    if ('script' in prepared) await runInTransaction(prepared, context)
    else {
      await recordStamp(prepared, context, note)
      await forgetAnswers(prepared.step.ledger, context)
    }
    if (!together) await context.session.commit()
  }
  const oneByOne = async (): Promise<void> => {
    if (context.session.inTransaction) await context.session.rollback()
    // A ledger may have taken the row for written that went with the failed batch.
    await context.ledger.read(context.session)
    await inTransaction()
  }
  try {
    if (together) await inTransaction()
    // From the second attempt on statement by statement, so that the one that gets no lock names itself.
    else if (!batch) await context.locks.retry(inTransaction)
    else await context.locks.retry((attempt) => (attempt === 1 ? runAsBatch(batch, context) : oneByOne()))
  } catch (error) {
    if (error instanceof TransactionRefused && 'script' in prepared) {
      await context.session.rollback()
      refuseJournalled(prepared, context, together, 'resumable')
      return runJournalled(prepared, context, noEarlierRun)
    }
    // A batch does not say what failed in it. The rollback has undone it: one by one, the failing statement names itself.
    if (!batch || !isMigError(error, 'MIG_STATEMENT_FAILED') || signal?.aborted) throw error
    await oneByOne()
  }
}

/** A step that turns out to need the statement journal where there is no room for it: nothing of it has been committed. */
function refuseJournalled({ step }: PreparedScriptStep, { session }: StepContext, together: boolean, why: 'half-done' | 'resumable'): void {
  if (together) throw notTogether(step.revision, why)
  if (session.capabilities.transactionPooling) throw behindPool(step.revision, why)
}

/** Rolls back and leaves a journal row of the failure; must never hide the failure itself. */
async function settleFailure(prepared: PreparedStep, { session, writer }: StepContext, startedAt: Date, error: unknown): Promise<void> {
  try {
    if (session.inTransaction) await session.rollback()
    if (!('script' in prepared)) return
    const detail = error instanceof Error ? error.message : String(error)
    const { step, script } = prepared
    const facts = { revision: step.revision, direction: step.kind, checksum: script.checksum, startedAt, detail }
    await writer.append(writer.entry({ ...facts, state: 'failed' }))
  } catch {
    // The connection is gone or the disk is full: the ledger, which was not changed, still tells the truth.
  }
}

function interrupted(finished: number, total: number, together: boolean, cause?: unknown): MigError {
  const kept = together ? 0 : finished
  return new MigError('MIG_INTERRUPTED', `stopped by a signal after ${kept} of ${countOf(total, 'step')}`, {
    details: { finished: kept, total },
    hint: 'Run the same command again to go on.',
    cause,
  })
}
