import type { LockHolder } from '@mig/core'

/** Who holds the lock, in brackets: ` (db1, pid 4242, since 2026-11-24T10:00:00Z)`. */
export function holderText(holder: LockHolder | undefined): string {
  if (!holder) return ''
  const facts = [
    holder.host,
    holder.pid === undefined ? undefined : `pid ${holder.pid}`,
    holder.since === undefined ? undefined : `since ${holder.since}`,
    holder.session === undefined ? undefined : `session ${holder.session}`,
  ].filter((fact) => fact !== undefined)
  return facts.length > 0 ? ` (${facts.join(', ')})` : ''
}
