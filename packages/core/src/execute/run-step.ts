import { MigError } from '../errors/mig-error.js'
import type { RevisionId } from '../graph/revision.js'
import { ledgerMove, rowRemoved } from '../plan/ledger-move.js'
import type { Database } from '../ports/database.js'
import type { JournalEntry } from '../ports/journal.js'
import type { Ledger } from '../ports/ledger.js'
import type { Operations } from '../ports/operations.js'
import type { Body, ScriptStatement } from '../ports/script.js'
import type { Session } from '../ports/session.js'
import type { TransactionMode } from './atomicity.js'
import type { EmitEvent } from './events.js'
import { longestGroup } from './created-together.js'
import type { EarlierRun } from './earlier-run.js'
import type { JournalFacts, JournalWriter } from './journal-writer.js'
import { journalledStatement } from './journalled-statement.js'
import { journallingSession } from './journalling-session.js'
import type { LockBudget } from './lock-budget.js'
import type { PreparedScriptStep, PreparedStampStep } from './prepare-steps.js'
import { StatementJournal } from './statement-journal.js'
import type { StatementRecorder } from './statement-recorder.js'
import { StatementFailedAt, StepStopped } from './step-stopped.js'
import { coveredSession, TransactionRefused } from './transaction-refused.js'

/** What a step may use. */
export interface StepContext {
  readonly database: Database
  readonly session: Session
  readonly ledger: Ledger
  readonly writer: JournalWriter
  readonly recorder: StatementRecorder
  /** Revisions that an earlier run left half-done. */
  readonly unfinished: ReadonlySet<RevisionId>
  readonly operations: (() => Promise<Operations>) | undefined
  readonly emit: EmitEvent
  readonly transaction: TransactionMode
  readonly locks: LockBudget
}

/** What is noted of a step that runs no script. */
export interface StampNote {
  /** Default `stamp`. */
  readonly direction?: 'stamp' | 'adopt'
  /** A journal row for each; one without a note when there is none. */
  readonly details: readonly string[]
}

/** Runs a stamp step inside the open transaction. */
export async function recordStamp(
  { step }: PreparedStampStep,
  { session, ledger, writer }: Pick<StepContext, 'session' | 'ledger' | 'writer'>,
  { direction = 'stamp', details }: StampNote = { details: [] },
): Promise<void> {
  const { add, remove } = step.ledger
  await ledger.write(session, step.ledger, step.kind)
  const beside = ledger.noteOf?.(step.ledger)
  const [first, ...others] = details
  const noted = [joined(add.length === 0 && remove.length > 0 ? rowRemoved : undefined, first, beside), ...others]
  const revisions = add.length > 0 ? add : remove
  const entries = revisions.flatMap((revision) => noted.map((detail) => writer.entry({ revision, direction, state: 'done', detail })))
  if (entries.length > 0) await writer.append(...entries)
}

/** Notes of one journal row. */
const joined = (...notes: readonly (string | undefined)[]): string | undefined =>
  notes.filter((note) => note !== undefined).join('; ') || undefined

/** True when a body can travel in one message together with the BEGIN of its transaction, and its rows with the COMMIT. */
export function isBatch({ body }: PreparedScriptStep, session: Session): boolean {
  return body.kind === 'sql' && body.statements.length > 1 && session.capabilities.statementBatches
}

/**
 * Runs body, ledger row and journal row inside the open transaction; the caller commits or rolls back.
 *
 * @throws {MigError} `MIG_TRANSACTION_ENDED` when the script ended the transaction
 * @throws {TransactionRefused} when a code script sends what no transaction holds
 */
export async function runInTransaction(prepared: PreparedScriptStep, context: StepContext): Promise<void> {
  const { session, ledger, writer } = context
  const { body, step } = prepared
  const startedAt = new Date()
  if (body.kind === 'code') await runCovered(body, session, context)
  else await runEach(body.statements, context)
  await leaveScript(prepared, context)
  await ledger.write(session, step.ledger, step.kind)
  await writer.append(await finishedEntry(prepared, context, startedAt))
}

/**
 * The same in two messages, with the transaction: the body travels with the BEGIN, the rows with the COMMIT. A failure tells
 * neither which statement it was nor which row was not as expected: whoever calls it rolls back and runs the step one by one.
 *
 * @throws {MigError} `MIG_STATEMENT_FAILED`, `MIG_TRANSACTION_ENDED`
 */
export async function runAsBatch(prepared: PreparedScriptStep, context: StepContext): Promise<void> {
  const { session, ledger, writer, recorder } = context
  const { body, step } = prepared
  if (body.kind === 'code') throw new TypeError('a code script is no batch of statements')
  const startedAt = new Date()
  // The checksums are made while the server works.
  const [, facts] = await Promise.all([
    session.begin(body.statements.map((statement) => statement.text)),
    finishedFacts(prepared, context, startedAt),
  ])
  await leaveScript(prepared, context)
  const entry = writer.entry(facts)
  const rows = await recorder.record(async (recorded) => {
    await ledger.write(recorded, step.ledger, step.kind)
    await writer.appendThrough(recorded, entry)
  })
  await session.commit(rows)
}

async function leaveScript({ step, body }: PreparedScriptStep, { session }: StepContext): Promise<void> {
  if (!session.inTransaction) throw transactionEnded(step.revision, body.file)
  await session.restore?.()
}

/** The journal row of a finished script: what ran, as its text and as its meaning, and how the rows moved. */
export async function finishedEntry(
  prepared: PreparedScriptStep,
  context: { readonly database: Pick<Database, 'dialect'>; readonly writer: JournalWriter; readonly ledger: Ledger },
  startedAt: Date,
): Promise<JournalEntry> {
  return context.writer.entry(await finishedFacts(prepared, context, startedAt))
}

/** What {@link finishedEntry} holds besides who and when it was finished. */
async function finishedFacts(
  { step, script }: PreparedScriptStep,
  { database, ledger }: { readonly database: Pick<Database, 'dialect'>; readonly ledger: Ledger },
  startedAt: Date,
): Promise<JournalFacts> {
  return {
    revision: step.revision,
    direction: step.kind,
    state: 'done',
    checksum: script.checksum,
    layoutChecksum: step.kind === 'upgrade' ? await script.layoutBlindChecksum(database.dialect) : undefined,
    startedAt,
    detail: joined(ledgerMove(step.ledger), ledger.noteOf?.(step.ledger)),
  }
}

/** Runs a step that no single transaction covers, through the statement journal; then records it in one transaction. */
export async function runJournalled(prepared: PreparedScriptStep, context: StepContext, earlier: EarlierRun): Promise<void> {
  const { database, session, ledger, writer, emit } = context
  const { body, step } = prepared
  const startedAt = new Date()
  const journal = new StatementJournal({
    database,
    session,
    writer,
    revision: step.revision,
    direction: step.kind,
    earlier: earlier.statements,
    answers: earlier.answers,
    together: body.transaction && context.transaction !== 'none',
    mayGoOn: body.kind === 'code',
  })
  try {
    if (body.kind === 'code') await runCode(body, journallingSession(context.locks.patient(session), journal, body), context)
    else await runStatements(body.statements, journal, context)
    journal.refuseBroken()
    journal.refuseShort()
    if (session.inTransaction && !journal.isCovering) {
      await session.rollback()
      throw openTransaction(step.revision, body.file)
    }
    if (journal.skipped > 0) emit({ type: 'recovered', revision: step.revision, statements: journal.skipped })
    if (!journal.isCovering) await session.begin()
    await session.restore?.()
    await ledger.write(session, step.ledger, step.kind)
    // The row of the whole step stands for its last statements too: their reports are not written any more.
    await writer.append(await finishedEntry(prepared, context, startedAt))
    if (journal.keepsAnswers) await database.journal.forgetAnswers(session, step.revision)
    await session.commit()
  } catch (error) {
    await journal.abandon()
    throw new StepStopped(journal.progress, error)
  }
}

async function runStatements(
  statements: readonly ScriptStatement[],
  journal: StatementJournal,
  { session, emit, locks }: StepContext,
): Promise<void> {
  const patient = locks.patient(session)
  const journalled = statements.map((statement) => journalledStatement(statement, session.capabilities.transactionalDdl))
  for (const [index, statement] of statements.entries()) {
    const started = performance.now()
    const send = async (): Promise<number> => {
      await patient.execute(statement.text)
      // no SQL script can ask how many rows it changed
      return 0
    }
    await atStatement(statement, () => journal.run(journalled[index]!, send, journalled.slice(index + 1, index + longestGroup)))
    emit({ type: 'statement', number: index + 1, text: statement.text, elapsedMs: performance.now() - started })
  }
}

async function runEach(statements: readonly ScriptStatement[], { session, emit }: StepContext): Promise<void> {
  for (const [index, statement] of statements.entries()) {
    const started = performance.now()
    await atStatement(statement, () => session.execute(statement.text))
    emit({ type: 'statement', number: index + 1, text: statement.text, elapsedMs: performance.now() - started })
  }
}

async function runCovered(body: Extract<Body, { kind: 'code' }>, session: Session, context: StepContext): Promise<void> {
  const covered = coveredSession(session, body)
  try {
    await runCode(body, covered.session, context)
  } catch (error) {
    // TypeORM wraps what its driver throws.
    throw covered.wasRefused() ? new TransactionRefused() : error
  }
  if (covered.wasRefused()) throw new TransactionRefused()
}

async function runCode(body: Extract<Body, { kind: 'code' }>, session: Session, { operations }: StepContext): Promise<void> {
  if (!operations) {
    throw new MigError('MIG_PACKAGE_MISSING', `'${body.file}' is a code script, and no schema operations are configured`, {
      hint: 'Pass the package @mig/schema as `operations` to the Migrator.',
    })
  }
  const handle = await (await operations()).createOperations(session)
  // The place in the script is read from the stack, below the frames of whatever sends the statement.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = Math.max(stackTraceLimit, 50)
  try {
    await body.run(handle.op)
  } finally {
    Error.stackTraceLimit = stackTraceLimit
    await handle.release()
  }
}

async function atStatement(statement: ScriptStatement, run: () => Promise<unknown>): Promise<void> {
  try {
    await run()
  } catch (error) {
    throw new StatementFailedAt(statement, error)
  }
}

function transactionEnded(revision: RevisionId, file: string): MigError {
  return new MigError('MIG_TRANSACTION_ENDED', `'${revision}' ended the transaction it ran in (${file})`, {
    details: { revision, file },
    hint: 'Take COMMIT and ROLLBACK out of the script, or mark it to run without a transaction (transaction:false). What it committed is still there; the version table was not changed.',
  })
}

function openTransaction(revision: RevisionId, file: string): MigError {
  return new MigError('MIG_TRANSACTION_ENDED', `'${revision}' left its own transaction open (${file})`, {
    details: { revision, file },
    hint: 'Add the missing COMMIT at its end. The open transaction was rolled back; the version table was not changed.',
  })
}
