import { isMigError } from '@mig/core'

/**
 * What a driver would have thrown in the place of mig's own error: builders and scripts know its codes. What leaves the script is mig's own
 * again, with its code and place.
 */
export class DriverErrors {
  readonly #own = new WeakMap<object, unknown>()

  /** The driver's error behind one of ours. */
  driverError(error: unknown): unknown {
    if (!isMigError(error)) return error
    // builders write into what they are given
    const given = error.cause instanceof Error ? error.cause : new Error(error.message)
    this.#own.set(given, error)
    return given
  }

  /** Ours, behind what a builder made of the driver's. */
  ownError(thrown: unknown): unknown {
    const seen = new Set<unknown>()
    for (let error = thrown; isObject(error) && !seen.has(error); error = error['original'] ?? error['cause']) {
      seen.add(error)
      const own = this.#own.get(error)
      if (own !== undefined) return own
    }
    return thrown
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null
