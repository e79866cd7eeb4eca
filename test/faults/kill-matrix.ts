import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Dialect } from '@mig/core'
import { bundleProgram } from '../support/bundle-program.js'
import { readHolding, type Holding } from './digest.js'
import { writeScenario } from './scenarios.js'

/** Who is struck: the client by SIGKILL, its server, or the connection between them. */
export type Victim = 'client' | 'server' | 'socket'
export type Moment = 'before' | 'during' | 'after' | 'random time'
export type Verb = 'upgrade' | 'downgrade'

/** One cell of the matrix. */
export interface Trial {
  readonly victim: Victim
  readonly verb: Verb
  /** The port call to strike at; for `random time` the milliseconds since the start. */
  readonly at: number
  readonly moment: Moment
  readonly delayMs: number
}

/** What the trials run on. */
export interface Arena {
  readonly name: string
  readonly dialect: Dialect
  readonly victims: readonly Victim[]
  /** An empty database; its URL leads through the relay where there is one. */
  create(): Promise<{ readonly url: string; dispose(): Promise<void> }>
  /** Kills the server, or cuts its connections. */
  strike(victim: Victim): Promise<void>
  /** Makes the server answer again. */
  mend(): Promise<void>
}

/** What one trial showed. */
export interface Outcome {
  readonly trial: Trial
  readonly kills: number
  /** Runs that nobody struck and that failed all the same: each would have needed an operator. */
  readonly stuck: readonly string[]
  /** How the end differs from that of the undisturbed twin. */
  readonly differences: readonly string[]
}

/** The undisturbed twins of an arena, and how many port calls they make. */
export interface Twins {
  readonly repository: string
  readonly upgrade: { readonly calls: number; readonly elapsedMs: number; readonly end: Holding }
  readonly downgrade: { readonly calls: number; readonly elapsedMs: number; readonly end: Holding }
}

/** Runs both verbs without a strike. */
export async function runTwins(arena: Arena, folder: string): Promise<Twins> {
  writeScenario(folder, arena.dialect)
  const database = await arena.create()
  const run = async (verb: Verb) => {
    const started = performance.now()
    const result = await runProgram(database.url, folder, verb, undefined, arena)
    if (result.exitCode !== 0) throw new Error(`the twin on ${arena.name} failed: ${result.errors}`)
    const calls = Number(/calls (\d+)/.exec(result.output)?.[1])
    return { calls, elapsedMs: performance.now() - started, end: await readHolding(database.url) }
  }
  try {
    return { repository: folder, upgrade: await run('upgrade'), downgrade: await run('downgrade') }
  } finally {
    await database.dispose()
  }
}

/** Kills once or more, then runs the same command until it ends well, and compares with the twin. */
export async function runTrial(arena: Arena, twins: Twins, trial: Trial, again: (strikes: number) => Trial | undefined): Promise<Outcome> {
  const database = await arena.create()
  const stuck: string[] = []
  let kills = 0
  try {
    if (trial.verb === 'downgrade') await undisturbed(database.url, twins.repository, 'upgrade', arena)
    let next: Trial | undefined = trial
    for (let attempt = 1; ; attempt += 1) {
      const result = await runProgram(database.url, twins.repository, trial.verb, next, arena)
      if (result.wasStruck) kills += 1
      if (result.exitCode === 0) break
      if (!result.wasStruck) {
        stuck.push(result.errors.trim())
        break
      }
      next = again(attempt)
    }
    const differences = stuck.length > 0 ? [] : compare(twins[trial.verb].end, await readHolding(database.url))
    return { trial, kills, stuck, differences }
  } finally {
    await database.dispose()
  }
}

async function undisturbed(url: string, repository: string, verb: Verb, arena: Arena): Promise<void> {
  const result = await runProgram(url, repository, verb, undefined, arena)
  if (result.exitCode !== 0) throw new Error(`an undisturbed ${verb} failed: ${result.errors}`)
}

function compare(twin: Holding, own: Holding): readonly string[] {
  const tables = new Set([...Object.keys(twin.rows), ...Object.keys(own.rows)])
  return [
    ...(twin.schema === own.schema ? [] : ['schema']),
    ...[...tables]
      .filter((table) => twin.rows[table] !== own.rows[table])
      .map((table) => `rows of ${table}: ${twin.rows[table]} / ${own.rows[table]}`),
    ...(twin.versions.join() === own.versions.join() ? [] : [`versions: ${twin.versions.join()} / ${own.versions.join()}`]),
    ...own.unfinished.map((revision) => `unfinished ${revision}`),
  ]
}

interface ProgramResult {
  readonly exitCode: number
  readonly output: string
  readonly errors: string
  readonly wasStruck: boolean
}

async function runProgram(url: string, repository: string, verb: Verb, trial: Trial | undefined, arena: Arena): Promise<ProgramResult> {
  const program = await bundleProgram(join('faults', 'kill-program.ts'))
  const timed = trial?.moment === 'random time'
  const strike =
    trial && !timed
      ? { at: trial.at, moment: trial.moment, by: trial.victim === 'client' ? 'self' : 'parent', delayMs: trial.delayMs }
      : null
  const target = verb === 'upgrade' ? 'head' : 'base'
  const child = spawn(process.execPath, [program, url, repository, verb, target, JSON.stringify(strike)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let [output, errors, wasStruck] = ['', '', false]
  const isOver = () => child.exitCode !== null || child.signalCode !== null
  const hit = async (): Promise<void> => {
    if (!trial || isOver()) return
    wasStruck = true
    if (trial.victim === 'client') child.kill('SIGKILL')
    else await arena.strike(trial.victim)
  }
  child.stdin.on('error', () => undefined)
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()))
  let hitting: Promise<void> | undefined
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString()
    if (output.includes('strike\n') && !wasStruck) hitting = hit().then(() => void child.stdin.write('go\n'))
  })
  if (trial && timed) hitting = sleep(trial.at).then(hit)
  const exitCode = await new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 137)))
  await hitting
  if (trial && trial.victim !== 'client' && wasStruck) await arena.mend()
  return { exitCode, output, errors, wasStruck: wasStruck || (strike?.by === 'self' && exitCode === 137) }
}
