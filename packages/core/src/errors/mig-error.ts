import { errorCodes, type ErrorCode } from './codes.js'

/** What a `MigError` carries besides its message. */
export interface MigErrorOptions {
  /** Facts for a program: ids, files, matches. Never a password. */
  readonly details?: Readonly<Record<string, unknown>>
  /** The next step: a sentence, or a command to paste. */
  readonly hint?: string
  readonly cause?: unknown
}

/**
 * Every failure that mig foresees. Bugs are not `MigError`s: they are thrown plainly.
 *
 * `message` states the fact, `hint` the next step, `details` what a program needs, `cause` what led to it.
 *
 * @example
 * throw new MigError('MIG_TARGET_UNKNOWN', "no revision or label 'ae19'", { hint: "Did you mean 'ae10'?" })
 */
export class MigError extends Error {
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, unknown>>
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, options: MigErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'MigError'
    this.code = code
    this.details = options.details ?? {}
    this.hint = options.hint
  }

  /** 1 tried and failed · 2 the request is wrong, nothing touched · 3 a check found something. */
  get exitCode(): 1 | 2 | 3 {
    return errorCodes[this.code].exit
  }
}

/**
 * Recognises a `MigError`, also one thrown by another copy of `@mig/core`.
 *
 * @param code narrows to one code
 * @example
 * if (isMigError(error, 'MIG_LOCK_TIMEOUT')) retryLater(error.details)
 */
export function isMigError(error: unknown, code?: ErrorCode): error is MigError {
  return error instanceof Error && error.name === 'MigError' && 'code' in error && (code === undefined || error.code === code)
}
