// Packs every package as it would be published, installs the tarballs into empty projects (ESM and CommonJS), and there
// type-checks and runs the library walk of the README.
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from './lib/ensure-built.mjs'
import { bin, root, run } from './lib/run.mjs'

await ensureBuilt()
const folder = await mkdtemp(join(tmpdir(), 'mig-pack-'))
try {
  const packages = await readdir(join(root, 'packages'))
  await run('npm', ['pack', '--silent', '--pack-destination', folder, ...packages.map((name) => `--workspace=packages/${name}`)])
  const tarballs = (await readdir(folder)).filter((name) => name.endsWith('.tgz')).map((name) => join(folder, name))
  await consume(join(folder, 'esm'), 'module', tarballs)
  await consume(join(folder, 'cjs'), 'commonjs', tarballs)
  console.log('the packed packages work in an empty project, ESM and CommonJS')
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function consume(project, type, tarballs) {
  await mkdir(join(project, 'migrations/versions'), { recursive: true })
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type, allowScripts: { sqlite3: true } }))
  await cp(join(root, 'test/samples/library'), project, { recursive: true })
  await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...tarballs], { cwd: project })
  const [program, ...rest] = type === 'module' ? ['walk.mts'] : ['walk.cts']
  const types = {
    compilerOptions: {
      strict: true,
      exactOptionalPropertyTypes: true,
      module: 'NodeNext',
      moduleResolution: 'NodeNext',
      target: 'ES2022',
      lib: ['ES2023', 'ESNext.Disposable'],
      types: [],
      outDir: 'out',
      skipLibCheck: false,
    },
    files: [program, ...rest],
  }
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify(types))
  await run(bin('tsc'), ['-p', project], { cwd: project })
  await run(process.execPath, [`out/${program.replace('ts', 'js')}`], { cwd: project })
  await run(join(project, 'node_modules/.bin/mig'), ['current'], { cwd: project })
}
