// Packs every package as it would be published, installs the tarballs into an empty project, and there type-checks and
// runs the library walk of the README, as an ES module and as CommonJS, and the command.
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
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
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, allowScripts: { sqlite3: true } }))
  await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '@types/node@20', ...tarballs], { cwd: folder })
  await consume('module', 'walk.mts')
  await consume('commonjs', 'walk.cts')
  console.log('the packed packages work in an empty project, ESM and CommonJS')
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function consume(type, program) {
  const project = join(folder, type)
  await cp(join(root, 'test/samples/library'), project, { recursive: true })
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: `consumer-${type}`, private: true, type }))
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    module: 'NodeNext',
    moduleResolution: 'NodeNext',
    target: 'ES2022',
    lib: ['ES2023', 'ESNext.Disposable'],
    types: ['node'],
    outDir: 'out',
    skipLibCheck: true,
  }
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [program] }))
  await run(bin('tsc'), ['-p', project], { cwd: project })
  await run(process.execPath, [`out/${program.replace('ts', 'js')}`], { cwd: project })
  await run(join(folder, 'node_modules/.bin/mig'), ['current'], { cwd: project })
}
