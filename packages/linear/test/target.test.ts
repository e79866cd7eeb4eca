import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Verb } from '@mig/core'
import { LinearRepository } from '@mig/linear'
import { refusal } from './refusal.js'
import { numbered, sample, sampleFolder, type SampleSettings } from './sample.js'

const oneToFive = [1, 2, 3, 4, 5]

interface Case {
  readonly verb: Verb
  readonly at: number
  readonly target: string
  /** The revisions of the goal, or the code of the refusal. */
  readonly gives: readonly string[] | string
  readonly numbers?: readonly number[]
  readonly settings?: SampleSettings
}

const squashed = [216, 217, 218]
const withHole = [1, 2, 5, 6]
const stamps = [20260101000000, 20260102000000]
const skip: SampleSettings = { gaps: 'skip' }

const cases: readonly Case[] = [
  { verb: 'upgrade', at: 0, target: '3', gives: ['3'] },
  { verb: 'upgrade', at: 2, target: '007', gives: ['7'], numbers: [1, 2, 3, 4, 5, 6, 7] },
  { verb: 'upgrade', at: 2, target: ' 3 ', gives: ['3'] },
  { verb: 'upgrade', at: 2, target: 'latest', gives: ['5'] },
  { verb: 'upgrade', at: 2, target: 'head', gives: ['5'] },
  { verb: 'upgrade', at: 2, target: 'heads', gives: ['5'] },
  { verb: 'upgrade', at: 2, target: '+2', gives: ['4'] },
  { verb: 'upgrade', at: 2, target: '+0', gives: [] },
  { verb: 'upgrade', at: 3, target: '3', gives: [] },
  { verb: 'upgrade', at: 5, target: 'latest', gives: [] },
  { verb: 'upgrade', at: 0, target: 'latest', gives: [], numbers: [] },
  { verb: 'upgrade', at: 3, target: '2', gives: 'MIG_TARGET_DIRECTION' },
  { verb: 'upgrade', at: 3, target: '-1', gives: 'MIG_TARGET_DIRECTION' },
  { verb: 'upgrade', at: 3, target: '+3', gives: 'MIG_TARGET_RANGE' },
  { verb: 'upgrade', at: 3, target: '9', gives: 'MIG_TARGET_UNKNOWN' },
  { verb: 'upgrade', at: 3, target: 'x', gives: 'MIG_TARGET_INVALID' },
  { verb: 'upgrade', at: 3, target: '', gives: 'MIG_TARGET_INVALID' },
  { verb: 'upgrade', at: 3, target: '3.5', gives: 'MIG_TARGET_INVALID' },
  { verb: 'upgrade', at: 3, target: '1_0', gives: 'MIG_TARGET_INVALID' },
  { verb: 'upgrade', at: 3, target: '99999999999999999999', gives: 'MIG_TARGET_INVALID' },
  { verb: 'downgrade', at: 5, target: '2', gives: ['3'] },
  { verb: 'downgrade', at: 5, target: '0', gives: ['1'] },
  { verb: 'downgrade', at: 5, target: 'base', gives: ['1'] },
  { verb: 'downgrade', at: 5, target: '-2', gives: ['4'] },
  { verb: 'downgrade', at: 5, target: '-5', gives: ['1'] },
  { verb: 'downgrade', at: 5, target: '-6', gives: 'MIG_TARGET_RANGE' },
  { verb: 'downgrade', at: 0, target: 'base', gives: [] },
  { verb: 'downgrade', at: 2, target: '4', gives: 'MIG_TARGET_DIRECTION' },
  { verb: 'downgrade', at: 2, target: '9', gives: 'MIG_TARGET_DIRECTION' },
  { verb: 'downgrade', at: 2, target: '+1', gives: 'MIG_TARGET_DIRECTION' },
  { verb: 'stamp', at: 2, target: '4', gives: ['4'] },
  { verb: 'stamp', at: 4, target: '0', gives: [] },
  { verb: 'stamp', at: 4, target: '-1', gives: ['3'] },
  { verb: 'stamp', at: 4, target: '9', gives: 'MIG_TARGET_UNKNOWN' },

  { verb: 'upgrade', at: 2, target: '5', gives: 'MIG_VERSION_GAP', numbers: withHole },
  { verb: 'upgrade', at: 2, target: '4', gives: 'MIG_VERSION_GAP', numbers: withHole },
  { verb: 'upgrade', at: 4, target: 'latest', gives: ['6'], numbers: withHole },
  { verb: 'upgrade', at: 4, target: '4', gives: [], numbers: withHole },
  { verb: 'downgrade', at: 6, target: '4', gives: ['5'], numbers: withHole },
  { verb: 'downgrade', at: 6, target: '3', gives: 'MIG_VERSION_GAP', numbers: withHole },
  { verb: 'stamp', at: 6, target: '4', gives: 'MIG_VERSION_GAP', numbers: withHole },
  { verb: 'upgrade', at: 2, target: '5', gives: ['5'], numbers: withHole, settings: skip },
  { verb: 'upgrade', at: 2, target: '4', gives: 'MIG_VERSION_GAP', numbers: withHole, settings: skip },
  { verb: 'downgrade', at: 6, target: '1', gives: ['2'], numbers: withHole, settings: skip },
  { verb: 'downgrade', at: 6, target: '4', gives: 'MIG_VERSION_GAP', numbers: withHole, settings: skip },

  { verb: 'upgrade', at: 215, target: 'latest', gives: ['218'], numbers: squashed },
  { verb: 'upgrade', at: 0, target: 'latest', gives: 'MIG_VERSION_GAP', numbers: squashed },
  { verb: 'upgrade', at: 0, target: 'latest', gives: ['218'], numbers: squashed, settings: skip },
  { verb: 'downgrade', at: 218, target: 'base', gives: ['216'], numbers: squashed },
  { verb: 'downgrade', at: 218, target: '215', gives: ['216'], numbers: squashed },
  { verb: 'downgrade', at: 218, target: '0', gives: 'MIG_VERSION_GAP', numbers: squashed },
  { verb: 'downgrade', at: 218, target: '-3', gives: ['216'], numbers: squashed },
  { verb: 'downgrade', at: 215, target: 'base', gives: [], numbers: squashed },
  { verb: 'downgrade', at: 0, target: 'base', gives: [], numbers: squashed },
  { verb: 'stamp', at: 218, target: 'base', gives: [], numbers: squashed },
  { verb: 'stamp', at: 218, target: '100', gives: 'MIG_VERSION_GAP', numbers: squashed },

  { verb: 'upgrade', at: 0, target: 'latest', gives: ['20260102000000'], numbers: stamps, settings: { numbering: 'timestamp' } },
  { verb: 'downgrade', at: 20260102000000, target: '-1', gives: ['20260102000000'], numbers: stamps, settings: { numbering: 'timestamp' } },
  { verb: 'downgrade', at: 20260102000000, target: '0', gives: ['20260101000000'], numbers: stamps, settings: { numbering: 'timestamp' } },
]

const describeCase = ({ verb, at, target, gives, numbers = oneToFive, settings }: Case): string =>
  `${verb} '${target}' at ${at} of ${numbers.length > 6 ? `1 to ${numbers.length}` : `[${numbers.join(' ')}]`}${settings ? ` ${JSON.stringify(settings)}` : ''}: ${typeof gives === 'string' ? gives : `[${gives.join(' ')}]`}`

describe('a target', () => {
  for (const one of cases) {
    it(describeCase(one), async () => {
      const { verb, at, target, gives, numbers = oneToFive, settings } = one
      await using made = await sample(numbered(...numbers), settings)
      const resolve = () => made.repository.resolve(verb, target, at === 0 ? [] : [String(at)])
      if (typeof gives === 'string') expect((await refusal(resolve)).code).toBe(gives)
      else expect(await resolve()).toEqual({ kind: { upgrade: 'apply', downgrade: 'undo', stamp: 'stamp' }[verb], revisions: gives })
    })
  }

  it('in the other direction is told with the command that goes there', async () => {
    await using made = await sample(numbered(1, 2, 3))
    expect(await refusal(() => made.repository.resolve('upgrade', '2', ['3']))).toMatchObject({
      message: 'cannot upgrade a database of version 3 to version 2',
      hint: 'Use: mig downgrade 2',
    })
    expect(await refusal(() => made.repository.resolve('downgrade', '3', ['2']))).toMatchObject({ hint: 'Use: mig upgrade 3' })
    expect(await refusal(() => made.repository.resolve('downgrade', '9', ['2']))).toMatchObject({
      message: 'cannot downgrade a database of version 2 to version 9',
      hint: 'There is no version 9: the last one is 3.',
    })
  })

  it('across a hole is told with every missing number', async () => {
    await using made = await sample(numbered(1, 3, 7, 8))
    expect(await refusal(() => made.repository.resolve('upgrade', 'latest', []))).toMatchObject({
      message: 'the way from 0 to 8 crosses versions 2, 4 to 6, which have no script',
      details: { missing: ['2', '4 to 6'] },
    })
  })

  it('across a hole in a repository of the old tool is told with the file that allows it, and then goes', async () => {
    const files = Object.fromEntries(numbered(1, 3).map((name) => [name, '']))
    await using folder = await sampleFolder(files, { 'migrate.cfg': '[db_settings]\nrepository_id=shop\nversion_table=vt\n' })
    const open = () => LinearRepository.open(folder.path)
    const { hint } = await refusal(async () => (await open()).resolve('upgrade', 'latest', []))
    const [, json] = /write mig\.cfg\.json beside migrate\.cfg: (\{.*\})/.exec(hint ?? '')!
    await writeFile(join(folder.path, 'mig.cfg.json'), json!)
    const repository = await open()
    expect(await repository.resolve('upgrade', 'latest', [])).toMatchObject({ revisions: ['3'] })
    // its scripts are still read as that tool reads them
    expect(repository.settings).toMatchObject({ repositoryId: 'shop', versionTable: 'vt', gaps: 'skip', isHeritage: true })
  })

  it('in a repository that begins at 216 is told where a database begins', async () => {
    await using made = await sample(numbered(216, 217))
    expect((await refusal(() => made.repository.resolve('upgrade', 'latest', []))).hint).toContain('mig version_control 215')
  })

  it('is one, not several', async () => {
    await using made = await sample(numbered(1, 2))
    expect((await refusal(() => made.repository.resolve('stamp', ['1', '2'], []))).code).toBe('MIG_TARGET_INVALID')
  })
})

describe('a release', () => {
  const release = async (releases: unknown, target: string) => {
    await using made = await sample(numbered(...oneToFive))
    await writeFile(join(made.location, 'releases.json'), JSON.stringify(releases))
    return await made.repository.resolve('upgrade', target, [])
  }

  it('is a target by version and by range', async () => {
    const releases = { '1.0.0': ['2'], '1.4.0': ['3'], '2.0.0': ['5'] }
    expect((await release(releases, 'release:1.0.0')).revisions).toEqual(['2'])
    expect((await release(releases, 'release:^1')).revisions).toEqual(['3'])
    expect((await refusal(() => release(releases, 'release:^3'))).code).toBe('MIG_RELEASE_UNKNOWN')
  })

  it('that names a version without a file is refused', async () => {
    expect(await refusal(() => release({ '1.0.0': ['9'] }, 'release:1.0.0'))).toMatchObject({
      code: 'MIG_RELEASES_INVALID',
      message: expect.stringContaining("'9'"),
    })
  })
})
