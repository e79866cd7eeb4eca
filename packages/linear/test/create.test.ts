import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { initRepository, LinearRepository } from '@mig/linear'
import { tempFolder } from '../../../test/support/temp-folder.js'
import { refusal } from './refusal.js'
import { sample } from './sample.js'

const filesIn = (location: string): readonly string[] => readdirSync(join(location, 'versions')).sort()

describe('a new version', () => {
  it('takes the number after the highest that any name in the folder claims, whatever it is', async () => {
    await using made = await sample(['001_a.sql', '007_notes.txt', '05_old.sql'])
    expect(await made.repository.create({ description: 'next', language: 'js' })).toMatchObject({ version: '8' })
    expect(filesIn(made.location)).toContain('008_next.js')
  })

  it('is a pair of files in SQL, for every dialect or for one', async () => {
    await using made = await sample([])
    await made.repository.create({ description: 'for all', language: 'sql' })
    await made.repository.create({ description: 'for one', language: 'sql', dialect: 'postgres' })
    expect(filesIn(made.location)).toEqual([
      '001_for_all_default_downgrade.sql',
      '001_for_all_default_upgrade.sql',
      '002_for_one_postgresql_downgrade.sql',
      '002_for_one_postgresql_upgrade.sql',
    ])
  })

  it('is named as SQLAlchemy Migrate names it', async () => {
    await using made = await sample([])
    for (const description of ['second "one" it\'s v1.2', '_', '__x__y', 'żółw', 'a/b']) {
      await made.repository.create({ description, language: 'js' })
    }
    expect(filesIn(made.location)).toEqual(['001_second_one_it_s_v1_2.js', '002.js', '003_x_y.js', '004_żółw.js', '005_a_b.js'])
  })

  it('has the time as its number where that is how the repository counts', async () => {
    await using made = await sample([], { numbering: 'timestamp' })
    const now = new Date('2024-02-03T04:05:06Z')
    expect((await made.repository.create({ description: 'a', language: 'js', now })).version).toBe('20240203040506')
    expect((await made.repository.create({ description: 'b', language: 'js', now })).version).toBe('20240203040507')
    expect((await made.repository.graph()).heads()).toEqual(['20240203040507'])
  })
})

describe('two branches that take one number with the same words', () => {
  it('write two different files, in every language', async () => {
    await using made = await sample([])
    const versions = join(made.location, 'versions')
    const write = async (language: 'ts' | 'js' | 'sql', now: Date): Promise<readonly string[]> => {
      const { files } = await made.repository.create({ description: 'later', language, now })
      const texts = files.map((file) => readFileSync(file, 'utf8'))
      for (const file of files) rmSync(file)
      made.repository.reload()
      return texts
    }
    for (const language of ['ts', 'js', 'sql'] as const) {
      const ours = await write(language, new Date('2026-01-02T03:04:05.678Z'))
      const theirs = await write(language, new Date('2026-01-02T03:04:05.679Z'))
      for (const [at, text] of ours.entries()) expect(theirs[at]).not.toBe(text)
    }
    expect(readdirSync(versions)).toEqual([])
  })
})

describe('a process that died while it took a number', () => {
  it('does not stand in the way of the next one', async () => {
    await using made = await sample(['001_a.sql'])
    const marker = join(made.location, 'versions', '.next-number')
    writeFileSync(marker, '')
    utimesSync(marker, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000))
    expect(await made.repository.create({ description: 'b', language: 'js' })).toMatchObject({ version: '2' })
    expect(filesIn(made.location)).toEqual(['001_a.sql', '002_b.js'])
  })
})

describe('placeholders', () => {
  it('reserve numbers with versions that do nothing in either direction', async () => {
    await using made = await sample(['001_a.sql'])
    const created = await made.repository.createPlaceholders({ count: 3 })
    expect(created.map(({ version }) => version)).toEqual(['2', '3', '4'])
    for (const { version } of created) {
      const script = await made.repository.script(version)
      for (const direction of ['upgrade', 'downgrade'] as const) {
        expect(await script.body(direction, 'mysql')).toMatchObject({ kind: 'sql', statements: [] })
      }
    }
  })
})

describe('a new repository', () => {
  it('has its configuration, versions and a README, and nothing is overwritten', async () => {
    await using folder = await tempFolder()
    const location = join(folder.path, 'deep/er')
    await initRepository(location, { repositoryId: 'shop', versionTable: 'vt' })
    expect(readdirSync(location).sort()).toEqual(['README.md', 'mig.cfg.json', 'versions'])
    expect((await LinearRepository.open(location)).settings).toMatchObject({ repositoryId: 'shop', versionTable: 'vt' })
    expect((await refusal(() => initRepository(location, { repositoryId: 'other' }))).code).toBe('MIG_REPOSITORY_EXISTS')
    const used = join(folder.path, 'used')
    await initRepository(used, { repositoryId: 'x' })
    writeFileSync(join(used, 'mine.txt'), '')
    expect((await refusal(() => initRepository(used, { repositoryId: 'x' }))).code).toBe('MIG_REPOSITORY_EXISTS')
  })
})
