import { randomUUID } from 'node:crypto'
import { hostname, userInfo } from 'node:os'
import type { RevisionId } from '../graph/revision.js'
import type { Journal, JournalDirection, JournalEntry, JournalState } from '../ports/journal.js'
import type { Session } from '../ports/session.js'
import { engineVersion } from '../version.js'

/** Who runs, where and when, as the rows of one run say it. */
export interface JournalAuthor {
  readonly run: string
  readonly host: string
  readonly user: string
  /** The time now, for rows that are written now. */
  readonly now: () => string
  /** False for a script that is run later: when its steps begin is not known. */
  readonly isTimed: boolean
  /** Added to the detail of every finished step. */
  readonly note?: string | undefined
}

/** What a row says of the step itself. */
export interface JournalFacts {
  readonly revision: RevisionId
  readonly direction: JournalDirection
  readonly state: JournalState
  readonly statement?: number
  readonly checksum?: string | undefined
  readonly layoutChecksum?: string | undefined
  readonly startedAt?: Date
  readonly detail?: string | undefined
}

/** Writes the journal rows of one run: fills in who, where and when. */
export class JournalWriter {
  readonly #journal: Journal
  readonly #session: Session
  readonly #author: JournalAuthor

  constructor(journal: Journal, session: Session, author: JournalAuthor = thisProcess()) {
    this.#journal = journal
    this.#session = session
    this.#author = author
  }

  /** A row ready to be appended. `finishedAt` is now, except for an intent. */
  entry(facts: JournalFacts): JournalEntry {
    const { run, host, user, now, isTimed, note } = this.#author
    const at = now()
    const statement = facts.statement ?? 0
    const isFinished = facts.state === 'done' && statement === 0
    const notes = [facts.detail, isFinished ? note : undefined].filter((text) => text !== undefined)
    return {
      run,
      revision: facts.revision,
      direction: facts.direction,
      statement,
      checksum: facts.checksum,
      ...(facts.layoutChecksum === undefined ? {} : { layoutChecksum: facts.layoutChecksum }),
      state: facts.state,
      session: this.#session.id,
      host,
      user,
      engine: engineVersion,
      startedAt: (isTimed ? facts.startedAt?.toISOString() : undefined) ?? at,
      finishedAt: facts.state === 'intent' || !isTimed ? undefined : at,
      detail: notes.length === 0 ? undefined : notes.join('; '),
    }
  }

  /** Writes a row through another session, for example one that only records what is sent. */
  async appendThrough(session: Session, entry: JournalEntry): Promise<void> {
    await this.#journal.append(session, entry)
  }

  async append(...entries: readonly JournalEntry[]): Promise<void> {
    if (entries.length === 0) return
    const giveBack = await this.#session.leaveSearchPath?.()
    await this.#journal.append(this.#session, ...entries)
    await giveBack?.()
  }
}

/** The author of rows that this process writes now. */
export function thisProcess(tag?: string): JournalAuthor {
  return {
    run: randomUUID(),
    host: hostname(),
    user: userName(),
    now: () => new Date().toISOString(),
    isTimed: true,
    note: tag === undefined ? undefined : `tag: ${tag}`,
  }
}

/** The system's user name; `?` where the process has none (a container with a bare uid). */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return '?'
  }
}
