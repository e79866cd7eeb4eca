import { fileURLToPath } from 'node:url'
import { isMigError, MigError } from '../errors/mig-error.js'

/**
 * Wraps what a code script is given, so that a `MIG_OFFLINE_READ` names the file and line of the call in the script,
 * whatever lies between the call and the failure.
 */
export function locateCalls(target: unknown, file: string): unknown {
  if (typeof target !== 'object' || target === null) return target
  return new Proxy(target, {
    get(object, name) {
      const member: unknown = Reflect.get(object, name, object)
      if (member instanceof Promise) return member.then((value) => locateCalls(value, file))
      if (typeof member !== 'function') return member
      return (...args: readonly unknown[]) => {
        const place = placeIn(new Error().stack, file)
        try {
          const result: unknown = Reflect.apply(member, object, args)
          return result instanceof Promise
            ? result.catch((error: unknown) => {
                throw located(error, file, place)
              })
            : result
        } catch (error) {
          throw located(error, file, place)
        }
      }
    },
  })
}

/** The same error with the place of the call; anything else as it is. */
export function located(error: unknown, file: string, place = placeIn(error instanceof Error ? error.stack : undefined, file)): unknown {
  const cause = rootOf(error)
  if (!isMigError(cause, 'MIG_OFFLINE_READ') || cause.details['file'] !== undefined) return cause ?? error
  const where = place === undefined ? file : `${file}:${place.line}:${place.column}`
  return new MigError('MIG_OFFLINE_READ', `${where}: ${cause.message}`, {
    details: { ...cause.details, file, ...place },
    cause: cause.cause,
    ...(cause.hint === undefined ? {} : { hint: cause.hint }),
  })
}

/** TypeORM wraps what its driver said. */
function rootOf(error: unknown): unknown {
  const driverError: unknown = error instanceof Error && 'driverError' in error ? error.driverError : undefined
  return isMigError(driverError) ? driverError : error
}

interface Place {
  readonly line: number
  readonly column: number
}

/** The innermost frame of a stack that lies in the file. */
function placeIn(stack: string | undefined, file: string): Place | undefined {
  for (const line of (stack ?? '').split('\n')) {
    const frame = /\(?((?:file:\/\/)?\/[^()]*|[A-Za-z]:\\[^()]*):(\d+):(\d+)\)?$/.exec(line.trim().replace(/^at (?:async )?/, ''))
    if (frame && pathOf(frame[1]!) === file) return { line: Number(frame[2]), column: Number(frame[3]) }
  }
  return undefined
}

function pathOf(written: string): string {
  const [path] = written.split('?')
  return path!.startsWith('file://') ? fileURLToPath(path!) : path!
}
