import { afterAll, describe, expect, it } from 'vitest'
import { canStartPrivateServer, databases, startPrivateServer, type PrivateServer, type TestServer } from '../support/servers.js'
import { startRelay, throughRelay, type Relay } from '../support/relay.js'
import { tempFolder } from '../support/temp-folder.js'
import { runTrial, runTwins, type Arena, type Moment, type Outcome, type Trial, type Twins, type Victim } from './kill-matrix.js'

const isLong = process.env['MIG_FAULTS_LONG'] === '1'
/** Kills per server and victim; a long run kills clients until every place was struck. */
const wanted: Readonly<Record<Victim, number>> = isLong ? { client: 150, server: 40, socket: 80 } : { client: 14, server: 4, socket: 6 }

const outcomes: { readonly server: string; readonly outcome: Outcome }[] = []

describe('a migration that is killed, and run again', () => {
  for (const server of databases) {
    for (const victim of victimsOf(server)) {
      it(`ends on ${server.name} as if nothing had happened, ${victim} killed`, { timeout: isLong ? 3_600_000 : 240_000 }, async () => {
        await using folder = await tempFolder()
        await using arena = await openArena(server, victim)
        const twins = await runTwins(arena, folder.path)
        const bad: string[] = []
        let kills = 0
        const trials = trialsOf(victim, twins)
        // Two at a time: most of a trial is starting processes.
        const worker = async (): Promise<void> => {
          for (;;) {
            const trial = trials.next()
            if (trial.done || (kills >= wanted[victim] && !(isLong && victim === 'client'))) return
            const outcome = await runTrial(arena, twins, trial.value, (strikes) => nextStrike(trial.value, twins, strikes))
            outcomes.push({ server: server.name, outcome })
            kills += outcome.kills
            const { stuck, differences } = outcome
            if (stuck.length + differences.length > 0) bad.push(`${JSON.stringify(trial.value)}: ${[...stuck, ...differences].join(' · ')}`)
          }
        }
        await Promise.all(victim === 'client' ? [worker(), worker()] : [worker()])
        expect(bad).toEqual([])
        expect(kills).toBeGreaterThanOrEqual(wanted[victim])
      })
    }
  }

  afterAll(() => {
    const rows = new Map<string, { kills: number; stuck: number; wrong: number }>()
    for (const { server, outcome } of outcomes) {
      const key = `${server}, ${outcome.trial.victim} killed`
      const row = rows.get(key) ?? { kills: 0, stuck: 0, wrong: 0 }
      row.kills += outcome.kills
      row.stuck += outcome.stuck.length > 0 ? 1 : 0
      row.wrong += outcome.differences.length > 0 ? 1 : 0
      rows.set(key, row)
    }
    for (const [key, { kills, stuck, wrong }] of rows) console.log(`${key}: ${kills} kills, ${stuck} operator actions, ${wrong} wrong ends`)
  })
})

function victimsOf(server: TestServer): readonly Victim[] {
  if (server.dialect === 'sqlite') return ['client']
  return canStartPrivateServer(server.dialect) ? ['client', 'server', 'socket'] : ['client']
}

/**
 * A long run strikes clients at every port call, before it, during it or after it in turns, and at random times in between. Other runs take as many strikes as they want out of the same places, spread over all of them.
 */
function* trialsOf(victim: Victim, twins: Twins): Generator<Trial> {
  const random = generator(victim.length * 7919)
  const moments: readonly Moment[] = ['before', 'during', 'after']
  const delay = (): number => (random() < 0.5 ? 0 : Math.floor(random() * 12))
  const places = (['upgrade', 'downgrade'] as const).flatMap((verb) =>
    Array.from({ length: twins[verb].calls }, (_, at) => ({ verb, at: at + 1 })),
  )
  const isComplete = isLong && victim === 'client'
  const count = isComplete ? places.length : Infinity
  for (let number = 0; number < count; number += 1) {
    // The golden ratio never lands twice on one place and leaves no gap.
    const { verb, at } = places[isComplete ? number : Math.floor(number * 0.6180339887 * places.length) % places.length]!
    yield { victim, verb, moment: moments[number % 3]!, at, delayMs: delay() }
    if (number % 5 === 4)
      yield { victim, verb, moment: 'random time', at: Math.floor(twins[verb].elapsedMs * (0.2 + 0.8 * random())), delayMs: 0 }
  }
}

/** Runs that should heal are killed as well: most of them in a short run, which makes few databases, some of them in a long one. */
function nextStrike(first: Trial, twins: Twins, strikes: number): Trial | undefined {
  const random = generator(first.at * 31 + first.delayMs + strikes * 101 + (first.verb === 'upgrade' ? 1 : 2))
  if (strikes >= 4 || random() < (isLong ? 0.7 : 0.1)) return undefined
  return { ...first, moment: random() < 0.5 ? 'during' : 'after', at: 1 + Math.floor(random() * twins[first.verb].calls * 0.5) }
}

/** Numbers in [0, 1) that are the same in each run (mulberry32). */
function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Clients are killed on the servers that all tests share; whoever strikes a server has one of its own, with a relay in front. */
async function openArena(server: TestServer, victim: Victim): Promise<Arena & AsyncDisposable> {
  const base = { name: server.name, dialect: server.dialect, victims: [victim] }
  if (victim === 'client' || server.dialect === 'sqlite') {
    const nothing = async (): Promise<void> => undefined
    return { ...base, create: () => server.create(), strike: nothing, mend: nothing, [Symbol.asyncDispose]: nothing }
  }
  const own: PrivateServer = await startPrivateServer(server.dialect, { durable: true })
  const relay: Relay = await startRelay(Number(new URL(own.url).port))
  return {
    ...base,
    create: async () => {
      const database = await own.create()
      return { url: victim === 'socket' ? throughRelay(database.url, relay) : database.url, dispose: database.dispose }
    },
    strike: async () => (victim === 'socket' ? relay.cut() : own.kill()),
    mend: async () => (victim === 'socket' ? undefined : own.restart()),
    [Symbol.asyncDispose]: async () => {
      await relay[Symbol.asyncDispose]()
      await own.dispose()
    },
  }
}
