import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { bundleProgram } from './bundle-program.js'

/** A TypeScript file of the tests, running in a process of its own. */
export interface OtherProcess extends AsyncDisposable {
  readonly process: ChildProcess
  /** Waits for a line on its standard output. */
  line(text: string): Promise<void>
  /** Its exit code and its last line, once it has ended. */
  end(): Promise<{ readonly exitCode: number | null; readonly lastLine: string; readonly errors: string }>
  /** Kills it as a crash would, and waits until it is gone. */
  kill(): Promise<void>
}

/**
 * Runs a file of `test/support` on the sources, in another process.
 *
 * @param file its name, for example `hold-lock.ts`
 */
export async function otherProcess(file: string, ...args: readonly string[]): Promise<OtherProcess> {
  const outfile = await bundleProgram(join('support', file))
  const child = spawn(process.execPath, [outfile, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk) => (output += String(chunk)))
  child.stderr.on('data', (chunk) => (errors += String(chunk)))
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await gone
  }
  return {
    process: child,
    kill,
    end: async () => {
      await closed
      return { exitCode: child.exitCode, lastLine: output.trimEnd().split('\n').at(-1) ?? '', errors }
    },
    line: async (text) => {
      while (!output.split('\n').includes(text)) {
        if (child.exitCode !== null) throw new Error(`${file} ended: ${errors}`)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
    [Symbol.asyncDispose]: kill,
  }
}
