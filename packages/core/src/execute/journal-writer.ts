import { randomUUID } from 'node:crypto'
import { hostname, userInfo } from 'node:os'
import type { RevisionId } from '../graph/revision.js'
import type { Journal, JournalDirection, JournalEntry, JournalState } from '../ports/journal.js'
import type { Session } from '../ports/session.js'
import { engineVersion } from '../version.js'

/** Writes the journal rows of one run: fills in who, where and when. */
export class JournalWriter {
  readonly #journal: Journal
  readonly #session: Session
  readonly #run = randomUUID()
  readonly #host = hostname()
  readonly #user = userName()

  constructor(journal: Journal, session: Session) {
    this.#journal = journal
    this.#session = session
  }

  /** A row ready to be appended. `finishedAt` is now, except for an intent. */
  entry(facts: {
    readonly revision: RevisionId
    readonly direction: JournalDirection
    readonly state: JournalState
    readonly statement?: number
    readonly checksum?: string | undefined
    readonly layoutChecksum?: string | undefined
    readonly startedAt?: Date
    readonly detail?: string | undefined
  }): JournalEntry {
    const now = new Date()
    return {
      run: this.#run,
      revision: facts.revision,
      direction: facts.direction,
      statement: facts.statement ?? 0,
      checksum: facts.checksum,
      ...(facts.layoutChecksum === undefined ? {} : { layoutChecksum: facts.layoutChecksum }),
      state: facts.state,
      session: this.#session.id,
      host: this.#host,
      user: this.#user,
      engine: engineVersion,
      startedAt: (facts.startedAt ?? now).toISOString(),
      finishedAt: facts.state === 'intent' ? undefined : now.toISOString(),
      detail: facts.detail,
    }
  }

  append(...entries: readonly JournalEntry[]): Promise<void> {
    return this.#journal.append(this.#session, ...entries)
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
