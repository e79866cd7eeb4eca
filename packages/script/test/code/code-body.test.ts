import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadCodeModule, readCodeBody } from '../../src/code/code-body.js'
import { createScript, readHeader } from '../../src/index.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mig-code-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

/** Records what a body does with the `op` it is given. */
const recorder = () => {
  const calls: string[] = []
  const queryRunner = { query: (sql: string) => calls.push(`query ${sql}`) }
  return { calls, op: { queryRunner, execute: (sql: string) => calls.push(`execute ${sql}`) } }
}

const forms: Readonly<Record<string, string>> = {
  'functions.mjs': `export async function upgrade(op) { op.execute('up') }\nexport const downgrade = (op) => op.execute('down')`,
  'default.mjs': `export default { upgrade(op) { op.execute('up') }, async downgrade(op) { op.execute('down') } }`,
  'assigned.cjs': `exports.upgrade = (op) => op.execute('up')\nexports.downgrade = (op) => op.execute('down')`,
  'object.cjs': `const members = { upgrade: (op) => op.execute('up'), downgrade: (op) => op.execute('down') }\nmodule.exports = members`,
}

describe('a code migration', () => {
  for (const [name, text] of Object.entries(forms)) {
    it(`runs its functions: ${name}`, async () => {
      const path = write(name, text)
      const { calls, op } = recorder()
      await (await readCodeBody(path, 'upgrade', 'sqlite'))?.run(op)
      await (await readCodeBody(path, 'downgrade', 'sqlite'))?.run(op)
      expect(calls).toEqual(['execute up', 'execute down'])
    })
  }

  it('in TypeScript runs as well', async () => {
    const path = write(
      'typed.mts',
      `import type { Gone } from 'nowhere'\nenum Way { up = 'up' }\nexport async function upgrade(op: Gone): Promise<void> { op.execute(Way.up) }\n`,
    )
    const { calls, op } = recorder()
    await (await readCodeBody(path, 'upgrade', 'sqlite'))?.run(op)
    expect(calls).toEqual(['execute up'])
  })

  it("runs a TypeORM class with the session's query runner", async () => {
    const path = write(
      'class.mjs',
      `export class AddTable1 { transaction = false; async up(queryRunner) { queryRunner.query('up') } async down(queryRunner) { queryRunner.query('down') } }\nexport const revision = 'a'`,
    )
    const { calls, op } = recorder()
    const up = await readCodeBody(path, 'upgrade', 'sqlite')
    await up?.run(op)
    await (await readCodeBody(path, 'downgrade', 'sqlite'))?.run(op)
    expect(calls).toEqual(['query up', 'query down'])
    expect(up?.transaction).toBe(false)
  })

  it('runs a TypeORM class of a CommonJS file', async () => {
    const path = write(
      'class.cjs',
      `const all = { AddTable1: class { up(queryRunner) { queryRunner.query('up') } } }\nmodule.exports = all`,
    )
    const { calls, op } = recorder()
    await (await readCodeBody(path, 'upgrade', 'sqlite'))?.run(op)
    expect(calls).toEqual(['query up'])
    expect(await readCodeBody(path, 'downgrade', 'sqlite')).toBeUndefined()
  })

  it('is in a transaction unless it asks not to be', async () => {
    expect((await readCodeBody(write('with.mjs', 'export function upgrade() {}'), 'upgrade', 'sqlite'))?.transaction).toBe(true)
    expect(
      (await readCodeBody(write('without.mjs', 'export const transaction = false\nexport function upgrade() {}'), 'upgrade', 'sqlite'))
        ?.transaction,
    ).toBe(false)
    await expect(loadCodeModule(write('odd.mjs', "export const transaction = 'no'\nexport function upgrade() {}"))).rejects.toMatchObject({
      code: 'MIG_SCRIPT_EXPORT',
    })
  })

  it('without a downgrade has none, without an upgrade is an error', async () => {
    expect(await readCodeBody(write('up-only.mjs', 'export function upgrade() {}'), 'downgrade', 'sqlite')).toBeUndefined()
    await expect(readCodeBody(write('none.mjs', 'export const revision = 1'), 'upgrade', 'sqlite')).rejects.toMatchObject({
      code: 'MIG_SCRIPT_EXPORT',
      message: `'${join(folder, 'none.mjs')}' exports no function 'upgrade'`,
      details: { exports: ['revision'] },
    })
    await expect(readCodeBody(write('no-function.mjs', 'export const upgrade = 1'), 'upgrade', 'sqlite')).rejects.toMatchObject({
      code: 'MIG_SCRIPT_EXPORT',
    })
  })

  it('passes on what its function throws', async () => {
    const body = await readCodeBody(
      write('fails.mjs', "export async function upgrade() { throw new RangeError('mine') }"),
      'upgrade',
      'sqlite',
    )
    await expect(body?.run({})).rejects.toThrow(RangeError)
  })
})

describe('a header that text does not tell', () => {
  const read = (path: string) => readHeader(path, readFileSync(path, 'utf8'))

  it('is read by importing the file', async () => {
    const path = write('computed.mjs', "/** words */\nexport const revision = 'a' + 'b'\nexport const downRevision = ['x'].concat('y')\n")
    expect(await read(path)).toEqual({ revision: 'ab', downRevisions: ['x', 'y'], branchLabels: [], dependsOn: [], description: 'words' })
    const commonjs = write('computed.cjs', "const header = { revision: 'c', downRevision: null }\nmodule.exports = { ...header }\n")
    expect(await read(commonjs)).toMatchObject({ revision: 'c', downRevisions: [] })
  })

  it('that is missing is an error naming the file', async () => {
    const path = write('headless.mjs', 'export function upgrade() {}\n')
    await expect(read(path)).rejects.toMatchObject({ code: 'MIG_SCRIPT_HEADER', message: `${path}: there is no \`revision\`` })
  })

  it('needs no import where text tells', () => {
    expect(
      read(write('plain.mjs', "export const revision = 'a'\nexport const downRevision = null\nthrow new Error('it ran')\n")),
    ).toMatchObject({ revision: 'a' })
  })
})

describe('a script of one code file', () => {
  it('has the checksum of its text, whatever its name', async () => {
    const text = "export const revision = 'a'\nexport const downRevision = null\nexport function upgrade() {}\n"
    const script = createScript({ revision: 'a', description: '', files: [{ path: write('one.mjs', text) }] })
    const renamed = createScript({
      revision: 'a',
      description: '',
      files: [{ path: '/elsewhere/two.mjs', text: text.replaceAll('\n', '\r\n') }],
    })
    expect(script.checksum).toBe(renamed.checksum)
    expect(await script.body('upgrade', 'sqlite')).toMatchObject({ kind: 'code', file: join(folder, 'one.mjs') })
    expect(await script.body('downgrade', 'sqlite')).toBeUndefined()
  })
})
