import { join } from 'node:path'
import { MigError, parseDialect, type Dialect } from '@mig/core'
import { readText } from '@mig/script'

/** Drizzle's list of what it runs, in order. */
export interface Journal {
  readonly tags: readonly string[]
  readonly dialect: Dialect | undefined
  /** What a person should know of it. */
  readonly problems: readonly string[]
  has(tag: string): boolean
  /** The time that Drizzle records for a tag, in milliseconds as text. */
  when(tag: string): string | undefined
}

interface Entry {
  readonly tag: string
  readonly when: number
}

/**
 * Reads `meta/_journal.json`.
 *
 * @throws {MigError} `MIG_CONVERT_SOURCE` when it is absent or no journal
 */
export function readJournal(folder: string): Journal {
  const file = join(folder, 'meta/_journal.json')
  const unfit = (problem: string, cause?: unknown) =>
    new MigError('MIG_CONVERT_SOURCE', `'${file}' ${problem}`, {
      details: { file },
      cause,
      hint: 'Drizzle takes the order from its journal: restore it, or name another format with --from.',
    })
  let value: unknown
  try {
    value = JSON.parse(readText(file))
  } catch (cause) {
    throw unfit(`cannot be read as a journal: ${(cause as Error).message}`, cause)
  }
  const { entries, dialect } = isRecord(value) ? value : {}
  if (!Array.isArray(entries) || !entries.every(isEntry)) throw unfit("holds no list 'entries' of tags and times")
  const times = new Map(entries.map(({ tag, when }) => [tag, String(when)]))
  if (times.size < entries.length) throw unfit('names a migration twice')
  return {
    tags: entries.map(({ tag }) => tag),
    dialect: typeof dialect === 'string' ? parseDialect(dialect) : undefined,
    problems: entries.flatMap(({ tag, when }, at) => {
      const latest = entries
        .slice(0, at)
        .reduce((most, earlier) => (earlier.when > most.when ? earlier : most), { tag: '', when: -Infinity })
      if (latest.when < when) return []
      return [
        `the time of ${tag} is not later than that of ${latest.tag} before it: Drizzle skips it on databases that are past ${latest.tag}, so their schemas may differ`,
      ]
    }),
    has: (tag) => times.has(tag),
    when: (tag) => times.get(tag),
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

const isEntry = (value: unknown): value is Entry => isRecord(value) && typeof value['tag'] === 'string' && typeof value['when'] === 'number'
