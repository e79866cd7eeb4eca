import { findSourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isMigError, MigError } from '../errors/mig-error.js'

/**
 * Wraps what a code script is given, and what that answers, so that a `MIG_OFFLINE_READ` names the file and line of the call in
 * the script, whatever lies between the call and the failure.
 */
export function locateCalls(target: unknown, file: string): unknown {
  if (typeof target !== 'object' || target === null) return target
  return new Proxy(target, {
    get(object, name) {
      const place = placeIn(file)
      const member = attempt(() => Reflect.get(object, name, object) as unknown, file, place)
      if (typeof member !== 'function') return located(member, file, place)
      return (...args: readonly unknown[]) => {
        const called = placeIn(file)
        return located(
          attempt(() => Reflect.apply(member, object, args) as unknown, file, called),
          file,
          called,
        )
      }
    },
  })
}

/** An answer of what is wrapped is wrapped, a promise of one too. */
function located(answer: unknown, file: string, place: Place | undefined): unknown {
  if (!(answer instanceof Promise)) return isPlain(answer) ? locateCalls(answer, file) : answer
  return answer.then(
    (value: unknown) => locateCalls(value, file),
    (error: unknown) => {
      throw withPlace(error, file, place)
    },
  )
}

/** Values that a script compares or hands on stay what they are. */
const isPlain = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !(value instanceof Date || ArrayBuffer.isView(value))

function attempt<T>(work: () => T, file: string, place: Place | undefined): T {
  try {
    return work()
  } catch (error) {
    throw withPlace(error, file, place)
  }
}

/** The same error with the place of the call; anything else as it is. TypeORM wraps what its driver said. */
function withPlace(error: unknown, file: string, place: Place | undefined): unknown {
  const driverError: unknown = error instanceof Error && 'driverError' in error ? error.driverError : undefined
  const cause = isMigError(driverError) ? driverError : error
  if (!isMigError(cause, 'MIG_OFFLINE_READ') || cause.details['file'] !== undefined) return cause
  const where = place === undefined ? file : `${file}:${place.line}:${place.column}`
  return new MigError('MIG_OFFLINE_READ', `${where}: ${cause.message}`, {
    details: { ...cause.details, file, ...place },
    ...(cause.hint === undefined ? {} : { hint: cause.hint }),
  })
}

interface Place {
  readonly line: number
  readonly column: number
}

/** Where in the file the innermost call stands that led here, in the file as it is written; 1-based. */
function placeIn(file: string): Place | undefined {
  const site = callSites().find((one) => pathOf(one.getFileName() ?? '') === file)
  const [line, column] = [site?.getLineNumber(), site?.getColumnNumber()]
  if (!site || line === null || line === undefined || column === null || column === undefined) return undefined
  const origin = findSourceMap(site.getFileName() ?? '')?.findEntry(line - 1, column - 1)
  if (origin === undefined || !('originalLine' in origin)) return { line, column }
  return { line: origin.originalLine + 1, column: origin.originalColumn + 1 }
}

/** The raw frames: whoever formats stacks in this process may or may not have looked into source maps. */
function callSites(): readonly NodeJS.CallSite[] {
  const before = Error.prepareStackTrace
  try {
    Error.prepareStackTrace = (_error, sites) => sites
    const { stack } = new Error('where')
    return stack as unknown as readonly NodeJS.CallSite[] // what the function above returns
  } finally {
    Error.prepareStackTrace = before
  }
}

function pathOf(written: string): string {
  const [path] = written.split('?')
  return path!.startsWith('file://') ? fileURLToPath(path!) : path!
}
