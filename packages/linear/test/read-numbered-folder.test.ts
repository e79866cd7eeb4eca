import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inspectNumberedFolder, readNumberedFolder } from '@mig/linear'
import { refusal } from './refusal.js'
import { sampleFolder } from './sample.js'

const read = (location: string, collisions: 'refuse' | 'accept' = 'refuse') => readNumberedFolder(location, { collisions })

/** Names, and the files that must be named as colliding; none where there is no collision. */
const collisions: readonly (readonly [names: readonly string[], colliding: readonly string[]])[] = [
  [
    ['002_a.ts', '002_b.ts'],
    ['002_a.ts', '002_b.ts'],
  ],
  [
    ['002_a.ts', '002_a.js'],
    ['002_a.js', '002_a.ts'],
  ],
  [
    ['002_a.py', '002_b.py'],
    ['002_a.py', '002_b.py'],
  ],
  [
    ['002_a.sql', '0002_b.sql'],
    ['0002_b.sql', '002_a.sql'],
  ],
  [
    ['002_a.sql', '002_a_default_downgrade.sql'],
    ['002_a.sql', '002_a_default_downgrade.sql'],
  ],
  [
    ['002_a_mysql_upgrade.sql', '002_b_mariadb_upgrade.sql'],
    ['002_a_mysql_upgrade.sql', '002_b_mariadb_upgrade.sql'],
  ],
  [
    ['002_points.ts', '002_note.sql'],
    ['002_note.sql', '002_points.ts'],
  ],
  [
    ['002_a.ts', '002_a.sql'],
    ['002_a.sql', '002_a.ts'],
  ],
  [
    ['002.js', '002_default_upgrade.sql', '002_a_default_downgrade.sql'],
    ['002.js', '002_a_default_downgrade.sql', '002_default_upgrade.sql'],
  ],
  [
    ['002_a.py', '002_b.ts'],
    ['002_a.py', '002_b.ts'],
  ],
  [['002_a.ts', '002_a_default_upgrade.sql'], []],
  [['002_a.ts', '002_a_sqlite_upgrade.sql', '002_a_sqlite_downgrade.sql'], []],
  [['002_a.py', '002_a.sql'], []],
  [['002_a_mysql_upgrade.sql', '002_b_sqlite_upgrade.sql'], []],
  [['002_a_mysql_upgrade.sql', '002_a_mysql_downgrade.sql', '002_b_default_upgrade.sql'], []],
  [['002_a.py', '002_a.ts'], []],
  [['002_a.py', '002_b_sqlite_upgrade.sql'], []],
  [['002_a_oracle_upgrade.sql', '002_b_oracle_upgrade.sql'], []],
]

describe('a versions folder', () => {
  it('is a list of numbers, ascending, each with its files', async () => {
    await using folder = await sampleFolder(['010_c.ts', '002_b_mysql_upgrade.sql', '0002_b_default_upgrade.sql', '001_a.py'], {})
    expect(read(folder.path).versions.map(({ version, files }) => [version, files.map(({ name }) => name)])).toEqual([
      ['1', ['001_a.py']],
      ['2', ['0002_b_default_upgrade.sql', '002_b_mysql_upgrade.sql']],
      ['10', ['010_c.ts']],
    ])
  })

  it('leaves out 000, and what compilers and editors put beside scripts', async () => {
    await using folder = await sampleFolder(
      ['000_never.sql', '001_a.ts', '001_a.d.ts', '001_a.js.map', '002_b.py', '002_b.pyc', '.003_c.sql.swp'],
      {},
    )
    expect(read(folder.path)).toMatchObject({ versions: [{ version: '1' }, { version: '2' }], ignored: [] })
  })

  it('tells which names look like versions and have too few digits', async () => {
    await using folder = await sampleFolder(['001_a.ts', '05_b.sql', 'helpers.py', 'README.md', 'notes.txt'], {})
    await mkdir(join(folder.path, 'versions', 'sub'))
    expect(read(folder.path).ignored).toEqual(['05_b.sql', 'helpers.py'])
  })

  for (const [names, colliding] of collisions) {
    it(`${names.join(' + ')} ${colliding.length > 0 ? 'collide' : 'are one version'}`, async () => {
      await using folder = await sampleFolder(names, {})
      expect(inspectNumberedFolder(folder.path).problems.flatMap(({ files }) => files)).toEqual(colliding)
    })
  }

  it('is refused with everything that is wrong at once', async () => {
    await using folder = await sampleFolder(['001_a.ts', '001_b.ts', '002_notes.txt', '003_upgrade.sql'], {})
    await mkdir(join(folder.path, 'versions', '004_folder.sql'))
    await symlink('nowhere', join(folder.path, 'versions', '005_link.sql'))
    const error = await refusal(() => read(folder.path))
    expect(error.code).toBe('MIG_VERSION_COLLISION')
    for (const name of ['001_a.ts', '001_b.ts', '002_notes.txt', '003_upgrade.sql', '004_folder.sql', '005_link.sql'])
      expect(error.message).toContain(`'${name}'`)
    expect(error.hint).toContain('mig convert')
  })

  it('gives collisions to the converter, but no bad names', async () => {
    await using colliding = await sampleFolder(['001_a.ts', '001_b.ts'], {})
    expect(read(colliding.path, 'accept').versions[0]?.files).toHaveLength(2)
    await using bad = await sampleFolder(['001_a.ts', '001_b.ts', '002_notes.txt'], {})
    const error = await refusal(() => read(bad.path, 'accept'))
    expect(error.code).toBe('MIG_SCRIPT_NAME')
    expect(error.message).not.toContain('001')
  })

  it("is refused in the old tool's first format", async () => {
    await using folder = await sampleFolder([], {})
    await mkdir(join(folder.path, 'versions', '1'))
    expect(await refusal(() => read(folder.path))).toMatchObject({
      code: 'MIG_REPOSITORY_INVALID',
      hint: expect.stringContaining('migrate-repository'),
    })
  })
})
