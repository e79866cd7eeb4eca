import { createHash } from 'node:crypto'
import type { ScriptStatement, StatementFacts, TouchedObject } from '../ports/script.js'
import type { SqlValue } from '../ports/session.js'

/** One statement of a step that no single transaction covers. */
export interface JournalledStatement {
  readonly text: string
  /** Identifies text and bound values across runs; layout at the ends of the text does not count. */
  readonly checksum: string
  /**
   * `covered`: fits a transaction together with its journal row: DML, and DDL where the server can roll it back.
   * `hidden`: may end the transaction out of sight of its text.
   * `control`: begins or ends a transaction of the script's own.
   * `session`: only sets up the session, and runs again each time.
   * `alone`: no transaction holds it, or it commits the one it runs in.
   */
  readonly kind: 'covered' | 'hidden' | 'control' | 'session' | 'alone'
  /** False when it has no effect, or is refused, inside a transaction. */
  readonly transactional: boolean
  readonly touches: readonly TouchedObject[]
  /** `file:line`, for messages. */
  readonly place: string
}

/** A statement of a SQL script. */
export function journalledStatement(statement: ScriptStatement, transactionalDdl: boolean): JournalledStatement {
  return journalled(statement.text, [], statement, `${statement.file}:${statement.line}`, transactionalDdl)
}

/** Any statement, with what its text says of it. */
export function journalled(
  text: string,
  values: readonly SqlValue[],
  facts: StatementFacts,
  place: string,
  transactionalDdl: boolean,
): JournalledStatement {
  const { transactional, touches } = facts
  return { text, checksum: checksumOf(text, values), kind: kindOf(facts, transactionalDdl), transactional, touches, place }
}

function kindOf(facts: StatementFacts, transactionalDdl: boolean): JournalledStatement['kind'] {
  if (facts.controlsTransaction) return 'control'
  if (facts.setsSession) return 'session'
  if (facts.mayCommit) return 'hidden'
  return facts.transactional && (transactionalDdl || !facts.definesSchema) ? 'covered' : 'alone'
}

/** Identifies a statement, or a query, across runs. */
export function checksumOf(text: string, values: readonly SqlValue[]): string {
  const hash = createHash('sha256').update(text.trim().replaceAll('\r\n', '\n'))
  for (const value of values) hash.update(`\0${typeof value} ${value instanceof Date ? value.toISOString() : String(value)}`)
  return hash.digest('hex')
}
