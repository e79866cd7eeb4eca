import { MigError, type Body, type Dialect, type ScriptStatement } from '@mig/core'
import type { SqlSection } from './sql-script.js'
import { sqlText } from './sql-text.js'

/**
 * Splits a section into the statements to send, each with its place in the file.
 *
 * @param file absolute, for messages
 * @param transaction what the file's header says; the section's own option wins
 * @throws {MigError} `MIG_SQL_UNTERMINATED` or `MIG_SQL_UNSUPPORTED` with `file:line:column`
 */
export async function readSqlBody(
  section: SqlSection,
  file: string,
  dialect: Dialect,
  transaction = true,
): Promise<Body & { readonly kind: 'sql' }> {
  const { classifyStatement, lostData, splitStatements, SqlTextError } = await sqlText()
  const statements: ScriptStatement[] = []
  try {
    for (const statement of splitStatements(section.text, dialect, { withoutValues: true })) {
      const { keyword: _keyword, ...facts } = classifyStatement(statement.text, dialect)
      const loses = lostData(statement.text, dialect)
      const place = { text: statement.text, file, line: section.line + statement.line - 1, column: statement.column }
      statements.push({ ...place, ...facts, ...(loses.length === 0 ? {} : { loses }) })
    }
  } catch (error) {
    if (!(error instanceof SqlTextError)) throw error
    const line = section.line + error.line - 1
    const unterminated = error.kind === 'unterminated'
    throw new MigError(
      unterminated ? 'MIG_SQL_UNTERMINATED' : 'MIG_SQL_UNSUPPORTED',
      `${file}:${line}:${error.column}: ${error.what} ${unterminated ? 'is never closed' : 'is not SQL that a server takes'}`,
      {
        details: { file, line, column: error.column, what: error.what },
        hint: unterminated ? 'Close it; it begins at the named place.' : 'Rewrite the named line as SQL.',
        cause: error,
      },
    )
  }
  return { kind: 'sql', file, transaction: section.transaction ?? transaction, statements }
}
