import { isMigError, type MigError } from '@mig/core'

/** The coded refusal of a call; anything else fails the test. */
export async function refusal(run: () => unknown): Promise<MigError> {
  try {
    await run()
  } catch (error) {
    if (isMigError(error)) return error
    throw error
  }
  throw new Error('nothing was refused')
}
