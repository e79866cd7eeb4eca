import { foldAscii } from './unquote-name.js'
import type { PreviousToken } from './grammar.js'

/** The keywords of a dialect whose unquoted names keep their case. */
export interface Keywords {
  /** Never a name without quotes. In lower case. */
  readonly reserved: ReadonlySet<string>
  /** Keywords and type words that may be names too. In lower case. */
  readonly unreserved: ReadonlySet<string>
}

/**
 * Takes the case out of a keyword, and leaves it in a name.
 *
 * A word that may be either counts as a keyword only at the beginning of a statement and behind a name, number, string or closing
 * parenthesis (`note TEXT`, `varchar(10) COMMENT 'x'`): a name cannot stand there. So a renamed table is always an edit, and at
 * worst a keyword in other letters is one too.
 */
export function foldKeyword(word: string, previous: PreviousToken | undefined, keywords: Keywords): string {
  const folded = foldAscii(word)
  if (previous === undefined) return folded
  if (previous.text === '.') return word
  if (keywords.reserved.has(folded)) return folded
  return keywords.unreserved.has(folded) && endsValue(previous, keywords) ? folded : word
}

function endsValue(previous: PreviousToken, { reserved, unreserved }: Keywords): boolean {
  if (previous.kind === 'name' || previous.kind === 'number' || previous.kind === 'string' || previous.text === ')') return true
  if (previous.kind !== 'word') return false
  const folded = foldAscii(previous.text)
  return !reserved.has(folded) && !unreserved.has(folded)
}
