import type { RevisionId } from '../graph/revision.js'
import type { Session } from './session.js'

/**
 * What a journal row tells: something is about to run, ran, or failed. Rows are only ever added.
 *
 * `answer` rows are working notes, no history: what a code script that no transaction covers was told by its queries. They go
 * when its step ends, and only `Journal.answers` reads them.
 */
export type JournalState = 'intent' | 'done' | 'failed' | 'answer'

/** The direction of a journalled event; `accept` and `recover` are written by people's decisions. */
export type JournalDirection = 'upgrade' | 'downgrade' | 'stamp' | 'adopt' | 'recover' | 'accept'

/** One row of the journal. Times are ISO 8601 in UTC. */
export interface JournalEntry {
  /** Given by the database, ascending; absent on an entry that is not written yet. */
  readonly sequence?: number
  /** One id per call of the executor. */
  readonly run: string
  readonly revision: RevisionId
  readonly direction: JournalDirection
  /** 1-based number of the statement within the script; 0 for the step as a whole. */
  readonly statement: number
  /** Checksum of the script (statement 0) or of the statement's text. */
  readonly checksum: string | undefined
  /** Checksum of what the script means (`Script.layoutBlindChecksum`); only for statement 0 of what changed or accepted a script. */
  readonly layoutChecksum?: string | undefined
  readonly state: JournalState
  /** The server session that ran it. */
  readonly session: string
  readonly host: string
  readonly user: string
  readonly engine: string
  readonly startedAt: string
  readonly finishedAt: string | undefined
  /**
   * The error of a failed row; how many rows a statement of a code script changed; the note of a stamp, adoption, recovery or accepted edit; of a finished step how the version
   * table's rows moved, `a, b -> c`.
   */
  readonly detail: string | undefined
}

/** What checks need to know of a finished step or an accepted edit. */
export type FinishedStep = Pick<JournalEntry, 'revision' | 'direction' | 'checksum' | 'layoutChecksum' | 'detail'>

/** Which rows to read; newest last. */
export interface JournalQuery {
  readonly revision?: RevisionId
  /** Only the newest this many. */
  readonly limit?: number
}

/**
 * The truth of what happened: append-only, written with the step it tells of, on the same session.
 *
 * `read` answers an empty list when the table does not exist.
 */
export interface Journal {
  readonly table: string
  create(session: Session): Promise<void>
  append(session: Session, ...entries: readonly JournalEntry[]): Promise<void>
  read(session: Session, query?: JournalQuery): Promise<readonly JournalEntry[]>
  /** Every step that finished and every edit that was accepted, oldest first. One query of few columns. */
  finished(session: Session): Promise<readonly FinishedStep[]>
  /**
   * Revisions that an earlier run left half-done: since their last finished step a statement was done, or announced and neither
   * done nor failed. A step whose first statement failed has left nothing.
   * One query, whatever the length of the journal; empty when the table does not exist.
   */
  unfinished(session: Session): Promise<readonly RevisionId[]>
  /** The `answer` rows of a revision, oldest first. */
  answers(session: Session, revision: RevisionId): Promise<readonly JournalEntry[]>
  /** Removes the `answer` rows of a revision. */
  forgetAnswers(session: Session, revision: RevisionId): Promise<void>
}
