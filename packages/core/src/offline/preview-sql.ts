import { prepareSteps, type PreparedStep } from '../execute/prepare-steps.js'
import type { Plan, Step } from '../plan/plan.js'
import type { OfflineContext } from './offline-script.js'
import { OfflineSession } from './offline-session.js'
import { recordBody } from './record-body.js'

/** The script behind one step. */
export interface PreviewedScript {
  readonly step: Step
  readonly description: string
  /** The file whose text would run; absent for a step that only changes the ledger. */
  readonly file: string | undefined
  readonly language: 'sql' | 'code' | undefined
}

/** A script with what it would send. */
export interface PreviewedStep extends PreviewedScript {
  /** As the client takes them. Of code: what it sends, not what is written in its file. */
  readonly statements: readonly string[]
}

/**
 * The script that each step of a plan would run. All are found and loaded, as before a run; none runs.
 *
 * @throws {MigError} what makes a script unfit
 */
export async function previewScripts(plan: Plan, context: OfflineContext): Promise<readonly PreviewedScript[]> {
  return (await prepare(plan, context)).map(scriptOf)
}

/**
 * The statements that each step of a plan would send: its script's own, without transactions and bookkeeping. Nothing is changed.
 *
 * @throws {MigError} `MIG_OFFLINE_READ` for a code script that asks the database, and what makes a script unfit
 */
export async function previewSql(plan: Plan, context: OfflineContext): Promise<readonly PreviewedStep[]> {
  const { dialect, operations } = context
  const session = new OfflineSession(dialect)
  const previewed: PreviewedStep[] = []
  for (const one of await prepare(plan, context)) {
    const statements = 'body' in one ? await recordBody(one, session, operations) : []
    previewed.push({ ...scriptOf(one), statements: statements.map((sql) => dialect.terminated(sql)) })
  }
  return previewed
}

function prepare(plan: Plan, { repository, dialect, transaction = 'each' }: OfflineContext): Promise<readonly PreparedStep[]> {
  return prepareSteps(plan.steps, repository, dialect.dialect, dialect.capabilities, transaction)
}

function scriptOf(one: PreparedStep): PreviewedScript {
  const { step, description } = one
  return 'body' in one
    ? { step, description, file: one.body.file, language: one.body.kind }
    : { step, description, file: undefined, language: undefined }
}
