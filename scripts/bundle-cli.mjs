// Bundles the command line: many small modules cost more to find than to run.
//
// `mig.cjs` starts `main.cjs`, which holds what the commands need that are called often (current, heads, status, upgrade, …)
// in one file; it is CommonJS and requires the drivers, so that these commands start without Node's loader for ES modules.
// Everything else, the other commands, conversion, the TypeScript loader, catalog inspection, is in `lazy/` and loaded when
// it is called for. Third parties stay outside.
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const folder = fileURLToPath(new URL('../packages', import.meta.url))
const packages = await readdir(folder)
const output = join(folder, 'cli/dist/bundle')
/** Scripts import the operations too: there must be one copy of them. */
const separate = ['schema']
/** Dynamic imports that the often called commands make: these are in `main.cjs`. */
const often = [/\/commands\/(?:current|heads|history|status|upgrade|version|db-version)\.js$/, /\/(?:postgres|mysql|sqlite)\/backend\.js$/]

const common = { absWorkingDir: folder, bundle: true, minify: true, platform: 'node', target: 'node20', logLevel: 'warning' }
const lazyBuiltins = { name: 'lazy-builtins', setup: loadBuiltinsLazily }
const outside = { name: 'third-parties-stay-outside', setup: externalise }

await rm(output, { recursive: true, force: true })
/** Names of lazy parts → their files. */
const lazy = new Map()
await build({
  ...common,
  entryPoints: { main: 'cli/dist/bin.js' },
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  outdir: output,
  banner: { js: 'const { importModule } = require("./mig.cjs");' },
  plugins: [lazyBuiltins, { name: 'required-drivers', setup: requireDrivers }, { name: 'lazy-parts', setup: setLazyPartsAside }, outside],
})
await build({
  ...common,
  entryPoints: Object.fromEntries(lazy),
  format: 'esm',
  outdir: join(output, 'lazy'),
  splitting: true,
  chunkNames: 'shared-[hash]',
  plugins: [lazyBuiltins, outside],
})
await build({
  ...common,
  entryPoints: { mig: 'cli/dist/launch.js' },
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  outdir: output,
  external: ['./main.cjs'],
})
await importThroughLauncher(join(output, 'main.cjs'))
await chmod(join(output, 'mig.cjs'), 0o755)

/**
 * `import { createHash } from 'node:crypto'` loads the whole of crypto, and its facade for ES modules web crypto as well,
 * even in a command that hashes nothing. Here each builtin is loaded when one of its members is first used.
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

/** The drivers are CommonJS: a plain `require` spares them the loader for ES modules. */
function requireDrivers(esbuild) {
  esbuild.onResolve({ filter: /^(?:pg|mysql2|mysql2\/promise|sqlite3)$/ }, ({ path, kind }) =>
    kind === 'dynamic-import' ? { path, namespace: 'driver' } : undefined,
  )
  esbuild.onLoad({ filter: /.*/, namespace: 'driver' }, ({ path }) => ({
    loader: 'js',
    contents: `module.exports = require(${JSON.stringify(path)})`,
  }))
}

function setLazyPartsAside(esbuild) {
  esbuild.onResolve({ filter: /.*/ }, ({ path, kind, resolveDir }) => {
    if (kind !== 'dynamic-import') return undefined
    const name = packageOf(path)
    if (name === undefined && !path.startsWith('.')) return undefined
    if (name !== undefined && separate.includes(name)) return undefined
    const file = name === undefined ? resolve(resolveDir, path) : join(folder, name, 'dist/index.js')
    if (often.some((pattern) => pattern.test(file))) return undefined
    const part = relative(folder, file).replace('/dist/', '-').replace(/\.js$/, '').replaceAll(/[\\/]/g, '-')
    lazy.set(part, file)
    return { path: `./lazy/${part}.js`, external: true }
  })
}

function externalise(esbuild) {
  esbuild.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
    if (kind === 'entry-point' || path.startsWith('node:')) return undefined
    const name = packageOf(path)
    return name !== undefined && !separate.includes(name) ? undefined : { path, external: true }
  })
}

/** The name of a package of ours. */
function packageOf(specifier) {
  const name = /^@mig\/(\w+)$/.exec(specifier)?.[1]
  return name !== undefined && packages.includes(name) ? name : undefined
}

/** Replaces every `import(…)`: see launch.ts. What stands in a text or a comment would be one too many: minified code has neither comments nor, checked here, such texts. */
async function importThroughLauncher(file) {
  const code = await readFile(file, 'utf8')
  const replaced = code.replace(/(?<![\w$.'"`])import\((?=["\w(])/g, 'importModule(')
  if (/\bimport\(/.test(replaced)) throw new Error(`${file} holds an import() that could not be sent through the launcher`)
  await writeFile(file, replaced)
}
