import { createHash } from 'node:crypto'
import type { Catalog } from '../ports/catalog.js'

/** SHA-256 of a catalog's canonical JSON, hexadecimal: equal exactly when the schemas are. */
export function catalogFingerprint(catalog: Catalog): string {
  return createHash('sha256').update(canonicalJson(catalog)).digest('hex')
}

/** JSON with sorted members and without undefined ones, so that equal values have one text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : member,
  )
}
