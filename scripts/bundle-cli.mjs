// Bundles the command line: many small modules cost more to find than to run. Third parties stay outside, and so does
// every dynamic import, so that a command loads its own part only.
import { chmod, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const cli = fileURLToPath(new URL('../packages/cli', import.meta.url))
const packages = await readdir(join(cli, '..'))
await rm(join(cli, 'dist/bundle'), { recursive: true, force: true })
await build({
  absWorkingDir: cli,
  entryPoints: { mig: 'dist/bin.js' },
  outdir: 'dist/bundle',
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: false,
  logLevel: 'warning',
  plugins: [{ name: 'third-parties-stay-outside', setup: externalise }],
})
await chmod(join(cli, 'dist/bundle/mig.js'), 0o755)

function externalise(esbuild) {
  esbuild.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
    if (kind === 'entry-point' || path.startsWith('node:')) return undefined
    const name = /^@mig\/(\w+)$/.exec(path)?.[1]
    // The TypeScript loader installs hooks by file and the operations are imported by scripts too: both stay packages.
    return name !== undefined && packages.includes(name) && !['schema'].includes(name) ? undefined : { path, external: true }
  })
}
