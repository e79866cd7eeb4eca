import { scriptLanguage } from '../files/script-language.js'
import { scanCodeDescription, scanCodeHeader } from './scan-code-header.js'
import { scanSqlHeader } from './scan-sql-header.js'
import { headerError, headerFromValues, type ScriptHeader } from './script-header.js'

/**
 * Reads the header of a migration: from its text, and only where the text of a code file does not tell, by importing that file.
 *
 * @param file absolute path; its ending tells the language
 * @param text of the file
 * @returns at once where the text tells, so that thousands of files cost no microtask each
 * @throws {MigError} `MIG_SCRIPT_HEADER` when it is missing or malformed, or what `importFile` throws
 */
export function readHeader(file: string, text: string): ScriptHeader | Promise<ScriptHeader> {
  if (scriptLanguage(file) === 'sql') return scanSqlHeader(text, file)
  const scanned = scanCodeHeader(text)
  return scanned.kind === 'complete' ? scanned.header : importHeader(file, text)
}

async function importHeader(file: string, text: string): Promise<ScriptHeader> {
  const { importFile } = await import('../code/import-file.js')
  const exports = await importFile(file)
  const header = headerFromValues(headerValues(exports), scanCodeDescription(text))
  if ('problem' in header) {
    throw headerError(
      file,
      undefined,
      header.problem,
      "A header reads `export const revision = 'ID'` and `export const downRevision = 'ID'` (`null` for a base).",
    )
  }
  return header
}

/** The named exports, or the keys of the default export: of a file without named ones, and of CommonJS, where the named ones are a guess. */
function headerValues(exports: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const whole = exports.default
  if (typeof whole !== 'object' || whole === null) return exports
  const values = whole as Readonly<Record<string, unknown>>
  const named = Object.keys(exports).filter((name) => name !== 'default' && name !== 'module.exports')
  return named.every((name) => values[name] === exports[name]) || !('revision' in exports) ? values : exports
}
