import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chmodSync, chownSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer, connect as connectSocket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { serverIds, type ServerPrograms } from './find-server.js'
import { runFolder, runProcess } from './run-folder.js'

/** A server that the tests started. */
export interface StartedServer {
  readonly url: string
  readonly pid: number
  /** Holds its data and its log. */
  readonly folder: string
}

/** What differs between servers: how data are made, how it is started, which URL it answers to. */
export interface ServerRecipe {
  readonly programs: ServerPrograms
  readonly initialise: (data: string) => readonly [program: string, args: readonly string[]]
  readonly start: (data: string, port: number, folder: string) => readonly string[]
  readonly url: (port: number) => string
}

/**
 * Starts a server on a free port of 127.0.0.1, in a folder of its own, without waiting for disks.
 * It is stopped when the test run's process ends, however that happens.
 */
export async function startServer(recipe: ServerRecipe): Promise<StartedServer> {
  const folder = mkdtempSync(join(runFolder(), 'server-'))
  const ids = serverIds(recipe.programs)
  for (const path of [runFolder(), folder]) chmodSync(path, 0o755)
  if (ids) chownSync(folder, ids.uid, ids.gid)
  const data = join(folder, 'data')
  const [program, args] = recipe.initialise(data)
  const made = spawnSync(program, args, { ...ids, cwd: folder, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`${program} failed: ${made.error?.message ?? made.stderr}`)
  // Somebody else may have taken the port in between.
  for (let attempt = 1; ; attempt += 1) {
    const started = await launch(recipe, folder, await freePort())
    if (started) return started
    if (attempt === 3)
      throw new Error(`${recipe.programs.server} did not start:\n${readFileSync(join(folder, 'log'), 'utf8').slice(-2000)}`)
  }
}

/** Starts a server that was killed again, on its data and its port. */
export async function restartServer(recipe: ServerRecipe, server: StartedServer): Promise<StartedServer> {
  for (let attempt = 1; attempt <= 20; attempt += 1) {
    const started = await launch(recipe, server.folder, Number(new URL(server.url).port))
    if (started) return started
    // What the killed one left behind (children, shared memory) is on its way out.
    await sleep(100)
  }
  throw new Error(`${recipe.programs.server} did not start again:\n${readFileSync(join(server.folder, 'log'), 'utf8').slice(-2000)}`)
}

async function launch(recipe: ServerRecipe, folder: string, port: number): Promise<StartedServer | undefined> {
  const log = openSync(join(folder, 'log'), 'a')
  const child = spawn(recipe.programs.server, recipe.start(join(folder, 'data'), port, folder), {
    ...serverIds(recipe.programs),
    cwd: folder,
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  child.unref()
  if (child.pid === undefined) throw new Error(`${recipe.programs.server} did not start`)
  watch(child.pid)
  return (await answers(child, port)) ? { url: recipe.url(port), pid: child.pid, folder } : undefined
}

/** Ends a server at once and removes its data. */
export function stopServer({ pid, folder }: Pick<StartedServer, 'pid' | 'folder'>): void {
  for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
    try {
      process.kill(pid, signal)
    } catch {
      break
    }
    // PostgreSQL ends its children on SIGQUIT; give it the moment for it.
    if (signal === 'SIGQUIT') spawnSync('sleep', ['0.2'])
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** Kills a server as a crash would, its children with it, and waits until it is gone. */
export async function killServer(pid: number): Promise<void> {
  // It leads a process group of its own; PostgreSQL's children have left it, and end when they notice.
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, 'SIGKILL')
    } catch {
      continue
    }
  }
  for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 10) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await sleep(10)
  }
  throw new Error(`the server ${pid} did not die`)
}

/** Stops the server when the run is over without a chance to say so: a killed run leaves no server behind. */
function watch(pid: number): void {
  if (process.platform === 'win32') return
  const script =
    'while kill -0 "$1" && kill -0 "$2"; do sleep 1; done; kill -0 "$1" || { kill -QUIT "$2"; sleep 1; kill -KILL "$2"; rm -rf "$3"; }'
  spawn('sh', ['-c', script, 'watch-test-server', String(runProcess()), String(pid), runFolder()], {
    detached: true,
    stdio: 'ignore',
  }).unref()
}

/** A port of 127.0.0.1 that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}

async function answers(child: ChildProcess, port: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < 60_000 && child.exitCode === null; waitedMs += 50) {
    if (await accepts(port)) return true
    await sleep(50)
  }
  return false
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectSocket(port, '127.0.0.1')
    const settle = (accepted: boolean) => () => {
      socket.destroy()
      resolve(accepted)
    }
    socket.once('connect', settle(true))
    socket.once('error', settle(false))
  })
}
