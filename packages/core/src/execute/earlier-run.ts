import type { LedgerChange } from '../plan/plan.js'
import { lastFinished, readHalfDone, type EarlierStatement } from './half-done.js'
import { readAnswers, type Answer } from './kept-answers.js'
import type { PreparedScriptStep } from './prepare-steps.js'
import type { StepContext } from './run-step.js'

/** What an earlier run left of a step. */
export interface EarlierRun {
  /** Empty when the step is not half-done. */
  readonly statements: ReadonlyMap<number, EarlierStatement>
  /** What a code script was told by its queries. */
  readonly answers: ReadonlyMap<string, Answer>
}

export const noEarlierRun: EarlierRun = { statements: new Map(), answers: new Map() }

export async function readEarlier({ step, body }: PreparedScriptStep, context: StepContext): Promise<EarlierRun> {
  const { database, session, unfinished } = context
  const { revision, kind } = step
  if (!unfinished.has(revision)) return noEarlierRun
  const rows = await database.journal.read(session, { revision })
  const kept = body.kind === 'code' ? await database.journal.answers(session, revision) : []
  const since = lastFinished(rows)
  const answers = readAnswers(kept.filter(({ sequence = 0, direction }) => sequence > since && direction === kind))
  return { statements: readHalfDone(rows, kind), answers }
}

/** A step that a person finished by hand and records needs no replay any more. */
export async function forgetAnswers({ add }: LedgerChange, { database, session, unfinished }: StepContext): Promise<void> {
  for (const revision of add) if (unfinished.has(revision)) await database.journal.forgetAnswers(session, revision)
}
