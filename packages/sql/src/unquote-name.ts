import type { SqlDialect } from './sql-dialect.js'
import type { TokenKind } from './token.js'

/**
 * Gives the name that a word or quoted name stands for.
 *
 * PostgreSQL folds ASCII letters of an unquoted name to lower case; the others keep it as it is written.
 */
export function unquoteName(token: { readonly kind: TokenKind; readonly text: string }, dialect: SqlDialect): string {
  const { kind, text } = token
  if (kind === 'word') return dialect === 'postgres' ? foldAscii(text) : text
  // U&"…" has a prefix
  const open = Math.max(0, text.search(/["'`[]/))
  const quote = text.charAt(open)
  const content = text.slice(open + 1, -1)
  return quote === '[' ? content : content.replaceAll(quote + quote, quote)
}

/** Lower case for `A`–`Z` alone: what lies beyond depends on the server's locale. */
export function foldAscii(text: string): string {
  // the plain way first: this is asked of every word of every script
  // eslint-disable-next-line no-control-regex
  return /^[\0-\x7f]*$/.test(text) ? text.toLowerCase() : text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
