import { createHash } from 'node:crypto'
import type { Strand } from '../source/number-line.js'

/** Twelve hexadecimal digits of a SHA-256 over the facts, more when another revision has taken them. */
export function revisionHash(facts: readonly unknown[], taken: ReadonlySet<string>): string {
  const digest = createHash('sha256').update(JSON.stringify(facts)).digest('hex')
  for (let length = 12; length <= digest.length; length += 4) {
    const id = digest.slice(0, length)
    if (!taken.has(id) && /[a-f]/.test(id)) return id
  }
  throw new Error('two revisions have one SHA-256')
}

/** A change's bodies without what an editor or a checkout may change: line endings, byte order mark, blank ends of lines. */
export function normalisedBodies(strand: Strand): readonly (readonly [name: string, text: string])[] {
  return strand.files.map(({ name, text }) => [
    name,
    text
      .replace(/^\uFEFF/, '')
      .replaceAll('\r\n', '\n')
      .replaceAll(/[ \t]+$/gm, '')
      .trimEnd(),
  ])
}
