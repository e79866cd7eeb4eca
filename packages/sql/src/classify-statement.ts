import { dialectOf } from './dialects.js'
import { findTouches } from './find-touches.js'
import type { SqlDialect, SqlOptions } from './sql-dialect.js'
import type { StatementClass, StatementWord } from './statement-class.js'
import { tokenize } from './tokenize.js'

/** Classification looks at the head of a statement; the rest of a megabyte INSERT tells nothing more. */
const longestHead = 300

/**
 * Tells what a statement is: whether a transaction can hold it, whether it is DDL, which objects it names.
 *
 * @param text one statement, as `splitStatements` gives it
 * @example
 * classifyStatement('CREATE INDEX CONCURRENTLY i ON t (a)', 'postgres').transactional // false
 */
export function classifyStatement(text: string, dialect: SqlDialect, options: SqlOptions = {}): StatementClass {
  const words = readWords(text, dialect, options)
  const keyword = words.slice(0, 3).map(({ word }) => word)
  return {
    keyword: keyword.filter((word) => /^[A-Z]/.test(word)).join(' '),
    ...dialectOf(dialect).classify(words),
    touches: findTouches(words),
  }
}

function readWords(text: string, dialect: SqlDialect, options: SqlOptions): readonly StatementWord[] {
  const words: StatementWord[] = []
  for (const { kind, start, end } of tokenize(text, dialect, options)) {
    if (kind === 'space' || kind === 'comment' || kind === 'client') continue
    const piece = text.slice(start, end)
    if (kind === 'code-comment') words.push(...readWords(piece.replace(/^\/\*M?[!+]\d*|\*\/$/g, ' '), dialect, options))
    else if (kind === 'word') words.push({ word: piece.toUpperCase(), name: piece })
    else if (kind === 'quoted') words.push({ word: '', name: unquote(piece) })
    else words.push({ word: kind === 'operator' ? piece : '', name: undefined })
    if (words.length >= longestHead) break
  }
  return words
}

function unquote(piece: string): string {
  const quote = piece[0]!
  const inner = piece.slice(1, -1)
  return quote === '[' ? inner : inner.replaceAll(quote + quote, quote)
}
