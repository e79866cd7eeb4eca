import type { Session, SqlValue, StatementResult } from '@mig/core'
import { splitStatements } from '@mig/sql'

/** What a statement of another library came to. */
export interface Answer extends StatementResult {
  readonly rows: Record<string, unknown>[]
}

/** Words of statements that answer with rows. */
const readers = new Set(['SELECT', 'SHOW', 'PRAGMA', 'WITH', 'EXPLAIN', 'DESCRIBE', 'DESC', 'VALUES', 'TABLE'])

/** Sends what another library sends through the session: its statements are part of the step. */
export class SessionBridge {
  readonly #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  /** Of several statements in one text, which a session does not take, the first one's answer is given. */
  async send(text: string, values: readonly SqlValue[] = []): Promise<Answer> {
    const word = /^[\s(]*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? ''
    // TypeORM puts the comments of a new table behind it
    const [first, ...others] = values.length === 0 && text.includes(';') ? splitStatements(text, this.#session.dialect) : []
    if (first !== undefined && others.length > 0) {
      const answer = await this.send(first.text)
      for (const other of others) await this.send(other.text)
      return answer
    }
    const bound = values.map((value) => value ?? null)
    if (readers.has(word) || /\breturning\b/i.test(text)) {
      const rows = await this.#session.query(text, bound)
      return { rows, affectedRows: rows.length }
    }
    const result = await this.#session.execute(text, bound)
    // offline nobody can know it, and TypeORM reads it always
    return this.#session.capabilities.offline ? { rows: [], affectedRows: 0 } : { rows: [], ...result }
  }
}
