// Bundles the command line: many small modules cost more to find than to run. Third parties stay outside, and so does
// every dynamic import, so that a command loads its own part only.
import { chmod, readdir, rm } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const cli = fileURLToPath(new URL('../packages/cli', import.meta.url))
const packages = await readdir(join(cli, '..'))
/** Scripts import the operations too: there must be one copy of them. */
const separate = ['schema']

await rm(join(cli, 'dist/bundle'), { recursive: true, force: true })
await build({
  absWorkingDir: cli,
  entryPoints: { mig: 'dist/bin.js' },
  outdir: 'dist/bundle',
  bundle: true,
  splitting: true,
  minify: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  plugins: [
    { name: 'lazy-builtins', setup: loadBuiltinsLazily },
    { name: 'third-parties-stay-outside', setup: externalise },
  ],
})
await chmod(join(cli, 'dist/bundle/mig.js'), 0o755)

/**
 * `import { createHash } from 'node:crypto'` loads the whole of crypto, and its facade for ES modules web crypto as well,
 * even in a command that hashes nothing (measured: a third of what `mig heads` cost). Here each builtin is loaded when one
 * of its members is first used.
 */
function loadBuiltinsLazily(esbuild) {
  esbuild.onResolve({ filter: /^node:/ }, ({ path, kind }) =>
    kind === 'import-statement' && builtinModules.includes(path.slice(5)) ? { path, namespace: 'builtin' } : undefined,
  )
  esbuild.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => {
    const names = Object.keys(process.getBuiltinModule(path)).filter((name) => name !== 'default')
    return {
      loader: 'js',
      contents: `for (const name of ${JSON.stringify(names)}) Object.defineProperty(exports, name, { enumerable: true, get: () => process.getBuiltinModule(${JSON.stringify(path)})[name] })`,
    }
  })
}

function externalise(esbuild) {
  esbuild.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
    if (kind === 'entry-point' || path.startsWith('node:')) return undefined
    const name = /^@mig\/(\w+)$/.exec(path)?.[1]
    return name !== undefined && packages.includes(name) && !separate.includes(name) ? undefined : { path, external: true }
  })
}
