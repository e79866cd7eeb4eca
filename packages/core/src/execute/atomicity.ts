import type { Body } from '../ports/script.js'
import type { Capabilities } from '../ports/session.js'

/**
 * What a failure or a kill leaves of a step.
 *
 * `atomic`: nothing: body, ledger row and journal row are one transaction.
 * `resumable`: the statements that finished; the statement journal knows them and the next run goes on after them.
 * `manual`: as `resumable`, but the script opens or ends transactions itself, or calls what may, which mig cannot see through.
 */
export type Atomicity = 'atomic' | 'resumable' | 'manual'

/** `each`: one transaction per step. `all`: one for the whole plan, where every step is atomic. `none`: no transaction around bodies. */
export type TransactionMode = 'each' | 'all' | 'none'

/** Computes the atomicity of a body on a server. */
export function atomicityOf(body: Body, capabilities: Capabilities, mode: TransactionMode): Atomicity {
  if (body.kind === 'sql' && body.statements.some((statement) => statement.controlsTransaction || statement.mayCommit)) return 'manual'
  if (mode === 'none' || !body.transaction) return 'resumable'
  if (body.kind === 'code') return capabilities.transactionalDdl ? 'atomic' : 'resumable'
  if (body.statements.some((statement) => !statement.transactional)) return 'resumable'
  if (!capabilities.transactionalDdl && body.statements.some((statement) => statement.definesSchema)) return 'resumable'
  return 'atomic'
}
