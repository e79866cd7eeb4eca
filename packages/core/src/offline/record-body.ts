import { MigError } from '../errors/mig-error.js'
import type { PreparedScriptStep } from '../execute/prepare-steps.js'
import type { Operations } from '../ports/operations.js'
import { locateCalls } from './locate-calls.js'
import type { OfflineSession } from './offline-session.js'

/**
 * The statements of a step's body, in order, as they would be sent, values written in.
 *
 * @throws {MigError} `MIG_OFFLINE_READ` with the place of the call, when a code script asks the database
 */
export async function recordBody(
  { body, step, atomicity }: PreparedScriptStep,
  session: OfflineSession,
  operations: (() => Promise<Operations>) | undefined,
): Promise<readonly string[]> {
  if (body.kind === 'sql') return body.statements.map((statement) => statement.text)
  if (!operations) {
    throw new MigError('MIG_PACKAGE_MISSING', `'${body.file}' is a code script, and no schema operations are configured`, {
      hint: 'Pass the package @mig/schema as `operations`.',
    })
  }
  const { createOperations } = await operations()
  return session.record('script', atomicity === 'atomic', async () => {
    const handle = await createOperations(session)
    try {
      await body.run(locateCalls(handle.op, body.file))
    } catch (error) {
      throw failed(error, step.kind, step.revision, body.file)
    } finally {
      await handle.release()
    }
  })
}

function failed(error: unknown, direction: string, revision: string, file: string): unknown {
  if (error instanceof MigError) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new MigError('MIG_STEP_FAILED', `the ${direction} of '${revision}' cannot be written out: ${reason} (${file})`, {
    details: { revision, direction, file },
    hint: 'Correct the script. Nothing was changed.',
    cause: error,
  })
}
