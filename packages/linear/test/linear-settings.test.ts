import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LinearRepository, readLinearSettings } from '@mig/linear'
import { refusal } from './refusal.js'
import { sampleFolder } from './sample.js'

/** As SQLAlchemy Migrate writes it. */
const heritage = `[db_settings]
# Used to identify which repository this database is versioned under.
# You can use the name of your project.
repository_id=nova

# The name of the database table used to track the schema version.
version_table=migrate_version

required_dbs=['mysql', "sqlite"]
use_timestamp_numbering=False
`

const ini = async (text: string) => {
  await using folder = await sampleFolder([], { 'migrate.cfg': text })
  return readLinearSettings(folder.path)
}
const json = async (text: string) => {
  await using folder = await sampleFolder([], { 'mig.cfg.json': text })
  return readLinearSettings(folder.path)
}

describe('migrate.cfg of a real repository', () => {
  it('is read as it stands', async () => {
    expect(await ini(heritage)).toMatchObject({
      repositoryId: 'nova',
      versionTable: 'migrate_version',
      numbering: 'sequential',
      gaps: 'refuse',
      requiredDialects: ['mysql', 'sqlite'],
      isHeritage: true,
    })
  })

  const read: Readonly<Record<string, readonly [text: string, id: string]>> = {
    'keys in any case, with a colon': ['[db_settings]\nREPOSITORY_ID: a\nVersion_Table : t\n', 'a'],
    'an inline # as part of the value': ['[db_settings]\nrepository_id = a # not a comment\nversion_table=t', 'a # not a comment'],
    'a doubled per cent sign as one': ['[db_settings]\nrepository_id = 50%%\nversion_table=t', '50%'],
    'indented lines as more of the value': ['[db_settings]\nrepository_id = a\n  b\nversion_table=t', 'a\nb'],
    'what [DEFAULT] sets': ['[DEFAULT]\nrepository_id = a\n[db_settings]\nversion_table=t', 'a'],
    'other sections as none of its business': ['[x]\nrepository_id = %(no)s\n[db_settings]\nrepository_id=a\r\nversion_table=t', 'a'],
    'an equals sign in the value': ['[db_settings]\nrepository_id = a=b\nversion_table=t', 'a=b'],
  }
  for (const [what, [text, id]] of Object.entries(read)) {
    it(`is read with ${what}`, async () => expect((await ini(text)).repositoryId).toBe(id))
  }

  const refused: Readonly<Record<string, readonly [text: string, fact: RegExp]>> = {
    'a key that is set twice': ['[db_settings]\nrepository_id=a\nRepository_ID=b\n', /:3: 'repository_id' is set twice/],
    'a section that begins twice': ['[db_settings]\n[db_settings]\n', /:2: the section \[db_settings\] begins twice/],
    'an interpolation': ['[db_settings]\nrepository_id=%(home)s\nversion_table=t', /:2: the value of 'repository_id' is an interpolation/],
    'a single per cent sign': ['[db_settings]\nversion_table=t\nrepository_id=50%', /:3: .* single '%'/],
    'a line that is no setting': ['[db_settings]\nrepository_id\n', /:2: 'repository_id' is neither/],
    'nothing in it': ['', /'repository_id' is missing .*; 'version_table' is missing/],
    'a truth that is none': ['[db_settings]\nrepository_id=a\nversion_table=t\nuse_timestamp_numbering=maybe', /neither true nor false/],
  }
  for (const [what, [text, fact]] of Object.entries(refused)) {
    it(`is refused with ${what}`, async () => {
      const error = await refusal(() => ini(text))
      expect(error.code).toBe('MIG_REPOSITORY_INVALID')
      expect(error.message).toMatch(fact)
      expect(error.message).toContain('migrate.cfg')
    })
  }

  it('may ask for timestamps', async () => {
    expect(await ini(heritage.replace('=False', '=yes'))).toMatchObject({ numbering: 'timestamp' })
  })
})

describe('mig.cfg.json', () => {
  it('needs a repository id and nothing else', async () => {
    expect(await json('{ "repositoryId": "shop" }')).toMatchObject({
      repositoryId: 'shop',
      versionTable: 'migrate_version',
      numbering: 'sequential',
      gaps: 'refuse',
      requiredDialects: [],
      isHeritage: false,
    })
  })

  it('is refused with every problem at once', async () => {
    const error = await refusal(() =>
      json('{ "versionTable": "", "numbering": "roman", "gaps": true, "extra": 1, "requiredDialects": [1] }'),
    )
    expect(error.code).toBe('MIG_REPOSITORY_INVALID')
    expect(error.details['problems']).toHaveLength(6)
  })

  for (const text of ['', '{', '[]', 'null']) {
    it(`is refused when it holds '${text}'`, async () => {
      expect(await refusal(() => json(text))).toMatchObject({
        code: 'MIG_REPOSITORY_INVALID',
        message: expect.stringContaining('mig.cfg.json'),
      })
    })
  }
})

describe('a folder without a configuration', () => {
  const code = async (location: string) => refusal(() => LinearRepository.open(location))

  it('is missing when nothing is there, or a file is', async () => {
    await using folder = await sampleFolder([], { 'a.txt': '' })
    expect(await code(join(folder.path, 'nothing'))).toMatchObject({ code: 'MIG_REPOSITORY_MISSING' })
    expect(await code(join(folder.path, 'a.txt'))).toMatchObject({
      code: 'MIG_REPOSITORY_MISSING',
      message: expect.stringContaining('is a file'),
    })
    await rm(join(folder.path, 'versions'), { recursive: true })
    expect(await code(folder.path)).toMatchObject({ code: 'MIG_REPOSITORY_MISSING' })
  })

  it('is of the other mode when its files have revision headers', async () => {
    await using folder = await sampleFolder({ '30aaeaf5a3d7_a.sql': '-- a\n-- revision: 30aaeaf5a3d7\n' }, {})
    expect(await code(folder.path)).toMatchObject({ code: 'MIG_MODE_MISMATCH', hint: expect.stringContaining('"dag"') })
    await using dated = await sampleFolder({ '2026_01_02_ae10_a.ts': "export const revision = 'ae10'\n" }, {})
    expect((await code(dated.path)).code).toBe('MIG_MODE_MISMATCH')
  })

  it('has lost it when its files are numbered', async () => {
    await using folder = await sampleFolder(['001_a.sql'], {})
    expect(await code(folder.path)).toMatchObject({ code: 'MIG_REPOSITORY_INVALID', message: expect.stringContaining('001_a.sql') })
  })

  it('or with a folder in its place is told as such', async () => {
    await using folder = await sampleFolder([], {})
    await mkdir(join(folder.path, 'mig.cfg.json'))
    expect((await code(folder.path)).code).toBe('MIG_FILE_UNREADABLE')
  })
})
