import { prepareSteps } from '../execute/prepare-steps.js'
import type { Plan, Step } from '../plan/plan.js'
import type { OfflineContext } from './offline-script.js'
import { OfflineSession } from './offline-session.js'
import { recordBody } from './record-body.js'

/** What one step's script would send. */
export interface PreviewedStep {
  readonly step: Step
  readonly description: string
  /** Absent for a step that only changes the ledger. */
  readonly file: string | undefined
  /** True for a code script: its statements are what it sends, not what is written in the file. */
  readonly isCode: boolean
  /** As the client takes them. */
  readonly statements: readonly string[]
}

/**
 * The statements that each step of a plan would send: its script's own, without transactions and bookkeeping. Nothing runs.
 *
 * @throws {MigError} `MIG_OFFLINE_READ` for a code script that asks the database, and what makes a script unfit
 */
export async function previewSql(plan: Plan, context: OfflineContext): Promise<readonly PreviewedStep[]> {
  const { repository, dialect, operations, transaction = 'each' } = context
  const session = new OfflineSession(dialect)
  const previewed: PreviewedStep[] = []
  for (const one of await prepareSteps(plan.steps, repository, dialect.dialect, dialect.capabilities, transaction)) {
    const statements = 'body' in one ? await recordBody(one, session, operations) : []
    previewed.push({
      step: one.step,
      description: one.description,
      file: 'body' in one ? one.body.file : undefined,
      isCode: 'body' in one && one.body.kind === 'code',
      statements: statements.map((sql) => dialect.terminated(sql)),
    })
  }
  return previewed
}
