import { createHash } from 'node:crypto'
import type { SqlDialect, SqlOptions } from './sql-dialect.js'
import { tokenize } from './tokenize.js'

/** SHA-256 of the text as it is, hexadecimal. */
export function rawChecksum(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/**
 * SHA-256 of what the server sees: comments, white space, the case of unquoted words, byte order mark, line endings and
 * trailing delimiters do not count; literals, quoted names, `/*! … *\/` and `/*+ … *\/` do.
 *
 * @throws {SqlTextError} as `tokenize` does
 */
export function layoutBlindChecksum(text: string, dialect: SqlDialect, options: SqlOptions = {}): string {
  const hash = createHash('sha256')
  let pending = ''
  let glued = false
  let any = false
  for (const { kind, start, end } of tokenize(text, dialect, options)) {
    if (kind === 'space' || kind === 'comment' || kind === 'client') {
      glued = false
      continue
    }
    if (kind === 'delimiter') {
      if (any) pending = ';\0'
      continue
    }
    const piece = text.slice(start, end)
    // Two operators side by side are one (`<=`), apart they are two.
    hash.update(
      `${pending}${glued && kind === 'operator' ? '\u0001' : ''}${kind}:${kind === 'word' ? piece.toLowerCase() : piece.replaceAll('\r\n', '\n')}\0`,
    )
    pending = ''
    any = true
    glued = kind === 'operator'
  }
  return hash.digest('hex')
}
