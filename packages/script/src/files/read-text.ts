import { MigError } from '@mig/core'
import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'

/**
 * Reads a text file.
 *
 * @throws {MigError} `MIG_FILE_UNREADABLE` when it cannot be read, or is not UTF-8: a wrongly decoded text would reach the database
 */
export function readText(path: string): string {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
    // what is not UTF-8 is decoded to this character; in a file that is, it can only stand for itself
    if (!text.includes('\ufffd') || isUtf8(readFileSync(path))) return text
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new MigError('MIG_FILE_UNREADABLE', `'${path}' cannot be read (${code})`, {
      details: { path, code },
      hint: 'Check the path and its permissions.',
      cause: error,
    })
  }
  throw new MigError('MIG_FILE_UNREADABLE', `'${path}' is not UTF-8`, {
    details: { path, encoding: 'unknown' },
    hint: `Save it as UTF-8: iconv -f LATIN1 -t UTF-8 (or the encoding it has).`,
  })
}
