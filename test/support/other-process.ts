import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** A TypeScript file of the tests, running in a process of its own. */
export interface OtherProcess extends AsyncDisposable {
  readonly process: ChildProcess
  /** Waits for a line on its standard output. */
  line(text: string): Promise<void>
  /** Kills it as a crash would, and waits until it is gone. */
  kill(): Promise<void>
}

/**
 * Runs a file of `test/support` on the sources, in another process.
 *
 * @param file its name, for example `hold-lock.ts`
 */
export async function otherProcess(file: string, ...args: readonly string[]): Promise<OtherProcess> {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const folder = await mkdtemp(join(tmpdir(), 'mig-test-process-'))
  const outfile = join(folder, 'main.mjs')
  const source = (name: string): string => join(root, 'packages', name, 'src', 'index.ts')
  await build({
    entryPoints: [join(root, 'test', 'support', file)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outfile,
    logLevel: 'silent',
    alias: Object.fromEntries(['core', 'sql', 'database'].map((name) => [`@mig/${name}`, source(name)])),
    external: ['pg', 'mysql2', 'sqlite3', 'semver'],
    // Packages are found from the project, wherever the bundle lies.
    plugins: [
      {
        name: 'absolute-packages',
        setup(builder) {
          builder.onResolve({ filter: /^(pg|mysql2|sqlite3|semver)(\/|$)/ }, ({ path }) => ({
            path: fileURLToPath(import.meta.resolve(path)),
            external: true,
          }))
        },
      },
    ],
  })
  const child = spawn(process.execPath, [outfile, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk) => (output += String(chunk)))
  child.stderr.on('data', (chunk) => (errors += String(chunk)))
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await gone
  }
  return {
    process: child,
    kill,
    line: async (text) => {
      while (!output.split('\n').includes(text)) {
        if (child.exitCode !== null) throw new Error(`${file} ended: ${errors}`)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
    [Symbol.asyncDispose]: async () => {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
