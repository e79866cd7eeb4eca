import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DagRepository, initRepository, type CreateRevisionOptions } from '@mig/dag'
import { tempFolder, type TempFolder } from '../../../test/support/temp-folder.js'
import { refusal } from './refusal.js'

let folder: TempFolder
let repository: DagRepository
let minute = 0

beforeEach(async () => {
  folder = await tempFolder()
  await initRepository(join(folder.path, 'migrations'))
  repository = await DagRepository.open(join(folder.path, 'migrations'))
})
afterEach(async () => folder[Symbol.asyncDispose]())

const path = () => join(repository.location, 'versions', 'HEADS')
const later = () => new Date(Date.UTC(2026, 0, 1, 0, minute++))
const create = (revisionId: string, options: Partial<CreateRevisionOptions> = {}) =>
  repository.create({ message: `add ${revisionId}`, revisionId, language: 'sql', now: later(), ...options })
/** The file without its explanation. */
const heads = () => readFileSync(path(), 'utf8').split('\n').slice(3).join('\n')

describe('versions/HEADS', () => {
  it('is there from the beginning and explains itself', () => {
    expect(readFileSync(path(), 'utf8')).toMatch(/^# The head of each branch, written by mig\..*\n# .*mig check --fix\n\n# end\n$/)
  })

  it('names each head, with its labels, under the revision that its line begins with', async () => {
    await create('aaa1')
    await create('bbb1', { branchLabel: 'billing' })
    await create('xxx1', { head: 'base' })
    await create('xxx2', { head: 'xxx1' })
    expect(heads()).toBe('# from aaa1\nbbb1 add_bbb1 (billing)\n\n# from xxx1\nxxx2 add_xxx2\n\n# end\n')
  })

  it('keeps a line where it is when a branch starts below it', async () => {
    await create('mmm1')
    await create('mmm2')
    await create('aaa3', { head: 'mmm1', splice: true })
    expect(heads()).toBe('# from aaa3\naaa3 add_aaa3\n\n# from mmm1\nmmm2 add_mmm2\n\n# end\n')
  })

  it('counts merges, and a merge goes on with the line of its first down revision', async () => {
    await create('aaa1')
    await create('xxx1', { head: 'base' })
    await repository.merge({ targets: ['aaa1', 'xxx1'], revisionId: 'mmm1', now: later() })
    await create('nnn1')
    expect(heads()).toMatch(/^# merge points: 1 \([0-9a-f]{12}\)\n\n# from aaa1\nnnn1 add_nnn1\n\n# end\n$/)
  })

  it('is compared with the files, and put right', async () => {
    await create('aaa1')
    const right = readFileSync(path(), 'utf8')
    expect(await repository.headFile()).toEqual({ path: path(), expected: right, found: right })
    writeFileSync(path(), `<<<<<<< ours\n${right}`)
    expect(await repository.headFile()).toEqual({ path: path(), expected: right, found: `<<<<<<< ours\n${right}` })
    await repository.writeHeadFile()
    expect(readFileSync(path(), 'utf8')).toBe(right)
    writeFileSync(path(), right.replaceAll('\n', '\r\n'))
    expect((await repository.headFile())?.found).toBe(right)
  })

  it('may name its branches in any order: git merges two new ones as they come', async () => {
    await create('aaa1')
    await create('xxx1', { head: 'base' })
    const [explanation, first, second, end] = readFileSync(path(), 'utf8').split('\n\n')
    const turned = [explanation, second, first, end].join('\n\n')
    writeFileSync(path(), turned)
    expect(await repository.headFile()).toEqual({ path: path(), expected: turned, found: turned })
  })

  it('is not made for a repository that has none, until it is asked for', async () => {
    rmSync(path())
    await create('aaa1')
    expect(await repository.headFile()).toBeUndefined()
    await repository.writeHeadFile()
    await create('bbb1')
    expect(heads()).toBe('# from aaa1\nbbb1 add_bbb1\n\n# end\n')
  })

  it('that cannot be written leaves no revision behind', async () => {
    await create('aaa1')
    rmSync(path())
    mkdirSync(join(path(), 'in-the-way'), { recursive: true })
    expect((await refusal(() => create('bbb1'))).code).toBe('MIG_FILE_UNREADABLE')
    expect(readdirSync(join(repository.location, 'versions'))).toEqual(['HEADS', 'aaa1_add_aaa1.sql'])
    expect((await repository.graph()).heads()).toEqual(['aaa1'])
  })
})
