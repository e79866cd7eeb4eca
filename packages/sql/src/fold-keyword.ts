import { foldAscii } from './unquote-name.js'
import type { PreviousToken } from './grammar.js'

/** The keywords of a dialect whose unquoted names keep their case. */
export interface Keywords {
  /** Never a name without quotes. In lower case. */
  readonly reserved: ReadonlySet<string>
  /** Keywords and type words that may be names too. In lower case. */
  readonly unreserved: ReadonlySet<string>
  /** Words before a place where a name may be defined, or a table named. In lower case. */
  readonly beforeName: ReadonlySet<string>
  /** What stands before an unreserved keyword, and the keyword, where both together leave no place for a name. */
  readonly pairs: ReadonlySet<string>
  /** Unreserved keywords that go on with an expression: behind a value of a select list they are no alias. */
  readonly infix: ReadonlySet<string>
}

/**
 * Takes the case out of a keyword, and leaves it in a name.
 *
 * A word that may be either counts as a name where a name could be defined or a table named: behind `(`, `,` and words as TABLE or AS, and
 * as an alias in a select list. So a renamed table is always an edit, and at worst a keyword in other letters is one too.
 */
export function foldKeyword(word: string, previous: PreviousToken | undefined, keywords: Keywords): string {
  const folded = foldAscii(word)
  if (previous === undefined) return folded
  if (previous.text === '.') return word
  if (keywords.reserved.has(folded)) return folded
  return keywords.unreserved.has(folded) && !mayBeName(folded, previous, keywords) ? folded : word
}

function mayBeName(folded: string, previous: PreviousToken, { beforeName, pairs, infix }: Keywords): boolean {
  const before = foldAscii(previous.text)
  if (pairs.has(`${before} ${folded}`)) return false
  if (previous.place === 'cast' && before === 'as') return false
  if (before === '(' || before === ',' || before === '@') return true
  if (previous.kind === 'word' && beforeName.has(before)) return true
  return previous.place === 'select-list' && !infix.has(folded)
}

/** All pairs of one of the first words with one of the second ones. */
export function pairsOf(...lists: readonly (readonly [string, string])[]): ReadonlySet<string> {
  return new Set(lists.flatMap(([before, words]) => before.split(' ').flatMap((one) => words.split(' ').map((word) => `${one} ${word}`))))
}
