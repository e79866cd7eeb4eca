import { MigError } from '../errors/mig-error.js'
import type { Step } from '../plan/plan.js'
import type { Repository } from '../ports/repository.js'
import type { Body, Script } from '../ports/script.js'
import type { Dialect } from '../ports/dialect.js'
import type { Capabilities } from '../ports/session.js'
import { atomicityOf, type Atomicity, type TransactionMode } from './atomicity.js'

/** A step with everything it needs loaded and checked. */
export type PreparedStep = PreparedScriptStep | PreparedStampStep

/** A step that runs a script. */
export interface PreparedScriptStep {
  readonly step: Extract<Step, { kind: 'upgrade' | 'downgrade' }>
  readonly description: string
  readonly script: Script
  readonly body: Body
  readonly atomicity: Atomicity
}

/** A step that only changes the ledger. */
export interface PreparedStampStep {
  readonly step: Extract<Step, { kind: 'stamp' }>
  readonly description: string
  readonly atomicity: 'atomic'
}

/**
 * Loads every script of a plan before the first statement runs, so that a broken file stops the plan, not the middle of it.
 *
 * @throws {MigError} `MIG_IRREVERSIBLE`, `MIG_SCRIPT_…`
 */
export async function prepareSteps(
  steps: readonly Step[],
  repository: Repository,
  dialect: Dialect,
  capabilities: Capabilities,
  mode: TransactionMode,
): Promise<readonly PreparedStep[]> {
  const prepared: PreparedStep[] = []
  for (const step of steps) {
    if (step.kind === 'stamp') {
      prepared.push({ step, description: 'record only', atomicity: 'atomic' })
      continue
    }
    const script = await repository.script(step.revision)
    const body = await script.body(step.kind, dialect)
    if (!body) throw missingBody(step.kind, script, dialect)
    prepared.push({ step, description: script.description, script, body, atomicity: atomicityOf(body, capabilities, mode) })
  }
  return prepared
}

/** What is to be said of a step before it runs. */
export const noticesOf = (prepared: PreparedStep): readonly string[] =>
  'script' in prepared && prepared.body.kind === 'sql' ? (prepared.body.notices ?? []) : []

function missingBody(direction: 'upgrade' | 'downgrade', script: Script, dialect: Dialect): MigError {
  const details = { revision: script.revision, files: script.files, dialect }
  if (direction === 'downgrade') {
    return new MigError('MIG_IRREVERSIBLE', `'${script.revision}' has no downgrade for ${dialect}: ${script.files.join(', ')}`, {
      details,
      hint: `Choose '${script.revision}' or something above it as the target, or write its downgrade. Nothing was changed.`,
    })
  }
  return new MigError('MIG_SCRIPT_DIALECT', `'${script.revision}' has no upgrade for ${dialect}: ${script.files.join(', ')}`, {
    details,
    hint: `Add a section or file for ${dialect}, or one for every dialect. Nothing was changed.`,
  })
}
