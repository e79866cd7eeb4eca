import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from 'esbuild'
import { connect } from '@mig/database'
import { numberedSource } from '../../packages/convert/test/numbered-source.js'

const root = join(import.meta.dirname, '../..')
const files = Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`00${at + 1}_t.sql`, `CREATE TABLE t${at} (id INTEGER);\n`]))

describe('a conversion that ends half-way', () => {
  it('by a signal leaves nothing', async () => {
    using source = numberedSource(files)
    const before = readdirSync(source.folder)
    const controller = new AbortController()
    await using database = await connect('sqlite::memory:')
    const running = source.convert({
      proveOn: [database],
      signal: controller.signal,
      onEvent: (event) => {
        if (event.type === 'proved-version' && event.version === '3') controller.abort()
      },
    })
    await expect(running).rejects.toMatchObject({ code: 'MIG_INTERRUPTED' })
    expect(readdirSync(source.folder)).toEqual(before)
  })

  it('by a proof that fails leaves nothing', async () => {
    // Sends one more statement when it lies in the graph: two runs of one text that do different things.
    const code = `import { basename } from 'node:path'
export async function upgrade(op) {
  await op.execute('CREATE TABLE u (id INTEGER)')
  if (!basename(import.meta.filename ?? new URL(import.meta.url).pathname).startsWith('009')) await op.execute('CREATE TABLE v (id INTEGER)')
}
`
    using source = numberedSource({ ...files, '009_u.mjs': code })
    const before = readdirSync(source.folder)
    await using database = await connect('sqlite::memory:')
    await expect(source.convert({ proveOn: [database], operations: () => import('@mig/schema') })).rejects.toMatchObject({
      code: 'MIG_PROOF_FAILED',
      details: { version: '9', differences: [{ place: 'table v' }] },
    })
    expect(readdirSync(source.folder)).toEqual(before)
  })

  describe('by a kill', () => {
    let bundle: string

    beforeAll(async () => {
      mkdirSync(join(root, 'node_modules/.cache'), { recursive: true })
      bundle = mkdtempSync(join(root, 'node_modules/.cache/mig-test-'))
      const main = `
        import { convertRepository } from '@mig/convert'
        import { connect } from '@mig/database'
        await convertRepository({
          source: process.argv[2], target: process.argv[3], proveOn: [await connect('sqlite::memory:')],
          onEvent: (event) => {
            if (event.version !== '4') return
            process.stdout.write('half\\n')
            Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
          },
        })`
      const names = ['core', 'sql', 'script', 'linear', 'dag', 'database', 'convert']
      await build({
        stdin: { contents: main, resolveDir: root },
        bundle: true,
        platform: 'node',
        format: 'esm',
        target: 'node20',
        outfile: join(bundle, 'main.mjs'),
        logLevel: 'silent',
        alias: Object.fromEntries(names.map((name) => [`@mig/${name}`, join(root, 'packages', name, 'src/index.ts')])),
        external: ['pg', 'mysql2', 'sqlite3', 'semver', 'oxc-transform', 'get-tsconfig'],
      })
    })
    afterAll(() => rmSync(bundle, { recursive: true, force: true }))

    it('leaves no target, and the next one succeeds', async () => {
      using source = numberedSource(files)
      // its scratch databases, which a kill leaves behind, go where they are removed
      const child = spawn(process.execPath, [join(bundle, 'main.mjs'), source.source, source.target], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, TMPDIR: bundle, TEMP: bundle },
      })
      let errors = ''
      child.stderr.on('data', (chunk) => (errors += String(chunk)))
      const gone = new Promise((resolve) => child.once('exit', resolve))
      const half = new Promise<string>((resolve) => child.stdout.once('data', (chunk) => resolve(String(chunk))))
      const ended = gone.then(() => `it ended: ${errors}`)
      expect(await Promise.race([half, ended])).toBe('half\n')
      child.kill('SIGKILL')
      await gone
      expect(existsSync(source.target)).toBe(false)
      await source.convert()
      expect(readdirSync(join(source.target, 'versions'))).toHaveLength(9) // and HEADS
    })
  })
})

it('a source that does not run on a server is converted, and the report says where it was not proved', async () => {
  using source = numberedSource({ '001_a.sql': 'CREATE TABLE a (id INTEGER);\n', '002_b.sql': 'CREATE TABLE a (id INTEGER);\n' })
  await using database = await connect('sqlite::memory:')
  const { report } = await source.convert({ proveOn: [database] })
  expect(report.proofs).toMatchObject([{ versions: 1, isWhole: false }])
  expect(report.notes).toEqual([
    expect.stringMatching(/^proved on sqlite up to version 1, and not from version 2 on: the source itself fails there: .*002_b\.sql/),
  ])
})

it('rows that a clock wrote do not fail the proof', async () => {
  const text = 'CREATE TABLE a (id INTEGER, at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);\nINSERT INTO a (id) VALUES (1);\n'
  using source = numberedSource({ '001_a.sql': text })
  writeFileSync(join(source.source, 'versions/002_b.sql'), "INSERT INTO a VALUES (2, strftime('%Y-%m-%d %H:%M:%f', 'now'));\n")
  await using database = await connect('sqlite::memory:')
  expect((await source.convert({ proveOn: [database] })).report.proofs).toMatchObject([{ dialect: 'sqlite', versions: 2 }])
})
