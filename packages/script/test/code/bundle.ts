import { build } from 'esbuild'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const source = (path: string): string => join(root, 'packages', path)

/**
 * Bundles the package as the command line does: one file, and the module hooks beside it.
 *
 * Loading is tried in processes of its own: module hooks stay for the life of a process.
 */
export async function bundleScriptPackage(): Promise<{ readonly entry: string; readonly remove: () => void }> {
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true })
  const folder = mkdtempSync(join(root, 'node_modules/.cache/mig-script-'))
  await build({
    entryPoints: [source('script/src/index.ts'), source('script/src/code/typescript-hooks.ts')],
    outdir: folder,
    entryNames: '[name]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    alias: { '@mig/core': source('core/src/index.ts') },
    external: ['@mig/sql', 'oxc-transform', 'get-tsconfig'],
    logLevel: 'error',
  })
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  return { entry: join(folder, 'index.js'), remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** A project in a temporary folder with an awkward name, with this repository's dependencies. */
export function createProject(files: Readonly<Record<string, string>>): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'mig project é #%20-'))
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir')
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Runs a module in a Node process of its own and returns what it prints; anything on stderr fails. */
export function runNode(folder: string, code: string): string {
  const program = join(folder, 'run.mjs')
  writeFileSync(program, code)
  const node = process.env.MIG_TEST_NODE ?? process.execPath
  return execFileSync(node, ['--throw-deprecation', program], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}
