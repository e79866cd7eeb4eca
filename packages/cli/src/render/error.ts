import { isMigError } from '@mig/core'
import type { Io } from '../io.js'
import { styler } from './style.js'

/** Prints a failure and returns the exit code: the fact, then the next step; a stack only for our own bugs. */
export function printError(error: unknown, io: Io, options: { readonly json: boolean; readonly verbose: boolean }): number {
  const style = styler(io, 'stderr')
  if (!isMigError(error)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    if (options.json)
      io.stdout(`${JSON.stringify({ error: { code: 'BUG', message: error instanceof Error ? error.message : String(error) } })}\n`)
    io.stderr(`${style('bad', 'this is a bug in mig')}, please report it with what follows:\n${text}\n`)
    return 70
  }
  if (options.json) {
    const { code, message, hint, details } = error
    io.stdout(`${JSON.stringify({ error: { code, message, hint, details } }, null, 2)}\n`)
    return error.exitCode
  }
  io.stderr(`${style('bad', 'error:')} ${error.message} ${style('dim', `[${error.code}]`)}\n`)
  for (const line of excerptLines(error.details)) io.stderr(`${style('dim', line)}\n`)
  if (error.hint) io.stderr(`${style('mark', 'hint:')} ${error.hint}\n`)
  if (options.verbose)
    for (let cause = error.cause; cause instanceof Error; cause = cause.cause) io.stderr(`${style('dim', `cause: ${cause.message}`)}\n`)
  return error.exitCode
}

/** The line of the script that failed, with a caret below the place, and the server's own code. */
function excerptLines(details: Readonly<Record<string, unknown>>): readonly string[] {
  const { sourceLine, line, column, failure } = details
  const serverCode: unknown = typeof failure === 'object' && failure !== null ? Reflect.get(failure, 'serverCode') : undefined
  if (typeof sourceLine !== 'string' || typeof line !== 'number' || typeof column !== 'number')
    return typeof serverCode === 'string' ? [`  the server's code: ${serverCode}`] : []
  // A long line is shown around the place; tabs keep their width in the line of the caret.
  const from = column > 80 ? column - 60 : 0
  const shown = sourceLine.slice(from, from + 120)
  const caret = sourceLine.slice(from, column - 1).replace(/[^\t]/g, ' ')
  const margin = ' '.repeat(String(line).length)
  return [`  ${line} | ${shown}`, `  ${margin} | ${caret}^${typeof serverCode === 'string' ? ` ${serverCode}` : ''}`]
}
