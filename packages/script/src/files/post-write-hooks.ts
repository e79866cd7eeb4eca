import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { MigError } from '@mig/core'

/** A program that is run on each new migration file: a formatter, a linter, `git add`. */
export interface PostWriteHook {
  /** The program, without a shell. */
  readonly command: string
  /** `{file}` stands for the new file's absolute path; where no argument has it, the path comes last. */
  readonly args?: readonly string[]
  /** The folder to run in. Default: the working directory. */
  readonly cwd?: string
}

/**
 * Runs hooks one after the other on each file.
 *
 * @throws {MigError} `MIG_HOOK_FAILED` with what the hook printed and how it ended; later hooks do not run then
 * @example
 * await runPostWriteHooks([{ command: 'npx', args: ['prettier', '--write', '{file}'] }], ['/app/migrations/versions/ae10_add_a_table.ts'])
 */
export async function runPostWriteHooks(hooks: readonly PostWriteHook[], files: readonly string[]): Promise<void> {
  for (const file of files) for (const hook of hooks) await runHook(hook, file)
}

async function runHook({ command, args = [], cwd }: PostWriteHook, file: string): Promise<void> {
  const words = args.some((arg) => arg.includes('{file}')) ? args.map((arg) => arg.replaceAll('{file}', file)) : [...args, file]
  const ended = await run(command, words, cwd)
  const fact =
    ended.error !== undefined
      ? `could not be started (${ended.error})`
      : ended.exitCode !== 0
        ? `ended with ${ended.exitCode === null ? `signal ${ended.signal}` : `exit code ${ended.exitCode}`}`
        : existsSync(file)
          ? undefined
          : `removed '${file}'`
  if (fact === undefined) return
  const output = ended.output.trim()
  const typed = [command, ...words].join(' ')
  throw new MigError('MIG_HOOK_FAILED', `the post-write hook '${typed}' ${fact}${output === '' ? '' : `:\n${output}`}`, {
    details: { command, args: words, file, exitCode: ended.exitCode, output },
    hint: 'The new file was taken back. Correct the hook (postWriteHooks in the configuration), and try again.',
  })
}

interface Ended {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** What it printed on both streams, at most the end of it. */
  readonly output: string
  /** Why it could not be started. */
  readonly error?: string
}

const longestOutput = 4000

function run(command: string, args: readonly string[], cwd: string | undefined): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (data: Buffer) => (output = (output + data.toString()).slice(-longestOutput))
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ exitCode: null, signal: null, output, error: error.code ?? error.message }),
    )
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, output }))
  })
}
