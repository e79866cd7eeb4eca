import { describe, expect, it } from 'vitest'
import { existsSync } from 'node:fs'
import { DagRepository } from '@mig/dag'
import { connect } from '@mig/database'
import { folderSource, numberedSource } from './numbered-source.js'

const table = (name: string) => `CREATE TABLE ${name} (id INTEGER);\n`

describe('a version in Python alone', () => {
  it('becomes a revision that fails with the name of the file', async () => {
    using source = numberedSource({ '001_a_default_upgrade.sql': table('a'), '002_b.py': 'def upgrade(engine): pass\n' }, 'migrate.cfg')
    const { text, report, target, at } = await source.convert()
    expect(text('002_b')).toContain('the upgrade of 002_b.py was not converted')
    expect(report.counts).toMatchObject({ 'needs a human': 1 })
    expect(report.notes).toEqual([expect.stringContaining('002_b.py: needs a human: Python is not run by mig')])
    const body = await (await (await DagRepository.open(target)).script(at('2')!)).body('upgrade', 'sqlite')
    expect(body?.kind).toBe('code')
    await expect(body?.kind === 'code' ? body.run(undefined) : undefined).rejects.toThrow('002_b.py was not converted')
  })

  it('is a no-op where a manifest says that it sends no SQL', async () => {
    using source = numberedSource(
      {
        '001_gate.py': 'def upgrade(engine): check()\n',
        './MANIFEST.json': JSON.stringify({ versions: [{ version: 1, code_only: true }] }),
      },
      'migrate.cfg',
    )
    const { report, record } = await source.convert()
    expect(report.counts).toMatchObject({ 'no-op gates': 1, 'needs a human': 0 })
    expect(report.notes).toEqual(['version 1 (001_gate.py) was code that sends no SQL: imported as a no-op'])
    expect(record.versions[0]).toMatchObject({ noop: 'the original was code that sends no SQL' })
  })
})

it('Python that SQL for every database stands before is reported as left out', async () => {
  using source = numberedSource({ '001_a.py': 'def upgrade(engine): ...', '001_a_default_upgrade.sql': table('a') }, 'migrate.cfg')
  const { report } = await source.convert()
  expect(report.counts).toMatchObject({ 'needs a human': 0, 'not imported': 1 })
})

it('a manifest is not believed over SQL that lies there', async () => {
  using source = numberedSource({
    '001_a.sql': table('a'),
    './MANIFEST.json': JSON.stringify({ versions: [{ version: 1, code_only: true }] }),
  })
  const { report, text } = await source.convert()
  expect(report.counts).toMatchObject({ 'no-op gates': 0, imported: 1 })
  expect(text('001_a')).toContain(table('a'))
})

it('a version for a database that mig does not know fails, too', async () => {
  using source = numberedSource({ '001_a_oracle_upgrade.sql': table('a') }, 'migrate.cfg')
  const { report, text } = await source.convert()
  expect(text('001_a')).toContain('001_a_oracle_upgrade.sql was not converted')
  expect(report.counts).toMatchObject({ placeholders: 0, 'needs a human': 1 })
})

it('a script for such a database beside others is reported', async () => {
  using source = numberedSource({ '001_a_oracle_upgrade.sql': 'x', '001_a_default_upgrade.sql': table('a') }, 'migrate.cfg')
  const { report, record } = await source.convert()
  expect(report.counts).toMatchObject({ 'not imported': 1 })
  expect(record.versions[0]!.files.map(({ file }) => file)).toEqual(['001_a_default_upgrade.sql', '001_a_oracle_upgrade.sql'])
})

it('names with fewer than three digits are reported', async () => {
  using source = numberedSource({ '001_a.sql': table('a'), '02_b.sql': table('b') })
  const { report } = await source.convert()
  expect(report.notes).toEqual(['02_b.sql: not imported: it looks like a migration and has fewer than three digits'])
})

describe('what cannot be converted is refused, and nothing is written', () => {
  it.each<readonly [what: string, files: Readonly<Record<string, string>>, code: string, message: RegExp]>([
    [
      'code and SQL under one number',
      { '001_a.ts': '', '001_a_sqlite_upgrade.sql': '' },
      'MIG_CONVERT_SOURCE',
      /version 1 mixes code and SQL: 001_a\.ts, 001/,
    ],
    [
      'a neighbour imported',
      { '001_a.ts': "import { x } from './x.js'\n" },
      'MIG_CONVERT_SOURCE',
      /version 1 imports '\.\/x\.js' by its place/,
    ],
    ['a neighbour required', { '001_a.cjs': "const x = require('../x')\n" }, 'MIG_CONVERT_SOURCE', /imports '\.\.\/x'/],
    ["a constant's name taken", { '001_a.ts': 'const revision = 7\n' }, 'MIG_CONVERT_SOURCE', /declares 'revision'/],
    ['a manifest that does not parse', { '001_a.sql': '', './MANIFEST.json': '{' }, 'MIG_CONVERT_SOURCE', /MANIFEST\.json' does not parse/],
    [
      'a manifest of another kind',
      { '001_a.sql': '', './MANIFEST.json': '{"versions":3}' },
      'MIG_CONVERT_SOURCE',
      /holds no list 'versions'/,
    ],
    ['a quote that is never closed', { '001_a.sql': "-- a\n-- migrate:up\nSELECT 'x\n" }, 'MIG_SQL_UNTERMINATED', /^001_a\.sql:3:8: /],
    ['no versions at all', {}, 'MIG_CONVERT_SOURCE', /holds no versions/],
  ])('%s', async (_what, files, code, message) => {
    using source = numberedSource(files)
    await expect(source.convert()).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
    expect(existsSync(source.target)).toBe(false)
  })

  it('a comment that looks like an import is none', async () => {
    using source = numberedSource({ '001_a.ts': "// import './x.js'\nexport async function upgrade() {}\n" })
    await expect(source.convert()).resolves.toBeDefined()
  })
})

it('SQL for all that only one database can read is carried over', async () => {
  const text = "INSERT INTO a VALUES ('it\\'s');\n"
  using source = numberedSource({ '001_a_default_upgrade.sql': text })
  const converted = await source.convert()
  expect(converted.text('001_a')).toContain(text)
})

describe('a numbered repository below the named folder', () => {
  const numbered = { 'db/numbered/mig.cfg.json': '{"repositoryId":"a"}', 'db/numbered/versions/001_a.sql': table('a') }

  it('is found and converted, and lies where it lay', async () => {
    using project = folderSource({ ...numbered, 'package.json': '{}', 'node_modules/x/migrate.cfg': '' })
    await using database = await connect('sqlite::memory:')
    const { report, record } = await project.convert({ proveOn: [database] })
    expect([report.proofs, record.source.repositoryId]).toMatchObject([[{ versions: 1, isWhole: true }], 'a'])
  })

  it('is not guessed among several', async () => {
    using project = folderSource({ ...numbered, 'audit/mig.cfg.json': '{"repositoryId":"b"}', 'audit/versions/001_b.sql': table('b') })
    await expect(project.convert()).rejects.toMatchObject({
      code: 'MIG_CONVERT_SOURCE',
      message: expect.stringMatching(/there are 2 numbered repositories below '.*': .*audit, .*numbered$/),
    })
  })

  it('beside the migrations of another tool the format has to be named', async () => {
    using project = folderSource({
      ...numbered,
      'prisma/migrations/migration_lock.toml': '',
      'prisma/migrations/1_a/migration.sql': table('a'),
    })
    await expect(project.convert()).rejects.toMatchObject({ details: { choices: ['mig', 'prisma'] } })
    expect((await project.convert({ from: 'mig' })).record.source.format).toBe('mig')
  })
})
