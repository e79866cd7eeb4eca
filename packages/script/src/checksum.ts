import { createHash } from 'node:crypto'

/**
 * The text over which checksums are made: without byte order mark, with `\n` line ends, so that a checkout on another
 * system is no edit.
 */
export function normaliseText(text: string): string {
  const content = text.startsWith('\ufeff') ? text.slice(1) : text
  return content.includes('\r') ? content.replace(/\r\n?/g, '\n') : content
}

/** SHA-256 over the normalised text, hexadecimal. */
export function textChecksum(text: string): string {
  return createHash('sha256').update(normaliseText(text)).digest('hex')
}

/** SHA-256 over the names and normalised texts of a set of files, in the order of their names (UTF-16), hexadecimal. */
export function filesChecksum(files: readonly { readonly name: string; readonly text: string }[]): string {
  const hash = createHash('sha256')
  for (const { name, text } of [...files].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))) {
    const normal = normaliseText(text)
    // lengths keep one file's end and the next one's name apart
    hash.update(`${name.length}:${name}:${normal.length}:`).update(normal)
  }
  return hash.digest('hex')
}
