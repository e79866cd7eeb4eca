import type { Dialect } from '@mig/core'
import { splitStatements, SqlTextError } from '@mig/sql'

/**
 * What has to stand behind a piece of SQL so that the next piece is not glued on: a `;` where its last statement has none, else nothing.
 *
 * @param dialects the databases that may read it; the first that can decides
 */
export function statementEnd(text: string, dialects: readonly Dialect[]): string {
  for (const dialect of dialects) {
    try {
      const [alone, followed] = [splitStatements(text, dialect), splitStatements(`${text}\nSELECT 1`, dialect)]
      if (alone.length === 0 || followed.length === alone.length + 1) return ''
      // behind a comment at the end it would be a part of it
      return /(?:--|#)[^\n]*$/.test(text) ? '\n;' : ';'
    } catch (error) {
      if (!(error instanceof SqlTextError)) throw error
    }
  }
  return ''
}
