import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.js'
import { tempFolder } from '../support/temp-folder.js'

/** A repository of code whose every file leaves a mark and throws as soon as it is executed. */
async function explosiveFolder() {
  const folder = await tempFolder()
  const marker = join(folder.path, 'executed')
  mkdirSync(join(folder.path, 'migrations/versions'), { recursive: true })
  writeFileSync(
    join(folder.path, 'mig.config.json'),
    JSON.stringify({ mode: 'dag', repository: './migrations', database: 'sqlite:./app.db' }),
  )
  const write = (name: string, header: string, isCommonJs = false) => {
    const leaveMark = `${isCommonJs ? "require('node:fs')" : 'fs'}.appendFileSync(${JSON.stringify(marker)}, ${JSON.stringify(name)})`
    const head = isCommonJs ? '' : "import * as fs from 'node:fs'\n"
    writeFileSync(join(folder.path, 'migrations/versions', name), `${head}${leaveMark}\nthrow new Error('executed ${name}')\n${header}\n`)
  }
  const header = (id: string, parent: string, more = '') =>
    `export const revision = '${id}'\nexport const downRevision = ${parent}\n${more}export async function upgrade() {}`
  write('a1.ts', header('a1', 'null', "export const branchLabels = ['shop']\n"))
  write('b2.mjs', header('b2', "'a1'"))
  write('c3.mts', header('c3', "['a1']"))
  write('d4.js', header('d4', "['b2', 'c3']"))
  write(
    'e5.cjs',
    "exports.revision = 'e5'\nexports.downRevision = null\nexports.dependsOn = 'shop'\nexports.upgrade = async () => {}",
    true,
  )
  return { run: (words: string) => runCli(words, folder.path), marker, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() }
}

describe('looking', () => {
  it('executes no revision file', async () => {
    await using folder = await explosiveFolder()
    for (const stamped of ['base', 'd4 e5', 'b2']) {
      expect(await folder.run(`stamp --purge ${stamped}`)).toMatchObject({ exitCode: 0 })
      for (const command of [
        'heads',
        'heads -v --resolve-dependencies',
        'history',
        'history -v -i',
        'history --graph -i',
        'history -r a1:heads',
        'history -r :current',
        'branches',
        'show heads',
        'show shop',
        'show current',
        'current',
        'current -v',
        'status',
        'log',
      ]) {
        const { exitCode, stderr } = await folder.run(command)
        expect({ command, exitCode, stderr }).toEqual({ command, exitCode: 0, stderr: '' })
      }
    }
    expect(existsSync(folder.marker)).toBe(false)
  })

  it('would have been noticed: an upgrade executes them', async () => {
    await using folder = await explosiveFolder()
    expect((await folder.run('upgrade a1')).exitCode).not.toBe(0)
    expect(existsSync(folder.marker)).toBe(true)
  })
})
