import { decideInFlight, type InFlightDecision } from '../execute/decide-in-flight.js'
import { halfDoneDirection, readHalfDone, type EarlierStatement } from '../execute/half-done.js'
import { journalledStatement } from '../execute/journalled-statement.js'
import type { RevisionId } from '../graph/revision.js'
import type { Database } from '../ports/database.js'
import type { JournalEntry } from '../ports/journal.js'
import type { Repository } from '../ports/repository.js'
import type { Direction } from '../ports/script.js'
import type { Session } from '../ports/session.js'

/** A step that an earlier run left half-done, and what recovering it would do. */
export interface HalfDoneStep {
  readonly revision: RevisionId
  readonly direction: Direction
  /** The file of its script; `undefined` when no file declares the revision any more. */
  readonly file: string | undefined
  /** Who ran it last, and when it began. */
  readonly by: { readonly host: string; readonly user: string; readonly session: string; readonly at: string }
  /** Numbers of the statements that are done for good. */
  readonly done: readonly number[]
  /** Those of them whose text in the SQL script is another one by now: recovery stops at the first. */
  readonly edited: readonly number[]
  /** The statement that was announced and never reported, and what the catalog says of it. */
  readonly inFlight: InFlightStatement | undefined
  /** Statements of a SQL script; code says only while it runs how many it sends. */
  readonly total: number | undefined
  /** The server session that still runs the dead client's statement: recovery waits for it. */
  readonly stillRunning: string | undefined
}

/** A statement that an earlier run announced and never reported. */
export interface InFlightStatement {
  readonly number: number
  /** `run`: it left no trace and runs again. `done`: it took effect. `rebuild`: its invalid index is built anew. `unknown`: a person must say. `replay`: decided while the code script is replayed. */
  readonly decision: InFlightDecision | 'replay'
  readonly text: string | undefined
  readonly place: string | undefined
}

/** Reads every half-done step of the database; changes nothing. */
export async function readHalfDoneSteps(repository: Repository, database: Database, session: Session): Promise<readonly HalfDoneStep[]> {
  const steps: HalfDoneStep[] = []
  for (const revision of await database.journal.unfinished(session)) {
    const rows = await database.journal.read(session, { revision })
    const direction = halfDoneDirection(rows)
    if (direction) steps.push(await readStep(revision, direction, rows, { repository, database, session }))
  }
  return steps
}

interface Place {
  readonly repository: Repository
  readonly database: Database
  readonly session: Session
}

async function readStep(revision: RevisionId, direction: Direction, rows: readonly JournalEntry[], place: Place): Promise<HalfDoneStep> {
  const { repository, database } = place
  const earlier = readHalfDone(rows, direction)
  const last = rows.findLast((row) => row.statement > 0)! // `unfinished` names only revisions that have one
  const known = (await repository.graph()).has(revision)
  const body = known ? await (await repository.script(revision)).body(direction, database.dialect) : undefined
  const open = [...earlier.values()].find(({ state }) => state === 'in-flight' || state === 'committed')
  const other = open && (await database.otherSession?.(open.session))
  const isOurs = other !== undefined && other.host === last.host && other.statement !== undefined
  const done = [...earlier.values()].filter(({ state }) => state === 'done')
  const { transactionalDdl } = place.session.capabilities
  const isEdited = ({ number, checksum }: EarlierStatement): boolean => {
    const statement = body?.kind === 'sql' ? body.statements[number - 1] : undefined
    return body?.kind === 'sql' && (!statement || journalledStatement(statement, transactionalDdl).checksum !== checksum)
  }
  return {
    revision,
    direction,
    file: body?.file,
    by: { host: last.host, user: last.user, session: last.session, at: last.startedAt },
    done: done.map(({ number }) => number),
    edited: done.filter(isEdited).map(({ number }) => number),
    inFlight:
      open && (await decide(open, body?.kind === 'sql' ? body.statements[open.number - 1] : undefined, body?.kind === 'code', place)),
    total: body?.kind === 'sql' ? body.statements.length : undefined,
    stillRunning: isOurs ? other.statement : undefined,
  }
}

async function decide(
  open: EarlierStatement,
  statement: Parameters<typeof journalledStatement>[0] | undefined,
  isCode: boolean,
  { database, session }: Place,
): Promise<InFlightStatement> {
  const { number } = open
  if (!statement) return { number, decision: isCode ? 'replay' : 'unknown', text: undefined, place: undefined }
  const journalled = journalledStatement(statement, session.capabilities.transactionalDdl)
  const isTold = open.checksum === journalled.checksum && (open.state === 'in-flight' || open.before !== undefined)
  const decision = isTold ? decideInFlight(journalled, await database.inspect(session), open.before) : 'unknown'
  return { number, decision, text: statement.text, place: journalled.place }
}
