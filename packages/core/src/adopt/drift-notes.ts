import { canonicalJson } from '../catalog/fingerprint.js'
import type { CatalogDifference } from '../catalog/compare.js'

/** How much of the differences one journal row holds, in UTF-16 units: well below what the narrowest text column takes. */
const longestNote = 4000

/** Accepted differences as notes for the journal: `differs: table a column b type: INTEGER -> BIGINT; …`, in as many as it takes. */
export function driftNotes(differences: readonly CatalogDifference[]): readonly string[] {
  const notes: string[] = []
  for (const { place, left, right } of differences) {
    const text = `${place}: ${shown(left)} -> ${shown(right)}`
    const last = notes.at(-1)
    if (last !== undefined && last.length + text.length < longestNote) notes[notes.length - 1] = `${last}; ${text}`
    else notes.push(`differs: ${text}`)
  }
  return notes
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'absent'
  const text = typeof value === 'string' ? value : canonicalJson(value)
  return text.length > 1000 ? `${text.slice(0, 1000)}…` : text
}
