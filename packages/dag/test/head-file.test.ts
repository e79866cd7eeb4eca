import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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

const versions = () => join(repository.location, 'versions')
const path = (name = 'HEADS') => join(versions(), name)
const later = () => new Date(Date.UTC(2026, 0, 1, 0, minute++))
const create = (revisionId: string, options: Partial<CreateRevisionOptions> = {}) =>
  repository.create({ message: `add ${revisionId}`, revisionId, language: 'sql', now: later(), ...options })
const merge = (revisionId: string, ...targets: readonly string[]) =>
  repository.merge({ targets, message: 'join', revisionId, now: later() })
const text = (name?: string) => readFileSync(path(name), 'utf8')
/** Every head file's one line. */
const heads = () =>
  Object.fromEntries(
    readdirSync(versions())
      .filter((name) => name.startsWith('HEADS'))
      .map((name) => [name, text(name).split('\n').slice(2).join('\n').trimEnd()]),
  )
const outdated = async () => (await repository.headFiles()).filter(({ expected, found }) => expected !== found)

describe('versions/HEADS', () => {
  it('is there from the beginning and explains itself', () => {
    expect(text()).toMatch(/^# The head of one line of development, written by mig\..*\n# .*mig check --fix\n$/)
  })

  it('names the head, with its labels; every further line of development has a file beside it', async () => {
    await create('aaa1')
    await create('bbb1', { branchLabel: 'billing' })
    await create('xxx1', { head: 'base' })
    await create('xxx2', { head: 'xxx1' })
    await create('yyy1', { head: 'base', branchLabel: 'shop' })
    await create('yyy2', { head: 'shop@head' })
    expect(heads()).toEqual({
      HEADS: 'bbb1 add_bbb1 (billing)',
      'HEADS.xxx1': 'xxx2 add_xxx2',
      'HEADS.shop': 'yyy2 add_yyy2 (shop)',
    })
  })

  it('stays with its line when a branch starts below it', async () => {
    await create('mmm1')
    await create('mmm2')
    await create('aaa3', { head: 'mmm1', splice: true })
    expect(heads()).toEqual({ HEADS: 'mmm2 add_mmm2', 'HEADS.aaa3': 'aaa3 add_aaa3' })
  })

  it('goes on with a merge, which the files of the other lines name for ever', async () => {
    await create('aaa1')
    await create('xxx1', { head: 'base' })
    await merge('mmm1', 'aaa1', 'xxx1')
    expect(heads()).toEqual({ HEADS: 'mmm1 join', 'HEADS.xxx1': 'joined by mmm1 join' })
    await create('nnn1', { branchLabel: 'later' })
    expect(heads()).toEqual({ HEADS: 'nnn1 add_nnn1 (later)', 'HEADS.xxx1': 'joined by mmm1 join' })
  })

  it('is the one that goes on, whichever revision the merge names first; of others the elder one', async () => {
    await create('zzz1')
    await create('yyy1', { head: 'base' })
    await create('aaa1', { head: 'base' })
    await merge('mmm1', 'aaa1', 'yyy1')
    expect(heads()).toEqual({ HEADS: 'zzz1 add_zzz1', 'HEADS.yyy1': 'mmm1 join', 'HEADS.aaa1': 'joined by mmm1 join' })
    await merge('nnn1', 'mmm1', 'zzz1')
    expect(heads()).toEqual({ HEADS: 'nnn1 join', 'HEADS.yyy1': 'joined by nnn1 join', 'HEADS.aaa1': 'joined by mmm1 join' })
  })

  it('of a line that was joined may be deleted: nothing asks for it, and nothing makes it again', async () => {
    await create('aaa1')
    await create('xxx1', { head: 'base' })
    await merge('mmm1', 'aaa1', 'xxx1')
    rmSync(path('HEADS.xxx1'))
    expect(await outdated()).toEqual([])
    await create('nnn1')
    await repository.writeHeadFiles()
    expect(heads()).toEqual({ HEADS: 'nnn1 add_nnn1' })
  })

  it('is compared with the files, and put right', async () => {
    await create('aaa1')
    const right = text()
    expect(await repository.headFiles()).toEqual([{ path: path(), expected: right, found: right }])
    writeFileSync(path(), `<<<<<<< ours\n${right}`)
    expect(await repository.headFiles()).toEqual([{ path: path(), expected: right, found: `<<<<<<< ours\n${right}` }])
    await repository.writeHeadFiles()
    expect(text()).toBe(right)
    writeFileSync(path(), right.replaceAll('\n', '\r\n'))
    expect(await outdated()).toEqual([])
  })

  it('goes with its line, and what merge tools leave stays', async () => {
    await create('aaa1')
    await create('xxx1', { head: 'base' })
    rmSync(path('xxx1_add_xxx1.sql'))
    writeFileSync(path('HEADS.orig'), 'kept by a merge tool')
    repository.reload()
    expect(await outdated()).toMatchObject([{ path: path('HEADS.xxx1'), expected: undefined }])
    await repository.writeHeadFiles()
    expect(readdirSync(versions()).sort()).toEqual(['HEADS', 'HEADS.orig', 'aaa1_add_aaa1.sql'])
  })

  it('of the earlier form, one file for all heads, is found and rewritten', async () => {
    await create('aaa1')
    await create('xxx1', { head: 'base' })
    const right = heads()
    rmSync(path('HEADS.xxx1'))
    writeFileSync(path(), '# The head of each branch\n\n# from aaa1\naaa1 add_aaa1\n\n# from xxx1\nxxx1 add_xxx1\n\n# end\n')
    expect((await outdated()).map((file) => file.path)).toEqual([path(), path('HEADS.xxx1')])
    await repository.writeHeadFiles()
    expect(heads()).toEqual(right)
  })

  it('has a name that every file system takes, whatever the label is', async () => {
    await create('aaa1')
    for (const [revisionId, branchLabel] of [
      ['b1', 'Shop'],
      ['b2', 'shop'],
      ['b3', 'orig'],
      ['b4', 'über/alles'],
    ] as const)
      await create(revisionId, { head: 'base', branchLabel })
    const names = Object.keys(heads())
    expect(names).toHaveLength(5)
    expect(names).toContain('HEADS.shop')
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(5)
    for (const name of names.slice(1)) expect(name).toMatch(/^HEADS\.(?:shop|[0-9a-f]{16})$/)
  })

  it('is not made for a repository that has none, until it is asked for', async () => {
    rmSync(path())
    await create('aaa1')
    await create('xxx1', { head: 'base' })
    expect(await repository.headFiles()).toEqual([])
    await repository.writeHeadFiles()
    await create('bbb1', { head: 'aaa1' })
    expect(heads()).toEqual({ HEADS: 'bbb1 add_bbb1', 'HEADS.xxx1': 'xxx1 add_xxx1' })
  })

  it('that cannot be written leaves no revision behind, and the others as they were', async () => {
    await create('aaa1')
    await create('xxx1', { head: 'base' })
    const before = text()
    rmSync(path('HEADS.xxx1'))
    mkdirSync(join(path('HEADS.xxx1'), 'in-the-way'), { recursive: true })
    expect((await refusal(() => merge('mmm1', 'aaa1', 'xxx1'))).code).toBe('MIG_FILE_UNREADABLE')
    expect(text()).toBe(before)
    expect(existsSync(path('mmm1_join.sql'))).toBe(false)
    expect((await repository.graph()).heads()).toEqual(['aaa1', 'xxx1'])
  })
})
