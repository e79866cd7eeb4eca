import { needsFingerprint } from './decide-in-flight.js'
import type { JournalledStatement } from './journalled-statement.js'

/** How many statements one row of intents may announce: a bound on what a recovery has to look up. */
export const longestGroup = 50

/** The statement and those after it that each create an object of its own: presence in the catalog tells of each whether it ran. */
export function createdTogether(statement: JournalledStatement, following: readonly JournalledStatement[]): readonly JournalledStatement[] {
  const created = new Set<string>()
  const group: JournalledStatement[] = []
  for (const one of [statement, ...following]) {
    const names = one.touches.map(({ kind, name }) => `${kind} ${name.toLowerCase()}`)
    const creates = one.kind === 'alone' && one.touches.every(({ action }) => action === 'create')
    if (!creates || needsFingerprint(one.touches) || names.some((name) => created.has(name)) || group.length === longestGroup) break
    for (const name of names) created.add(name)
    group.push(one)
  }
  return group.length === 0 ? [statement] : group
}
