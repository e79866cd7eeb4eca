import type { DescribedStep } from '../migrator-types.js'
import type { Step } from '../plan/plan.js'
import type { Dialect } from '../ports/dialect.js'
import type { Repository } from '../ports/repository.js'
import type { Capabilities } from '../ports/session.js'
import type { TransactionMode } from './atomicity.js'
import { noticesOf, prepareSteps } from './prepare-steps.js'

/** Loads the scripts of a plan's steps and tells what they would do. Nothing runs. */
export async function describeSteps(
  steps: readonly Step[],
  repository: Repository,
  dialect: Dialect,
  capabilities: Capabilities,
  mode: TransactionMode,
): Promise<readonly DescribedStep[]> {
  const prepared = await prepareSteps(steps, repository, dialect, capabilities, mode)
  return prepared.map((entry) => {
    const facts = { step: entry.step, description: entry.description, atomicity: entry.atomicity, notices: noticesOf(entry) }
    if (!('script' in entry)) return { ...facts, files: [], statements: undefined, loses: [] }
    const { script, body } = entry
    if (body.kind === 'code') return { ...facts, files: script.files, statements: undefined, loses: undefined }
    const { statements } = body
    return { ...facts, files: script.files, statements: statements.length, loses: statements.flatMap(({ loses = [] }) => loses) }
  })
}
