import { MigError } from '../errors/mig-error.js'
import type { RevisionId } from '../graph/revision.js'
import type { PreparedStep } from './prepare-steps.js'

/** Refuses steps that cannot share one transaction, before anything has run. */
export function refuseTogether(steps: readonly PreparedStep[]): void {
  const other = firstThatIsNotAtomic(steps)
  if (other) throw notTogether(other.revision, other.atomicity)
}

/** Refuses steps that need one server session for longer than a transaction, before anything has run. */
export function refuseBehindPool(steps: readonly PreparedStep[]): void {
  const other = firstThatIsNotAtomic(steps)
  if (other) throw behindPool(other.revision, other.atomicity)
}

/** @param atomicity what the step is instead of atomic */
export function notTogether(revision: RevisionId, atomicity: string): MigError {
  return new MigError(
    'MIG_OPTION_INVALID',
    `'${revision}' cannot run inside one transaction with the other steps: it is ${atomicity} on this server`,
    { details: { revision, atomicity }, hint: "Use the default, one transaction per step (transaction: 'each')." },
  )
}

/** @param atomicity what the step is instead of atomic */
export function behindPool(revision: RevisionId, atomicity: string): MigError {
  return new MigError(
    'MIG_POOL_REFUSED',
    `'${revision}' does not fit one transaction (it is ${atomicity}), and the connection goes through a proxy that pools transactions`,
    {
      details: { revision, atomicity },
      hint: 'Nothing was changed. Run this command with the URL of the server itself, past the proxy: --database URL. A session-pooling port of the proxy will do as well.',
    },
  )
}

function firstThatIsNotAtomic(steps: readonly PreparedStep[]): { readonly revision: string; readonly atomicity: string } | undefined {
  const other = steps.find((prepared) => prepared.atomicity !== 'atomic')
  if (!other) return undefined
  return { revision: other.step.kind === 'stamp' ? '' : other.step.revision, atomicity: other.atomicity }
}
