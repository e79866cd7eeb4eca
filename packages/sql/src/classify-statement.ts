import type { StatementClass } from './statement-class.js'
import type { SqlDialect, SqlOptions } from './sql-dialect.js'
import { grammars } from './grammar.js'
import { StatementReader } from './statement-reader.js'

/**
 * Tells what a runner has to know of one statement: whether a transaction may hold it, whether it controls one, which
 * objects it touches.
 *
 * Reads tokens, not text: words in strings, names and comments do not count; what stands in a version comment does. Reads no
 * further than the answer needs.
 *
 * @param text one statement, as `splitStatements` gives it
 * @throws {SqlTextError} `unterminated` when the part that is read is not whole
 * @example
 * classifyStatement('CREATE INDEX CONCURRENTLY i ON t (a)', 'postgres').transactional // false
 */
export function classifyStatement(text: string, dialect: SqlDialect, options: SqlOptions = {}): StatementClass {
  return grammars[dialect].classify(new StatementReader(text, dialect, options))
}
