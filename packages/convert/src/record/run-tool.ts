import { spawn } from 'node:child_process'
import { MigError, type Dialect } from '@mig/core'
import { hidePasswords } from './hide-passwords.js'

/** A scratch database as another program reaches it. */
export interface ToolAddress {
  /** With its password. */
  readonly url: string
  readonly dialect: Dialect
  /** The name of the database; of SQLite the path of the file. */
  readonly database: string
}

/** One run of the old tool. */
export interface ToolRun {
  readonly command: string
  readonly version: string
  /** Its file, below the folder of the migrations: some tools want the name. */
  readonly file: string
  readonly address: ToolAddress
  readonly cwd: string
  /** How long it may take. */
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
}

/** How much of what the tool printed goes into a message. */
const lastLines = 5
/** How long a tool has to end by itself once it is told to. */
const graceMs = 5_000

/**
 * Runs the old tool's command in a shell, with what it has to know in its place and in the environment (`MIG_RECORD_URL`, `MIG_RECORD_VERSION`, `MIG_RECORD_FILE`,
 * `MIG_RECORD_DIALECT`, `MIG_RECORD_DATABASE`).
 *
 * @throws {MigError} `MIG_RECORD_FAILED` when it does not end in time and with 0, with the last of what it printed; `MIG_INTERRUPTED`
 */
export async function runTool(run: ToolRun): Promise<void> {
  const { command, version, file, address, cwd, timeoutMs, signal } = run
  const beyondScheme = address.url.slice(address.url.indexOf('://') + 3)
  const values: Readonly<Record<string, string>> = {
    version,
    file,
    url: address.url,
    address: beyondScheme,
    dialect: address.dialect,
    database: address.database,
  }
  const line = command.replaceAll(/\{(\w+)\}/g, (text, name: string) => (name in values ? quoted(values[name]!) : text))
  const env = {
    ...process.env,
    MIG_RECORD_URL: address.url,
    MIG_RECORD_VERSION: version,
    MIG_RECORD_FILE: file,
    MIG_RECORD_DIALECT: address.dialect,
    MIG_RECORD_DATABASE: address.database,
  }
  const { code, isLate, output } = await runShell(line, { cwd, env, timeoutMs, signal })
  if (signal?.aborted === true) {
    throw new MigError('MIG_INTERRUPTED', `stopped by a signal while the old tool ran version ${version}`, {
      details: { version },
      hint: 'Its scratch database was dropped; nothing was written.',
    })
  }
  if (code === 0 && !isLate) return
  const said = hidePasswords(output.trim().split('\n').slice(-lastLines).join('\n').replaceAll(address.url, '{url}'), address.url)
  const told = hidePasswords(command)
  const [fact, exit] = isLate ? [`did not end within ${timeoutMs / 1000} s`, ''] : ['failed', ` (exit ${code})`]
  throw new MigError(
    'MIG_RECORD_FAILED',
    `the old tool ${fact} at version ${version} on ${address.dialect}${exit}: ${told}${said === '' ? '' : `\n${said}`}`,
    {
      details: { version, command: told, dialect: address.dialect, exitCode: isLate ? undefined : code },
      hint: isLate
        ? 'See what it waits for, or give it more time with --record-timeout SECONDS; nothing was written.'
        : 'Run the command by hand on an empty database, version by version, until it works; nothing was written.',
    },
  )
}

/** As one word of the shell; cmd.exe knows double quotes alone. */
function quoted(text: string): string {
  if (/^[\w./:@-]+$/.test(text)) return text
  return process.platform === 'win32' ? `"${text.replaceAll('"', '""')}"` : `'${text.replaceAll("'", `'\\''`)}'`
}

interface ShellOptions {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
}

interface ShellResult {
  readonly code: number
  readonly isLate: boolean
  readonly output: string
}

/** The shell leads a process group of its own, so that a signal ends what it started as well. */
function runShell(line: string, { cwd, env, timeoutMs, signal }: ShellOptions): Promise<ShellResult> {
  return new Promise((resolve, reject) => {
    const isGroup = process.platform !== 'win32'
    const child = spawn(line, { cwd, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'], detached: isGroup })
    let output = ''
    let isLate = false
    let last: NodeJS.Timeout | undefined
    const take = (data: Buffer): void => void (output = `${output}${data.toString('utf8')}`.slice(-10_000))
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    const end = (word: 'SIGTERM' | 'SIGKILL'): void => {
      if (child.pid === undefined) return
      try {
        if (isGroup) process.kill(-child.pid, word)
        else child.kill(word)
      } catch {
        // it has ended by itself
      }
    }
    const stop = (): void => {
      end('SIGTERM')
      last ??= setTimeout(() => end('SIGKILL'), graceMs)
    }
    const limit = setTimeout(() => {
      isLate = true
      stop()
    }, timeoutMs)
    const settle = (): void => {
      clearTimeout(limit)
      clearTimeout(last)
      signal?.removeEventListener('abort', stop)
    }
    if (signal?.aborted === true) stop()
    signal?.addEventListener('abort', stop, { once: true })
    child.on('error', (error) => {
      settle()
      reject(error)
    })
    child.on('close', (code, killed) => {
      settle()
      resolve({ code: code ?? (killed === null ? 1 : 128), isLate, output })
    })
  })
}
