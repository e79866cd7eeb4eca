import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isMigError } from '../errors/mig-error.js'
import type { ScriptStatement } from '../ports/script.js'

/** Where a script failed: 1-based line and column, and the line of its text where it is known. */
export interface FailurePlace {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly sourceLine: string | undefined
}

/** The place in a SQL file: the error's own where the server says the offset, else the statement's first token. */
export function placeInSql(statement: ScriptStatement, cause: unknown): FailurePlace {
  const offset = isMigError(cause) && typeof cause.details['offset'] === 'number' ? cause.details['offset'] : 0
  const before = statement.text.slice(0, offset).split('\n')
  const isFirstLine = before.length === 1
  const text = statement.text.split('\n')[before.length - 1]!.replace(/\r$/, '')
  return {
    file: statement.file,
    line: statement.line + before.length - 1,
    column: isFirstLine ? statement.column + before[0]!.length : before.at(-1)!.length + 1,
    // What stands before a statement in its line is another statement's.
    sourceLine: isFirstLine ? ' '.repeat(statement.column - 1) + text : text,
  }
}

/** The place in a code script from which the failing call was made: the first frame of the file in the stacks of the error and its causes. */
export function placeInCode(file: string, error: unknown): FailurePlace | undefined {
  for (let one = error; one instanceof Error; one = one.cause) {
    for (const [, path = '', line, column] of (one.stack ?? '').matchAll(/\(?((?:file:\/\/|\/|[A-Za-z]:\\)[^\s()]*?):(\d+):(\d+)\)?$/gm)) {
      if (asPath(path) === file) return { file, line: Number(line), column: Number(column), sourceLine: lineOf(file, Number(line)) }
    }
  }
  return undefined
}

/** What a line of a file says; `undefined` where the file or the line is gone. */
function lineOf(file: string, line: number): string | undefined {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)[line - 1]
  } catch {
    return undefined
  }
}

/** Modules are imported by URL, and again under a query when their text changed. */
function asPath(path: string): string {
  if (!path.startsWith('file:')) return path
  try {
    return fileURLToPath(new URL(path.replace(/[?#].*$/, '')))
  } catch {
    return path
  }
}
