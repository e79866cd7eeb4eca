import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DagRepository, initRepository, type CreateRevisionOptions } from '@mig/dag'
import { tempFolder, type TempFolder } from '../../../test/support/temp-folder.js'
import { refusal } from './refusal.js'

let folder: TempFolder
let repository: DagRepository
const now = new Date('2026-01-02T03:04:05Z')

beforeEach(async () => {
  folder = await tempFolder()
  await initRepository(join(folder.path, 'migrations'))
  repository = await DagRepository.open(join(folder.path, 'migrations'))
})
afterEach(async () => folder[Symbol.asyncDispose]())

const files = (): readonly string[] =>
  readdirSync(join(repository.location, 'versions'))
    .filter((name) => name !== 'HEADS')
    .sort()
const create = (revisionId: string, options: Partial<CreateRevisionOptions> = {}) =>
  repository.create({ message: `about ${revisionId}`, revisionId, language: 'sql', now, ...options })

/** A refusal that left the folder as it was. */
async function refused(run: () => unknown) {
  const before = files()
  const error = await refusal(run)
  expect(files()).toEqual(before)
  return error
}

describe('a new revision', () => {
  it('is a base in an empty repository, and then stands on the head', async () => {
    expect((await create('aaa1')).downRevisions).toEqual([])
    expect((await create('bbb2')).downRevisions).toEqual(['aaa1'])
    expect((await repository.graph()).heads()).toEqual(['bbb2'])
  })

  it('has a random id of twelve hexadecimal digits that no number is', async () => {
    const { revision, file } = await repository.create({ message: 'Create the account table', now })
    expect(revision).toMatch(/^(?=.*[a-f])[0-9a-f]{12}$/)
    expect(basename(file)).toBe(`${revision}_create_the_account_table.ts`)
  })

  it('says in its file what was asked for', async () => {
    await create('aaa1', { branchLabel: 'billing' })
    await create('xxx1', { head: 'base' })
    const { file } = await create('bbb2', { head: 'billing@head', dependsOn: ['xxx', 'billing'] })
    expect(readFileSync(file, 'utf8')).toBe(
      [
        '-- about bbb2',
        '-- revision: bbb2',
        '-- down revision: aaa1',
        '-- depends on: xxx1, billing',
        '-- create date: 2026-01-02T03:04:05Z',
        '',
        '-- migrate:up',
        '',
        '-- migrate:down',
        '',
      ].join('\n'),
    )
  })

  it('has a file name from the template', async () => {
    const other = await DagRepository.open(repository.location, { fileTemplate: '%(year)d_%(month).2d_%(rev)s_%(slug)s' })
    const { file } = await other.create({ message: 'Add email', revisionId: 'aaa1', language: 'js', now })
    expect(basename(file)).toBe('2026_01_aaa1_add_email.js')
  })

  it('has as much of its description in the name as is configured', async () => {
    const other = await DagRepository.open(repository.location, {
      slugLength: 9,
      language: 'sql',
      fileTemplate: '%(rev)s_%(hour).2d_%(slug)s',
      timezone: 'Asia/Tokyo',
    })
    const { file } = await other.create({ message: 'Add email and city', revisionId: 'aaa1', now })
    expect(basename(file)).toBe('aaa1_12_add_email.sql')
  })

  it('needs one head, and names the choices', async () => {
    await create('aaa1')
    await create('xxx1', { head: 'base' })
    const error = await refused(() => create('bbb2'))
    expect([error.code, error.details['heads']]).toEqual(['MIG_HEADS_SEVERAL', ['aaa1', 'xxx1']])
  })

  it('starts a branch only with splice', async () => {
    await create('aaa1')
    await create('bbb2')
    const error = await refused(() => create('ccc3', { head: 'aaa1' }))
    expect([error.code, error.message]).toEqual(['MIG_HEAD_REQUIRED', "'aaa1' is no head: 'bbb2' is built on it"])
    await create('ccc3', { head: 'aaa1', splice: true })
    expect((await repository.graph()).heads()).toEqual(['bbb2', 'ccc3'])
  })

  it('may join all heads', async () => {
    await create('aaa1')
    await create('xxx1', { head: 'base' })
    expect((await create('mmm1', { head: 'heads' })).downRevisions).toEqual(['aaa1', 'xxx1'])
  })

  for (const [what, id, options, code] of [
    ['an id that is taken', 'aaa1', {}, 'MIG_REVISION_DUPLICATE'],
    ['an id that is a label', 'billing', {}, 'MIG_REVISION_DUPLICATE'],
    ['a label that is taken', 'bbb2', { branchLabel: 'billing' }, 'MIG_LABEL_DUPLICATE'],
    ['a label that is an id', 'bbb2', { branchLabel: 'aaa1' }, 'MIG_LABEL_DUPLICATE'],
    ['a label that is its own id', 'bbb2', { branchLabel: 'bbb2' }, 'MIG_LABEL_DUPLICATE'],
    ['an id with signs', 'bad-id', { head: 'nope' }, 'MIG_REVISION_ID'],
    ['an empty id', '', {}, 'MIG_REVISION_ID'],
    ['a label with signs', 'bbb2', { branchLabel: 'a@b' }, 'MIG_REVISION_ID'],
    ['an unknown head', 'bbb2', { head: 'nope' }, 'MIG_TARGET_UNKNOWN'],
    ['an unknown dependency', 'bbb2', { dependsOn: ['nope'] }, 'MIG_TARGET_UNKNOWN'],
  ] as const) {
    it(`is refused for ${what}, before anything is written`, async () => {
      await create('aaa1', { branchLabel: 'billing' })
      expect((await refused(() => create(id, options))).code).toBe(code)
    })
  }

  it('does not replace a file that is there', async () => {
    const path = join(repository.location, 'versions', 'aaa1_about_aaa1.sql')
    const other = '-- revision: other\n-- down revision:\n-- migrate:up\n'
    writeFileSync(path, other)
    expect((await refused(() => create('aaa1', { head: 'base' }))).code).toBe('MIG_FILE_EXISTS')
    expect(readFileSync(path, 'utf8')).toBe(other)
  })

  it("keeps to what Alembic's table holds", async () => {
    const beside = await DagRepository.open(repository.location, { versionTable: 'alembic_version' })
    const make = (length: number) => beside.create({ message: 'm', revisionId: 'x'.repeat(length), language: 'sql', now })
    expect((await refused(() => make(33))).message).toContain('is longer than 32 characters')
    await make(32)
  })
})

describe('a revision on several heads', () => {
  beforeEach(async () => {
    await create('aaa1')
    await create('xxx1', { head: 'base' })
  })

  it('joins them', async () => expect((await create('mmm1', { head: ['aaa1', 'xxx'] })).downRevisions).toEqual(['aaa1', 'xxx1']))

  it('needs each once, and none above another', async () => {
    expect(await refused(() => create('mmm1', { head: ['aaa1', 'aaa'] }))).toMatchObject({
      code: 'MIG_TARGET_INVALID',
      message: "'aaa1 aaa' names 'aaa1' twice",
    })
    await create('bbb2', { head: 'aaa1' })
    expect((await refused(() => create('mmm1', { head: ['aaa1', 'bbb2'], splice: true }))).code).toBe('MIG_MERGE_POINTLESS')
  })
})

describe('several version locations', () => {
  const at = (name: string) => join(repository.location, name)
  beforeEach(async () => {
    mkdirSync(at('billing'))
    mkdirSync(at('shop'))
    symlinkSync(at('shop'), at('linked'))
    repository = await DagRepository.open(repository.location, {
      versionLocations: [at('versions'), at('billing'), at('shop'), at('linked')],
    })
  })

  it('are read as one graph; a new root names one, and what follows goes beside it', async () => {
    expect(repository.versionLocations).toEqual([at('versions'), at('billing'), at('shop')])
    expect(await refused(() => create('aaa1'))).toMatchObject({
      code: 'MIG_VERSION_PATH',
      message: 'there are 3 version locations, and a new root could go into each',
    })
    await create('aaa1', { versionPath: at('billing') })
    expect((await create('bbb2')).file).toBe(at('billing/bbb2_about_bbb2.sql'))
    expect((await create('ccc3', { versionPath: `${at('linked')}/` })).file).toBe(at('shop/ccc3_about_ccc3.sql'))
    expect((await repository.graph()).heads()).toEqual(['ccc3'])
    expect(readFileSync(at('versions/HEADS'), 'utf8')).toContain('\nccc3 about_ccc3\n')
  })

  it('refuse a folder that is none of them', async () => {
    mkdirSync(at('other'))
    const error = await refused(() => create('aaa1', { versionPath: at('other') }))
    expect(error.code).toBe('MIG_VERSION_PATH')
    expect(error.hint).toContain(at('billing'))
  })

  it('have to exist', async () => {
    const error = await refusal(() => DagRepository.open(repository.location, { versionLocations: [at('nowhere')] }))
    expect([error.code, error.message]).toEqual([
      'MIG_REPOSITORY_MISSING',
      `there is no folder '${at('nowhere')}', which is a version location`,
    ])
  })
})

describe('a post-write hook', () => {
  const open = async (code: string) => {
    repository = await DagRepository.open(repository.location, {
      language: 'js',
      postWriteHooks: [{ command: process.execPath, args: ['-e', code, '--', '{file}'] }],
    })
  }
  const make = (revisionId: string) => repository.create({ message: 'm', revisionId, now })

  it('changes the new file before it is told', async () => {
    await open("require('fs').appendFileSync(process.argv[1], '// formatted\\n')")
    expect(readFileSync((await make('aaa1')).file, 'utf8')).toMatch(/^\/\*\* m \*\/\n[^]*\/\/ formatted\n$/)
  })

  it('that fails takes the file back, and the head file never knew of it', async () => {
    await make('aaa1')
    const heads = () => readFileSync(join(repository.location, 'versions/HEADS'), 'utf8')
    const before = heads()
    await open("console.error('no semicolons'); process.exitCode = 2")
    const error = await refused(() => make('bbb2'))
    expect(error.code).toBe('MIG_HOOK_FAILED')
    expect(error.message).toContain('ended with exit code 2:\nno semicolons')
    expect(heads()).toBe(before)
    expect((await repository.graph()).heads()).toEqual(['aaa1'])
  })

  it('that spoils the header has failed', async () => {
    await open("require('fs').writeFileSync(process.argv[1], 'nothing')")
    expect(await refused(() => make('aaa1'))).toMatchObject({ code: 'MIG_HOOK_FAILED' })
  })
})

describe('a merge', () => {
  beforeEach(async () => {
    await create('aaa1')
    await create('bbb2')
    await create('ccc3', { head: 'aaa1', splice: true })
  })
  const merge = (...targets: string[]) => repository.merge({ targets, revisionId: 'mmm1', now })

  it('stands on all heads', async () => {
    expect((await merge('heads')).downRevisions).toEqual(['bbb2', 'ccc3'])
    expect(files()).toContain('mmm1_merge_bbb2_and_ccc3.sql')
    expect((await repository.graph()).heads()).toEqual(['mmm1'])
  })

  it('can begin a labelled branch', async () => {
    const { file } = await repository.merge({ targets: ['heads'], revisionId: 'mmm1', branchLabel: 'joined', now })
    expect(readFileSync(file, 'utf8')).toContain('-- branch labels: joined\n')
  })

  it('takes ids in part', async () => expect((await merge('bbb', 'ccc')).downRevisions).toEqual(['bbb2', 'ccc3']))

  for (const [targets, code, message] of [
    [['bbb2'], 'MIG_MERGE_POINTLESS', "'bbb2' means only 'bbb2': a merge needs two"],
    [['bbb2', 'bbb2'], 'MIG_MERGE_POINTLESS', "'bbb2 bbb2' means only 'bbb2': a merge needs two"],
    [['base'], 'MIG_MERGE_POINTLESS', "'base' means no revision: a merge needs two"],
    [['aaa1', 'bbb2'], 'MIG_MERGE_POINTLESS', "'aaa1' is already part of 'bbb2'"],
  ] as const) {
    it(`of ${targets.join(' and ')} is refused`, async () => {
      const error = await refused(() => merge(...targets))
      expect([error.code, error.message]).toEqual([code, message])
    })
  }

  it('of what is no head needs splice', async () => {
    await create('ddd4', { head: 'bbb2' })
    expect((await refused(() => merge('bbb2', 'ccc3'))).code).toBe('MIG_HEAD_REQUIRED')
    expect((await repository.merge({ targets: ['bbb2', 'ccc3'], revisionId: 'mmm1', splice: true, now })).downRevisions).toEqual([
      'bbb2',
      'ccc3',
    ])
  })
})
