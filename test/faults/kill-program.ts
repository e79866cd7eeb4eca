import { readSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isMigError, Migrator, type Database, type Session } from '@mig/core'
import { DagRepository } from '@mig/dag'
import { connect } from '@mig/database'

/**
 * The command of the kill matrix, in a process of its own: `upgrade` or `downgrade` of a repository, with fail-points.
 *
 * Every await of the executor ends at a port (`Database`, `Session`, and through them ledger and journal). The ports that
 * this program hands to the `Migrator` count the calls and strike at the n-th: before it, after it, or while it is on its way.
 */
interface Strike {
  /** The number of the port call. */
  readonly at: number
  readonly moment: 'before' | 'during' | 'after'
  /** `self`: SIGKILL. `parent`: whoever started this program is asked to strike, and waited for. */
  readonly by: 'self' | 'parent'
  /** How long a call is on its way before the strike. */
  readonly delayMs: number
}

const [url = '', repository = '', verb = 'upgrade', target = 'head', strikeText = 'null'] = process.argv.slice(2)
const strike = JSON.parse(strikeText) as Strike | null // written by kill-matrix.ts alone
let calls = 0

function hit(): void {
  if (strike?.by === 'self') process.kill(process.pid, 'SIGKILL')
  process.stdout.write('strike\n')
  readSync(0, Buffer.alloc(16))
}

async function pass<T>(call: () => Promise<T>): Promise<T> {
  calls += 1
  if (calls !== strike?.at) return call()
  if (strike.moment === 'before') hit()
  const answer = call()
  if (strike.moment === 'during') {
    answer.catch(() => undefined)
    if (strike.delayMs > 0) await sleep(strike.delayMs)
    else await new Promise((resolve) => setImmediate(resolve))
    hit()
  }
  const value = await answer
  if (strike.moment === 'after') hit()
  return value
}

const counted = new Set<PropertyKey>(['query', 'execute', 'executeAll', 'begin', 'commit', 'rollback', 'restore', 'createTable'])
const raw = new WeakMap<Session, Session>()

function faultySession(session: Session): Session {
  const faulty = new Proxy(session, {
    get(inner, member) {
      const value: unknown = Reflect.get(inner, member, inner)
      if (typeof value !== 'function') return value
      if (!counted.has(member)) return value.bind(inner)
      return (...args: readonly unknown[]) => pass(async () => Reflect.apply(value, inner, args))
    },
  })
  raw.set(faulty, session)
  return faulty
}

function faultyDatabase(database: Database): Database {
  return {
    dialect: database.dialect,
    displayUrl: database.displayUrl,
    journal: database.journal,
    scratch: () => database.scratch(),
    lockHolder: () => database.lockHolder(),
    unlock: (options) => database.unlock(options),
    session: async (options) => faultySession(await pass(() => database.session(options))),
    counters: (session) => pass(() => database.counters(raw.get(session) ?? session)),
    inspect: (session) => pass(() => database.inspect(session && (raw.get(session) ?? session))),
    exclusively: (options, work) => pass(() => database.exclusively(options, (session) => pass(async () => work(faultySession(session))))),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}

const database = await connect(url)
try {
  const migrator = new Migrator({
    repository: await DagRepository.open(repository),
    database: faultyDatabase(database),
    operations: () => import('@mig/schema'),
  })
  await (verb === 'downgrade' ? migrator.downgrade(target) : migrator.upgrade(target))
  process.stdout.write(`calls ${calls}\n`)
} catch (error) {
  process.exitCode = 1
  const cause = error instanceof Error && isMigError(error.cause) ? ` (${error.cause.code})` : ''
  process.stderr.write(
    isMigError(error) ? `${error.code}${cause} ${error.message}\n` : `${error instanceof Error ? error.stack : String(error)}\n`,
  )
} finally {
  await Promise.resolve(database[Symbol.asyncDispose]()).catch(() => undefined)
}
