import type { Session, SqlValue } from '../ports/session.js'
import { fillMarks, valueMark } from './value-marks.js'

/**
 * Writes down what ledger and journal would send, with the values written in, so that it can travel in one message with the
 * COMMIT: two round trips a step less. Each statement counts as having changed the one row that the COMMIT will ask of it.
 */
export class StatementRecorder {
  readonly #recorder: Session
  #statements: string[] = []

  constructor(session: Session) {
    const execute = (sql: string, values: readonly SqlValue[] = []): Promise<{ readonly affectedRows: number }> => {
      this.#statements.push(fillMarks(sql, values, (value) => session.literal(value)))
      return Promise.resolve({ affectedRows: 1 })
    }
    this.#recorder = new Proxy(session, {
      get(target, member) {
        if (member === 'execute') return execute
        if (member === 'placeholder') return valueMark
        const value: unknown = Reflect.get(target, member, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }

  /** The statements that `work` sends through the session it is given. */
  async record(work: (session: Session) => Promise<unknown>): Promise<readonly string[]> {
    this.#statements = []
    await work(this.#recorder)
    return this.#statements
  }
}
