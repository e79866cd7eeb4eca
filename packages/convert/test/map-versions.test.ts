import { describe, expect, it } from 'vitest'
import { revisionHash } from '../src/map/revision-hash.js'
import { numberedSource } from './numbered-source.js'

const table = (name: string) => `CREATE TABLE ${name} (id INTEGER);\n`

describe('numbers without holes in them', () => {
  it('become a chain, and the number stays in the file name', async () => {
    using source = numberedSource({ '001_a.sql': table('a'), '002_b.sql': table('b') })
    const { graph } = await source.convert()
    expect(graph).toEqual(['001_a <- ', '002_b <- 001_a'])
  })

  it('map each to its revision', async () => {
    using source = numberedSource({ '001_a.sql': table('a'), '002_b.sql': table('b') })
    const { record, at } = await source.convert()
    expect(record.versions.map(({ version }) => version)).toEqual(['1', '2'])
    expect([at('1'), at('2')]).toEqual([expect.stringMatching(/^[0-9a-f]{12}$/), expect.stringMatching(/^[0-9a-f]{12}$/)])
  })
})

it('gaps vanish', async () => {
  using source = numberedSource({ '001_a.sql': table('a'), '005_b.sql': table('b'), '1200_c.sql': table('c') })
  const { graph } = await source.convert()
  expect(graph).toEqual(['001_a <- ', '005_b <- 001_a', '1200_c <- 005_b'])
})

describe('the id of a revision', () => {
  const ids = async (files: Readonly<Record<string, string>>) => {
    using source = numberedSource(files)
    return (await source.convert()).record.versions.map(({ revision }) => revision)
  }

  it('is the same on every machine', async () => {
    expect(await ids({ '001_a.sql': table('a'), '002_b.sql': table('b') })).toEqual(['85489659bdfb', 'bf7b113735d1'])
  })

  it('is the same after a checkout with other line ends', async () => {
    expect(await ids({ '001_a.sql': '\uFEFFCREATE TABLE a (\r\n  id INTEGER\r\n);\r\n' })).toEqual(
      await ids({ '001_a.sql': 'CREATE TABLE a (\n  id INTEGER\n);' }),
    )
  })

  it('does not depend on what lies below or above', async () => {
    const [, alone] = await ids({ '001_a.sql': table('a'), '002_b.sql': table('b') })
    const [other, withMore] = await ids({ '001_a.sql': table('another'), '002_b.sql': table('b'), '003_c.sql': table('c') })
    expect(withMore).toBe(alone)
    expect(other).not.toBe(alone)
  })

  it('differs for one text under two numbers, and under two names', async () => {
    const found = await ids({ '001_a.sql': table('a'), '002_a.sql': table('a'), '003_b.sql': table('a') })
    expect(new Set(found).size).toBe(3)
  })

  it('is longer where its first digits are taken', () => {
    const short = revisionHash(['shop', '1'], new Set())
    const long = revisionHash(['shop', '1'], new Set([short]))
    expect([short.length, long.length]).toEqual([12, 16])
    expect(long.startsWith(short)).toBe(true)
  })
})

describe('two changes under one number', () => {
  const files = { '006_a.sql': table('a'), '007_points.sql': table('p'), '007_note.sql': table('n'), '008_b.sql': table('b') }

  it('become siblings and a merge point', async () => {
    using source = numberedSource(files)
    const { graph, record, report } = await source.convert()
    const merge = '007_merge_of_the_2_changes_that_were_version'
    expect(graph).toEqual([
      '006_a <- ',
      '007_note <- 006_a',
      '007_points <- 006_a',
      `${merge} <- 007_note + 007_points`,
      `008_b <- ${merge}`,
    ])
    expect(record.versions[1]!.collision).toHaveLength(2)
    expect(report.counts).toMatchObject({ collisions: 1 })
    expect(report.notes).toEqual([expect.stringContaining('version 7 was written twice')])
  })

  it('keep the files that were written together together', async () => {
    using source = numberedSource({
      '001_a_default_upgrade.sql': table('a'),
      '001_a_default_downgrade.sql': 'DROP TABLE a;',
      '001_b_default_upgrade.sql': table('b'),
    })
    const { text, graph } = await source.convert()
    expect(graph).toHaveLength(3)
    expect(text('001_a')).toContain('DROP TABLE a;')
    expect(text('001_b')).not.toContain('DROP TABLE a;')
  })

  it('are refused when one description is all they have', async () => {
    using source = numberedSource({ '001_a.sql': table('a'), '001_a_default_upgrade.sql': table('b') })
    await expect(source.convert()).rejects.toMatchObject({
      code: 'MIG_CONVERT_SOURCE',
      message: 'version 1 has 001_a.sql and 001_a_default_upgrade.sql for one place and under one description',
    })
  })
})

describe('placeholders', () => {
  const files = {
    '001_placeholder_default_upgrade.sql': '-- later\n',
    '002_a.sql': table('a'),
    '003_placeholder_default_upgrade.sql': '',
    '004_b.sql': table('b'),
  }

  it('are kept as revisions that do nothing, both ways', async () => {
    using source = numberedSource(files)
    const { graph, text, report } = await source.convert()
    expect(graph).toHaveLength(4)
    expect(text('003_placeholder')).toMatch(/-- migrate:up\n\n-- migrate:down\n$/)
    expect(report.counts).toMatchObject({ placeholders: 2, 'placeholders dropped': 0 })
  })

  it('are remembered at the revision before them when they are dropped', async () => {
    using source = numberedSource(files)
    const { graph, at, record, report } = await source.convert({ placeholders: 'drop' })
    expect(graph).toEqual(['002_a <- ', '004_b <- 002_a'])
    expect(at('1')).toBeNull()
    expect(at('3')).toBe(at('2'))
    expect(record.versions[2]).toMatchObject({ placeholder: true, dropped: true })
    expect(report.counts).toMatchObject({ placeholders: 2, 'placeholders dropped': 2 })
  })

  it('are no placeholders where the other databases run Python', async () => {
    using source = numberedSource({ '001_a_sqlite_upgrade.sql': '', '001_a.py': 'def upgrade(engine): ...\n' }, 'migrate.cfg')
    const { report, text } = await source.convert()
    expect(report.counts).toMatchObject({ placeholders: 0, 'needs a human': 1 })
    expect(text('001_a')).toContain('-- migrate:up sqlite')
    expect(text('001_a')).not.toMatch(/-- migrate:up$/m)
  })
})

describe('a back-port', () => {
  const guarded = 'CREATE INDEX IF NOT EXISTS a_id ON a (id);\n'

  it('is linked to the number that it is the same change as', async () => {
    using source = numberedSource({
      '001_a.sql': table('a'),
      '002_i.sql': guarded,
      '003_b.sql': table('b'),
      '004_again.sql': ` ${guarded}`,
    })
    const { at, text, report } = await source.convert()
    expect(text('004_again')).toContain(`-- equivalent to: ${at('2')}`)
    expect(report.counts).toMatchObject({ 'back-ports': 1 })
  })

  it.each([
    ['drops it', 'DROP INDEX a_id;\n'],
    ['makes its table anew', 'DROP TABLE a;\nCREATE TABLE a (id INTEGER);\n'],
    ['renames its table', 'ALTER TABLE a RENAME TO b;\n'],
  ])('is not linked when a number in between %s', async (_what, between) => {
    using source = numberedSource({ '001_a.sql': table('a'), '002_i.sql': guarded, '003_b.sql': between, '004_again.sql': guarded })
    const { report } = await source.convert()
    expect(report.counts).toMatchObject({ 'back-ports': 0 })
  })

  it('is not linked when a statement has no guard', async () => {
    const plain = `${guarded}UPDATE a SET id = id + 1;\n`
    using source = numberedSource({ '001_a.sql': table('a'), '002_i.sql': plain, '003_again.sql': plain })
    const { report } = await source.convert()
    expect(report.counts).toMatchObject({ 'back-ports': 0 })
  })

  it('is not linked when a text in it has another blank', async () => {
    const row = (text: string) => `INSERT OR IGNORE INTO a VALUES ('${text}');\n`
    using source = numberedSource({ '001_a_sqlite_upgrade.sql': row('x y'), '002_a_sqlite_upgrade.sql': row('x  y') })
    const { report } = await source.convert()
    expect(report.counts).toMatchObject({ 'back-ports': 0 })
  })

  it('is linked by a row that it writes once', async () => {
    const row = 'INSERT INTO a (id) SELECT 7 WHERE NOT EXISTS (SELECT 1 FROM a WHERE id = 7);\n'
    using source = numberedSource({ '001_a.sql': table('a'), '002_r.sql': row, '003_b.sql': table('b'), '004_r.sql': row })
    const { report } = await source.convert()
    expect(report.counts).toMatchObject({ 'back-ports': 1 })
  })
})

describe('a baseline', () => {
  const files = {
    '001_a.sql': '-- migrate:up\nCREATE TABLE a (id INTEGER);\n-- migrate:down\nDROP TABLE a;\n',
    '002_x_mysql_upgrade.sql': "INSERT INTO a VALUES (1) -- no semicolon; 'quoted'",
    '002_x_default_upgrade.sql': 'INSERT INTO a VALUES (2);',
    '003_p_default_upgrade.sql': '',
    '004_b.sql': table('b'),
  }

  it('holds every statement up to its number, per dialect and in order', async () => {
    using source = numberedSource(files)
    const { graph, text, at, record } = await source.convert({ mode: { kind: 'baseline', version: '003' } })
    expect(graph).toEqual(['003_baseline_everything_up_to_3 <- ', '004_b <- 003_baseline_everything_up_to_3'])
    const sections = text('003_baseline')
      .split(/^-- migrate:/m)
      .slice(1)
    expect(sections.map((section) => section.split('\n')[0])).toEqual(['up mysql', 'up postgresql', 'up sqlite'])
    expect(sections[0]).toMatch(/CREATE TABLE a \(id INTEGER\);[^]*INSERT INTO a VALUES \(1\);/)
    expect(sections[2]).toMatch(/CREATE TABLE a \(id INTEGER\);[^]*INSERT INTO a VALUES \(2\);/)
    expect([at('1'), at('2')]).toEqual([null, null])
    expect(record.versions.map(({ belowBaseline }) => belowBaseline === true)).toEqual([true, true, false, false])
    expect(record.mode).toEqual({ kind: 'baseline', version: '3' })
  })

  it('is not written for a database that lacks a version', async () => {
    using source = numberedSource({ '001_a.sql': table('a'), '002_b_sqlite_upgrade.sql': table('b') })
    const { text, report } = await source.convert({ mode: { kind: 'baseline', version: '2' } })
    expect(text('baseline').match(/-- migrate:up.*/g)).toEqual(['-- migrate:up sqlite'])
    expect(report.notes).toContainEqual(expect.stringContaining('the baseline is not for mysql'))
  })

  it('refuses code below it, by name', async () => {
    using source = numberedSource({ ...files, '003_p_default_upgrade.sql': '', '0002_y.ts': '' })
    source.change({
      '0002_y.ts': null,
      '002_x_mysql_upgrade.sql': null,
      '002_x_default_upgrade.sql': null,
      '002_x.ts': 'export const upgrade = 1',
    })
    await expect(source.convert({ mode: { kind: 'baseline', version: '3' } })).rejects.toMatchObject({
      code: 'MIG_CONVERT_SOURCE',
      message: expect.stringContaining('002_x.ts'),
    })
  })

  it('refuses a number that the source does not hold', async () => {
    using source = numberedSource(files)
    await expect(source.convert({ mode: { kind: 'baseline', version: '9' } })).rejects.toMatchObject({
      code: 'MIG_CONVERT_SOURCE',
      hint: 'The source holds 1 to 4.',
    })
  })
})
