import type { Catalog } from '../ports/catalog.js'
import { canonicalJson } from './fingerprint.js'

/** One thing that two catalogs say differently. */
export interface CatalogDifference {
  /** Where: `table account`, `table account column name type`, `view active`. */
  readonly place: string
  /** What the first catalog has; `undefined` when it lacks the object. */
  readonly left: unknown
  readonly right: unknown
}

/**
 * Lists what differs between two catalogs of one dialect, objects first by kind, then by name.
 *
 * Objects are matched by name, columns of a table by name as well; their order is compared separately.
 *
 * @example
 * for (const { place, left, right } of compareCatalogs(expected, actual)) console.log(`${place}: ${left} / ${right}`)
 */
export function compareCatalogs(left: Catalog, right: Catalog): readonly CatalogDifference[] {
  const differences: CatalogDifference[] = []
  const kinds = { table: 'tables', view: 'views', sequence: 'sequences', enum: 'enums', routine: 'routines', trigger: 'triggers' } as const
  for (const [kind, member] of Object.entries(kinds)) compareNamed(kind, left[member], right[member], differences)
  return differences
}

interface Named {
  readonly name: string | undefined
}

function compareNamed(prefix: string, left: readonly Named[], right: readonly Named[], differences: CatalogDifference[]): void {
  const lefts = byName(left)
  const rights = byName(right)
  for (const name of [...new Set([...lefts.keys(), ...rights.keys()])].sort()) {
    compareValue(`${prefix} ${name}`, lefts.get(name), rights.get(name), differences)
  }
}

function compareValue(place: string, left: unknown, right: unknown, differences: CatalogDifference[]): void {
  if (canonicalJson(left ?? null) === canonicalJson(right ?? null)) return
  if (!isRecord(left) || !isRecord(right)) {
    differences.push({ place, left, right })
    return
  }
  for (const member of [...new Set([...Object.keys(left), ...Object.keys(right)])].sort()) {
    if (member === 'name') continue
    const [a, b] = [left[member], right[member]]
    if (isNamedList(a) && isNamedList(b)) {
      compareNamed(`${place} ${singular(member)}`, a, b, differences)
      const sameNames = canonicalJson(a.map(nameOf).sort()) === canonicalJson(b.map(nameOf).sort())
      if (sameNames && canonicalJson(a.map(nameOf)) !== canonicalJson(b.map(nameOf))) {
        differences.push({ place: `${place} order of ${member}`, left: a.map(nameOf), right: b.map(nameOf) })
      }
    } else {
      compareValue(`${place} ${member}`, a, b, differences)
    }
  }
}

/** Unnamed members are told apart by what they hold, so that two of them never meet under one key. */
function byName(list: readonly Named[]): Map<string, Named> {
  const members = new Map<string, Named>()
  for (const entry of list) {
    let key = nameOf(entry)
    while (members.has(key)) key += '′'
    members.set(key, entry)
  }
  return members
}

const nameOf = (entry: Named): string => entry.name ?? canonicalJson(entry)
const singular = (member: string): string =>
  ({ indexes: 'index', columns: 'column', uniques: 'unique', checks: 'check', foreignKeys: 'foreign key' })[member] ?? member
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const isNamedList = (value: unknown): value is readonly Named[] =>
  Array.isArray(value) && value.every((entry) => isRecord(entry) && 'name' in entry)
