import { isMigError, type MigError } from '@mig/core'

/** The coded error that was thrown. */
export async function failure(work: () => Promise<unknown>): Promise<MigError> {
  const error = await work().then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!isMigError(error)) throw new Error(`no coded error was thrown: ${String(error)}`)
  return error
}
