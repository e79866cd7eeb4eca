import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tempFolder } from '../support/temp-folder.js'

const dist = join(import.meta.dirname, '../../packages/cli/dist')
const keepsItself = Number(process.versions.node.split('.')[0]) >= 22

// Node 22.1 and later keep compiled code themselves; what is kept where is then Node's.
describe.skipIf(keepsItself)('compiled code that is kept beside the command (Node before 22.1)', () => {
  let bundle: string
  beforeEach(() => {
    bundle = mkdtempSync(join(dist, 'bundle-'))
    cpSync(join(dist, 'bundle'), bundle, { recursive: true, filter: (path) => !path.endsWith('cache') })
  })
  afterEach(() => rmSync(bundle, { recursive: true, force: true }))

  const mig = (cwd: string, ...args: readonly string[]) =>
    spawnSync(process.execPath, [join(bundle, 'mig.cjs'), ...args], { cwd, encoding: 'utf8' })
  const archives = () => readdirSync(join(bundle, 'cache')).map((name) => join(bundle, 'cache', name))

  it('serves the next start, also one that loads what is not kept', async () => {
    await using folder = await tempFolder()
    expect(mig(folder.path, 'init', '--config-format', 'json').status).toBe(0)
    expect(mig(folder.path, 'current')).toMatchObject({ status: 0, stderr: '' })
    const [archive] = archives()
    const kept = readFileSync(archive!)
    expect(kept.includes('sqlite3-binding.js'), 'the driver is kept too').toBe(true)
    expect(mig(folder.path, 'current')).toMatchObject({ status: 0, stderr: '' })
    const revision = mig(folder.path, 'revision', '-m', 'first', '--sql', '--json')
    expect(JSON.parse(revision.stdout)).toMatchObject({ file: expect.stringContaining('first.sql') as unknown })
    expect(mig(folder.path, 'upgrade', 'head', '--quiet')).toMatchObject({ status: 0, stderr: '' })
    expect(readFileSync(archive!).equals(kept), 'nothing new was compiled').toBe(true)
  })

  it('is not used for a file that has changed, even to the same length', async () => {
    await using folder = await tempFolder()
    const main = join(bundle, 'main.cjs')
    mig(folder.path, 'init')
    expect(mig(folder.path, 'status').stdout).toContain('pending:    0')
    writeFileSync(main, readFileSync(main, 'utf8').replaceAll('pending:', 'waiting:'))
    expect(mig(folder.path, 'status').stdout).toContain('waiting:    0')
  })

  it('is made anew when the archive is damaged', async () => {
    await using folder = await tempFolder()
    mig(folder.path, 'init')
    mig(folder.path, 'current')
    const [archive] = archives()
    const good = readFileSync(archive!)
    for (const damaged of [Buffer.alloc(0), Buffer.from('no archive at all'), good.subarray(0, 1000), good.subarray(0, -500)]) {
      writeFileSync(archive!, damaged)
      expect(mig(folder.path, 'current')).toMatchObject({ status: 0, stderr: '' })
      const mended = readFileSync(archive!)
      expect(mig(folder.path, 'current')).toMatchObject({ status: 0, stderr: '' })
      expect(readFileSync(archive!).equals(mended), 'what was mended is used').toBe(true)
    }
  })

  it('is left out when the folder cannot be written, or when it is turned off', async () => {
    await using folder = await tempFolder()
    writeFileSync(join(bundle, 'cache'), 'a file in the way')
    expect(mig(folder.path, 'init').status).toBe(0)
    expect(mig(folder.path, 'current')).toMatchObject({ status: 0, stderr: '' })
    expect(readFileSync(join(bundle, 'cache'), 'utf8')).toBe('a file in the way')
  })
})
