import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { runFolder } from './run-folder.js'

const packages = ['core', 'sql', 'script', 'linear', 'dag', 'database', 'schema', 'convert']
const thirdParties = /^(pg|mysql2|sqlite3|semver|typeorm)(\/|$)/
const root = fileURLToPath(new URL('../..', import.meta.url))
const bundles = new Map<string, Promise<string>>()

/**
 * Bundles a program of the tests with the packages' sources into one file that Node runs, once per test run.
 *
 * @param file below `test`, for example `support/hold-lock.ts`
 */
export function bundleProgram(file: string): Promise<string> {
  const bundle = bundles.get(file) ?? bundleNow(file)
  bundles.set(file, bundle)
  return bundle
}

async function bundleNow(file: string): Promise<string> {
  const outdir = mkdtempSync(join(runFolder(), 'program-'))
  await build({
    entryPoints: { main: join(root, 'test', file) },
    bundle: true,
    // Dynamic imports stay dynamic, so that a program loads only the driver and the packages that it uses.
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outdir,
    outExtension: { '.js': '.mjs' },
    logLevel: 'silent',
    alias: Object.fromEntries(packages.map((name) => [`@mig/${name}`, join(root, 'packages', name, 'src', 'index.ts')])),
    plugins: [
      {
        // Packages are found from the project, wherever the bundle lies.
        name: 'absolute-packages',
        setup(builder) {
          builder.onResolve({ filter: thirdParties }, ({ path }) => ({ path: fileURLToPath(import.meta.resolve(path)), external: true }))
        },
      },
    ],
  })
  return join(outdir, 'main.mjs')
}
