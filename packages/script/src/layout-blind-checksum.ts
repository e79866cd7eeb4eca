import { createHash } from 'node:crypto'
import { isMigError, type Dialect, type Direction } from '@mig/core'
import { normaliseText } from './checksum.js'
import type { SqlSection } from './sql/sql-script.js'
import { sqlText } from './sql/sql-text.js'

/** What a script has for one direction: a section of SQL, with its statements where they are split already, a file of code, or nothing. */
export type ChosenPart =
  | { readonly kind: 'sql'; readonly section: SqlSection; readonly statements: readonly string[] | undefined }
  | { readonly kind: 'code'; readonly text: string }
  | undefined

/**
 * SHA-256 over what a script means on a dialect, hexadecimal. Of SQL its statements count (see `layoutBlindChecksum` of `@mig/sql`), of
 * code its tokens (see `codeChecksum`); names of files, headers and what is for other dialects do not.
 *
 * @param choose what would run in a direction; where it does not parse, the raw text that `textOf` gives counts
 */
export async function scriptChecksum(
  dialect: Dialect,
  choose: (direction: Direction) => ChosenPart,
  textOf: (direction: Direction) => string,
): Promise<string> {
  const hash = createHash('sha256')
  for (const direction of ['upgrade', 'downgrade'] as const) {
    let part: string
    try {
      part = await partChecksum(choose(direction), dialect)
    } catch (error) {
      if (!isUnreadable(error)) throw error
      part = `text ${normaliseText(textOf(direction)).trim()}`
    }
    hash.update(`${direction} ${part}\n`)
  }
  return hash.digest('hex')
}

async function partChecksum(part: ChosenPart, dialect: Dialect): Promise<string> {
  if (part === undefined) return 'none'
  if (part.kind === 'code') return `code ${(await import('./code/code-checksum.js')).codeChecksum(part.text)}`
  const { layoutBlindChecksum, statementsChecksum } = await sqlText()
  return `sql ${part.statements ? statementsChecksum(part.statements, dialect) : layoutBlindChecksum(part.section.text, dialect)}`
}

/** A broken file is a text like any other here: what runs it reports it. */
const isUnreadable = (error: unknown): boolean => isMigError(error) || (error instanceof Error && error.name === 'SqlTextError')
