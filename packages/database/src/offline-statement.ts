import { MigError, type Dialect, type SqlValue } from '@mig/core'
import { bindLiterals, splitStatements, SqlTextError } from '@mig/sql'

/**
 * The one statement of a text, with its values written in; `undefined` when there is nothing to send.
 *
 * A live session refuses a second statement, so this does too: the client would run both.
 */
export function offlineStatement(
  sql: string,
  values: readonly SqlValue[],
  dialect: Dialect,
  literal: (value: SqlValue) => string,
): string | undefined {
  try {
    const statements = splitStatements(sql, dialect)
    if (statements.length > 1) throw invalid(`${statements.length} statements were given in one call`, sql)
    const [statement] = statements
    if (statement === undefined) return undefined
    return values.length === 0 ? statement.text : bindLiterals(statement.text, dialect, values.map(literal))
  } catch (error) {
    if (!(error instanceof SqlTextError)) throw error
    const what = error.kind === 'unterminated' ? `${error.what} is never closed` : `${error.what} cannot be written out`
    throw invalid(what, sql, error)
  }
}

function invalid(what: string, sql: string, cause?: unknown): MigError {
  const text = sql.trim().replace(/\s+/g, ' ')
  return new MigError('MIG_OPERATION_INVALID', `${what}: ${text.length > 100 ? `${text.slice(0, 100)}…` : text}`, {
    details: { sql: sql.slice(0, 2000) },
    hint: 'Give each statement a call of its own, and each value a mark.',
    cause,
  })
}
