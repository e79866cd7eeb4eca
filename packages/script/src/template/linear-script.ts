import type { ScriptLanguage } from '../files/script-language.js'
import { renderFunctions } from './dag-script.js'
import { codeDescription, sqlDescription } from './description.js'

/** What a new file of a numbered repository says. */
export interface LinearScriptParts {
  readonly language: ScriptLanguage
  readonly description: string
  /**
   * ISO 8601. Two branches that write one number with the same words then write two different files, also where nobody changes them:
   * git would merge equal ones in silence.
   */
  readonly createdAt?: string
  /** The body: statements for SQL (of one direction), lines of the function for code. */
  readonly upgrade?: string
  readonly downgrade?: string
  /** SQL: the one direction of the file. Default `upgrade`. */
  readonly direction?: 'upgrade' | 'downgrade'
  /** Code: `export const transaction = false`. */
  readonly transaction?: boolean
}

/**
 * The text of a new migration of a numbered repository: a code file with both functions, or a SQL file for one direction.
 * The number is in the file name alone.
 *
 * @example
 * renderLinearScript({ language: 'ts', description: 'add account table' })
 */
export function renderLinearScript(parts: LinearScriptParts): string {
  const { language, direction = 'upgrade', transaction } = parts
  if (language === 'sql') {
    const body = (parts[direction] ?? '').replace(/\s+$/, '')
    const header = [...sqlDescription(parts.description), ...(parts.createdAt === undefined ? [] : [`-- create date: ${parts.createdAt}`])]
    return [
      ...(header.length === 0 ? [] : [...header, '']),
      ...(transaction === false ? ['-- transaction: false', ''] : []),
      ...(body === '' ? [] : [body]),
    ]
      .join('\n')
      .concat('\n')
  }
  const typed = language === 'ts'
  const lines = [
    ...codeDescription(parts.description),
    ...(parts.createdAt === undefined ? [] : [`// create date: ${parts.createdAt}`]),
    ...(typed ? ["import type { Operations } from '@mig/schema'", ''] : []),
    ...(transaction === false ? ['export const transaction = false', ''] : []),
    ...renderFunctions(parts, typed),
  ]
  return `${lines.join('\n')}\n`
}
