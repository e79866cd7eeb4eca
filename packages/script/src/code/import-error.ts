import { isMigError, MigError } from '@mig/core'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { markedPlace, type SyntaxPlace, type SyntaxProblem } from './syntax-problem.js'

/**
 * Turns what an import threw into the error the user sees: a syntax error with its place and a code frame, or the cause of
 * a failed import.
 *
 * @param file absolute path of the file that was to be imported; the mistake may be in a file it imports
 */
export async function importError(file: string, error: unknown): Promise<MigError> {
  if (isMigError(error)) return error
  const syntax = await findSyntax(file, error)
  if (syntax !== undefined) return syntaxError(file, syntax)
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const message = error instanceof Error ? error.message : String(error)
  const missing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
  return new MigError(
    'MIG_SCRIPT_IMPORT',
    `'${file}' could not be imported: ${firstLine(message)}${missing ? importer(file, message) : ''}`,
    {
      details: { file, ...(typeof code === 'string' && { code }) },
      hint: missing ? 'Install the package, or correct the path in the importing file.' : 'See the cause; nothing has run.',
      cause: error,
    },
  )
}

async function findSyntax(file: string, error: unknown): Promise<SyntaxPlace | undefined> {
  if (!(error instanceof Error)) return undefined
  const marked = markedPlace(error)
  if (marked !== undefined) return marked
  if (error.name !== 'SyntaxError') return undefined
  // the engine's SyntaxError has no place, only a stack that begins with one; a wrong import is a SyntaxError as well
  const named = /^(file:\/\/\S+?|\/\S.*?|[A-Za-z]:\\.*?):\d+$/m.exec(error.stack ?? '')?.[1]
  const suspects = new Set([file, ...(named === undefined ? [] : [named.startsWith('file:') ? fileURLToPath(named) : named])])
  for (const suspect of suspects) {
    const problem = await parseProblem(suspect)
    if (problem !== undefined) return { file: suspect, ...problem }
  }
  return undefined
}

async function parseProblem(path: string): Promise<SyntaxProblem | undefined> {
  if (!/\.[cm]?[jt]s$/i.test(path)) return undefined
  try {
    const { findSyntaxProblem } = await import('./compile-typescript.js')
    return findSyntaxProblem(path, readFileSync(path, 'utf8'))
  } catch {
    // not a file any more, or no compiler for this machine: the engine's own words must do
    return undefined
  }
}

function syntaxError(imported: string, { file, problem, line, column, frame }: SyntaxPlace): MigError {
  return new MigError('MIG_SCRIPT_SYNTAX', `${file}:${line}:${column}: ${problem}\n${frame}`, {
    details: { file, line, column, problem, frame, ...(file !== imported && { importedBy: imported }) },
    hint: 'Correct the named line.',
  })
}

/** The engine names the importing file for `import`; for `require` it is in the lines behind the first. */
function importer(file: string, message: string): string {
  if (/imported from/.test(firstLine(message))) return ''
  const required = /Require stack:\n- (.*)/.exec(message)?.[1]
  return ` imported from ${required ?? file}`
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? ''
}
