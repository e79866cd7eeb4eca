import type { Session, StatementResult } from '@mig/core'
import { tokensOf } from '@mig/sql'
import { SessionBridge, type Answer } from '../session-bridge.js'
import { boundValue } from './bound-value.js'
import { DriverErrors } from './driver-errors.js'
import { unknownNumber } from './unknown-number.js'

type Callback = (this: { readonly changes: number; readonly lastID: unknown } | void, ...answer: unknown[]) => void

/** What a transaction that a builder begins is to mig. */
type Level = 'given' | 'savepoint' | 'real' | 'none'

/**
 * What builders take for the connection of their driver: `pg`, `mysql2` and `sqlite3` at once. Everything is sent through the session.
 *
 * A transaction of the builder becomes a savepoint where one is open. Where none is, the step runs without: then it is a real one.
 */
export class BuilderConnection {
  /** The script has asked for a rollback of all that it does. */
  hasRolledBack = false
  readonly errors = new DriverErrors()
  readonly #session: Session
  readonly #bridge: SessionBridge
  readonly #levels: Level[] = []
  readonly #savepoints = new Set<string>()
  #isGiven: boolean

  /** @param isGiven the first transaction that is begun is the step's own */
  constructor(session: Session, { isGiven = false } = {}) {
    this.#session = session
    this.#bridge = new SessionBridge(session)
    this.#isGiven = isGiven
  }

  /** `pg`: `(text | { text, values }, values?, done?)`; `mysql2`: `(text | { sql }, values?, done)`. */
  query(input: string | QueryInput, ...rest: readonly unknown[]): QueryHandle {
    const done = rest.find((value) => typeof value === 'function') as Callback
    const text = typeof input === 'string' ? input : (input.text ?? input.sql ?? '')
    const values = (rest.find(Array.isArray) as readonly unknown[] | undefined) ?? (typeof input === 'string' ? [] : (input.values ?? []))
    this.#send(text, values).then(
      (answer) => (this.#session.dialect === 'postgres' ? done(null, postgresAnswer(text, answer)) : done(null, mysqlAnswer(answer), [])),
      (error: unknown) => done(this.errors.driverError(error)),
    )
    return handle
  }

  /** `mysql2` */
  execute(input: string | QueryInput, ...rest: readonly unknown[]): QueryHandle {
    return this.query(input, ...rest)
  }

  /** `sqlite3`: `(text, [values] | { name: value } | ...values, done)` */
  all(text: string, ...rest: readonly unknown[]): this {
    const done = rest.find((value) => typeof value === 'function') as Callback
    const given = rest.slice(0, rest.indexOf(done))
    const [only] = given
    const isList =
      given.length === 1 && typeof only === 'object' && only !== null && !(only instanceof Date) && !(only instanceof Uint8Array)
    const [sent, bound] = positional(text, isList ? (only as readonly unknown[] | Readonly<Record<string, unknown>>) : given)
    this.#send(sent, bound).then(
      ({ rows, affectedRows, insertId }) => done.call({ changes: affectedRows, lastID: insertId ?? unknownNumber }, null, rows),
      (error: unknown) => done(this.errors.driverError(error)),
    )
    return this
  }

  /** `sqlite3` */
  run(text: string, ...rest: readonly unknown[]): this {
    return this.all(text, ...rest)
  }

  /** `sqlite3` */
  exec(text: string, ...rest: readonly unknown[]): this {
    return this.all(text, ...rest)
  }

  /** `pg`, `mysql2`: there is nobody to connect to. */
  connect(done: (error: unknown) => void): void {
    done(null)
  }

  /** `sqlite3`: what is sent is sent in turn anyway. */
  serialize(work: () => unknown): void {
    work()
  }

  async #send(text: string, values: readonly unknown[]): Promise<Answer> {
    const words = text.trim().replace(/;$/, '')
    if (/^(?:begin|start\s+transaction)\b/i.test(words) && !words.includes(';')) return await this.#begin()
    if (/^commit$/i.test(words)) return await this.#end('COMMIT')
    if (/^rollback$/i.test(words)) return await this.#end('ROLLBACK')
    // settings of a transaction that is not the builder's
    if (/^set\s+transaction\b/i.test(words) && this.#session.inTransaction) return none
    const savepoint = /^(savepoint|release(?:\s+savepoint)?|rollback\s+to(?:\s+savepoint)?)\s+(\S+)$/i.exec(words)
    if (!savepoint)
      return await this.#bridge.send(
        text,
        values.map((value) => boundValue(value, this.#session.dialect)),
      )
    const [, verb = '', name = ''] = savepoint
    if (!this.#session.inTransaction) return none
    if (/^savepoint$/i.test(verb)) this.#savepoints.add(name)
    // one that MySQL has ended with its transaction is not there any more
    else if (!this.#savepoints.has(name)) return none
    return await this.#execute(words)
  }

  async #begin(): Promise<Answer> {
    const isGiven = this.#isGiven
    this.#isGiven = false
    const level: Level = isGiven ? 'given' : this.#session.inTransaction ? 'savepoint' : 'real'
    this.#levels.push(level)
    if (level === 'savepoint') return await this.#execute(`SAVEPOINT mig_${this.#levels.length}`)
    // what is noted of its statements comes and goes with it
    if (level === 'real') await this.#session.begin()
    return none
  }

  async #end(word: 'COMMIT' | 'ROLLBACK'): Promise<Answer> {
    const name = `mig_${this.#levels.length}`
    const level = this.#levels.pop() ?? 'none'
    if (level === 'given' && word === 'ROLLBACK') this.hasRolledBack = true
    // MySQL has ended it with a statement that commits
    if (level === 'given' || level === 'none' || !this.#session.inTransaction) return none
    if (level === 'real') {
      await (word === 'COMMIT' ? this.#session.commit() : this.#session.rollback())
      return none
    }
    if (word === 'ROLLBACK') await this.#execute(`ROLLBACK TO SAVEPOINT ${name}`)
    return await this.#execute(`RELEASE SAVEPOINT ${name}`)
  }

  async #execute(text: string): Promise<Answer> {
    await this.#session.execute(text)
    return none
  }
}

interface QueryInput {
  readonly text?: string
  readonly sql?: string
  readonly values?: readonly unknown[]
}

/** What `mysql2` gives back at once. */
interface QueryHandle {
  setMaxListeners(count: number): QueryHandle
}

const handle: QueryHandle = { setMaxListeners: () => handle }
const none: Answer = { rows: [], affectedRows: 0 }

function postgresAnswer(text: string, { rows, affectedRows }: Answer): unknown {
  const word = /^[\s(]*(\w+)/.exec(text)?.[1]?.toUpperCase()
  return { rows, rowCount: affectedRows, command: word === 'WITH' ? 'SELECT' : word }
}

function mysqlAnswer({ rows, affectedRows, insertId = unknownNumber as never }: Answer & StatementResult): unknown {
  return rows.length > 0 ? rows : Object.assign(rows, { affectedRows, insertId })
}

/** `$name` of a statement for SQLite as `?`, which a session binds. */
function positional(
  text: string,
  values: readonly unknown[] | Readonly<Record<string, unknown>>,
): readonly [text: string, values: readonly unknown[]] {
  if (Array.isArray(values)) return [text, values as readonly unknown[]]
  const named = values as Readonly<Record<string, unknown>>
  if (Object.keys(named).length === 0) return [text, []]
  const bound: unknown[] = []
  let sent = ''
  let at = 0
  for (const token of tokensOf(text, 'sqlite')) {
    const word = text.slice(token.start, token.end)
    if (!/^[$:@]\w+$/.test(word) || !(word in named)) continue
    sent += `${text.slice(at, token.start)}?`
    at = token.end
    bound.push(named[word])
  }
  return [sent + text.slice(at), bound]
}
