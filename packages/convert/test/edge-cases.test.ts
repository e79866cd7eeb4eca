import { describe, expect, it } from 'vitest'
import type { SourceOptions, SourceSection, SourceVersion } from '@mig/convert'
import { readSource } from '@mig/convert'
import { Migrator } from '@mig/core'
import { DagRepository } from '@mig/dag'
import { connect } from '@mig/database'
import { folderSource, numberedSource } from './numbered-source.js'

const table = (name: string) => `CREATE TABLE ${name} (id INTEGER);\n`

type Files = Readonly<Record<string, string>>

function read(files: Files, options: SourceOptions = {}) {
  using source = folderSource(files)
  return readSource(source.source, options)
}

const names = (...list: readonly string[]): Files => Object.fromEntries(list.map((name) => [name, '']))
const orderOf = (files: Files, options: SourceOptions = {}) => read(files, options).versions.map(({ version }) => version)
const notesOf = (files: Files, options: SourceOptions = {}) =>
  read(files, options).notes.map(({ kind, file, text }) => `${kind}: ${file}: ${text}`)
const sectionsOf = ({ strands }: SourceVersion): readonly SourceSection[] =>
  strands.flatMap(({ body }) => (body.kind === 'sql' ? body.sections : ('sections' in body && body.sections) || []))
const filesOf = ({ strands }: SourceVersion) => strands.flatMap(({ files }) => files.map(({ name }) => name))
const refusal = (work: () => unknown): { code: string; message: string; hint: string } => {
  try {
    work()
  } catch (error) {
    return error as { code: string; message: string; hint: string }
  }
  throw new Error('it was not refused')
}

async function convert(files: Files, options: SourceOptions & { readonly prove?: true } = {}) {
  using source = folderSource(files)
  await using database = await connect('sqlite::memory:')
  const { prove, ...rest } = options
  const converted = await source.convert({ ...rest, ...(prove ? { proveOn: [database] } : {}) })
  const texts = converted.record.versions.map(({ revision }) => (revision === null ? '' : converted.text(`${revision}_`)))
  return { ...converted, texts }
}

/** The list of edge cases that real repositories have; the numbers are those of the list. */
describe('order and identity', () => {
  it('1. unpadded numbers go by value: 2 before 100', () => {
    const files = names('100_c.up.sql', '2_b.up.sql', '10_d.up.sql')
    expect(orderOf(files, { from: 'golang-migrate' })).toEqual(['2', '10', '100'])
  })

  describe('2. one number wider or narrower than the rest: the rule of the tool decides', () => {
    it('by value: 00010 is the tenth, and not the second', () => {
      const files = names('0001_a.up.sql', '0002_b.up.sql', '00010_c.up.sql')
      expect(orderOf(files, { from: 'golang-migrate' })).toEqual(['1', '2', '10'])
    })
    it('by text: a day without its time comes between, and not first', () => {
      const files = {
        ...names('20240101000000_init/migration.sql', '20250625_x/migration.sql', '20250101000000_y/migration.sql'),
        'migration_lock.toml': '',
      }
      expect(orderOf(files)).toEqual(['20240101000000_init', '20250101000000_y', '20250625_x'])
    })
    it('and where both rules differ, the report says which one holds', () => {
      expect(notesOf(names('1_a.sql', '10_c.sql', '2_b.sql'))).toEqual([
        'order: 1_a: the names sorted as text would put 10_c in its place; plain numbered SQL goes by the values between the dots, and so does the graph',
      ])
      expect(orderOf(names('1_a.sql', '10_c.sql', '2_b.sql'), { order: 'text' })).toEqual(['10_c', '1_a', '2_b'])
    })
  })

  describe('3. dotted and underscored versions go component by component', () => {
    it('V118_8 before V119, V3.9 before V3.10, V1.0 is V1', () => {
      const files = names('V119__c.sql', 'V118_8__b.sql', 'V3.10__a.sql', 'V3.9__z.sql', 'V1.0__first.sql')
      expect(orderOf(files)).toEqual(['1', '3.9', '3.10', '118.8', '119'])
      expect(refusal(() => read(names('V1.0__a.sql', 'V1__b.sql'))).message).toMatch(/Flyway refuses two files of version 1/)
    })
    it('in plain files', () => expect(orderOf(names('3.10.sql', '3.9.sql'))).toEqual(['3.9', '3.10']))
    it('in folders, with a pattern', () => {
      const files = names('1/02_b.up.sql', '1/10_c.up.sql', '0/01_a.up.sql')
      const pattern = '^(?<number>\\d+/\\d+)_(?<name>.*)\\.(?<direction>up|down)\\.sql$'
      expect(orderOf(files, { pattern })).toEqual(['0/01_a', '1/02_b', '1/10_c'])
    })
  })

  describe('4. several schemes in one series', () => {
    it('counters and epochs, by value', () => {
      const files = names('000002_b.up.sql', '1700000000_c.up.sql', '000001_a.up.sql')
      expect(orderOf(files, { from: 'golang-migrate' })).toEqual(['1', '2', '1700000000'])
    })
    it('00_ and timestamps, by text', () => {
      const files = { ...names('supabase/config.toml', 'supabase/migrations/00_init.sql', 'supabase/migrations/20210101000000_b.sql') }
      expect(orderOf(files)).toEqual(['00', '20210101000000'])
    })
    it('dates with and without hyphens, of Diesel', () => {
      const files = names('2017-08-31-123456_b/up.sql', '20140924113530_a/up.sql', '2018-01-01-000000_c/up.sql')
      expect(orderOf(files)).toEqual(['20140924113530', '20170831123456', '20180101000000'])
    })
  })

  describe('5. duplicate numbers', () => {
    it('are versions of their own where the whole name is the identity, in name order, and told', () => {
      const files = names('0001_b.sql', '0001_a.sql', '0002_c.sql')
      expect(orderOf(files)).toEqual(['0001_a', '0001_b', '0002_c'])
      expect(notesOf(files)).toEqual(['order: 0001_a: the number 1 comes 2 times, ordered by name: 0001_a, 0001_b'])
    })
    it('are refused where the tool refuses them, with the tools that allow them', () => {
      const error = refusal(() => read(names('1_b.up.sql', '1_a.up.sql'), { from: 'golang-migrate' }))
      expect(error).toMatchObject({
        code: 'MIG_CONVERT_SOURCE',
        message: 'golang-migrate refuses two files of version 1: 1_a.up.sql and 1_b.up.sql',
        hint: expect.stringContaining('plain numbered SQL, Prisma, sql-migrate) allow it: --from plain'),
      })
    })
  })

  it('6. gaps and big jumps are normal', async () => {
    const { graph, report } = await convert({ '1_a.sql': table('a'), '215_b.sql': table('b'), '1000_c.sql': table('c') })
    expect(graph).toEqual(['1_a <- ', '215_b <- 1_a', '1000_c <- 215_b'])
    expect(report.notes).toEqual([expect.stringContaining('order')])
  })

  it('7. an impossible time is a sort key like any other, and becomes no date', async () => {
    const files = { '20241301256199_b.sql': table('b'), '20240000000000_a.sql': table('a'), '20250101000000_c.sql': table('c') }
    const { graph, texts } = await convert(files)
    expect(graph.map((line) => line.slice(0, 16))).toEqual(['20240000000000_a', '20241301256199_b', '20250101000000_c'])
    for (const text of texts) expect(text).not.toContain('create date')
  })

  describe('8. strange names', () => {
    const strange = [
      '0001_a table.sql',
      '0002_b - Copy.sql',
      '0003_c.sql.sql',
      '0004_d.up.sql.up.sql',
      '0005_e.up.db.sql',
      '0006_up.sql',
      '0007_žluťoučký_kůň.sql',
      '0008_trailing .sql',
      '0009_x.sql/up.sql',
    ]
    it('get clean and unique file names, and the record keeps their own', async () => {
      const files = Object.fromEntries(strange.slice(0, 8).map((name, at) => [name, table(`t${at}`)]))
      const { graph, record } = await convert(files, { from: 'plain' })
      expect(graph.map((line) => line.split(' <- ')[0])).toEqual([
        '0001_a_table',
        '0002_b_copy',
        '0003_c',
        '0004_d',
        '0005_e',
        '0006',
        '0007_žluťoučký_kůň',
        '0008_trailing',
      ])
      expect(record.versions.flatMap(({ files: own }) => own.map(({ file }) => file))).toEqual(strange.slice(0, 8))
    })
    it('and a folder that is called like a file is one', () => {
      expect(read(names('0009_x.sql/up.sql', '0010_y/up.sql')).versions.map(filesOf)).toEqual([['0009_x.sql/up.sql'], ['0010_y/up.sql']])
    })
    it('of which two are cleaned to one stay two revisions', async () => {
      const { graph, report } = await convert({ '0001_a b.sql': table('a'), '0001_a_b.sql': table('b') })
      expect(graph).toHaveLength(2)
      expect(report.revisions).toBe(2)
    })
  })

  describe('9. near-misses', () => {
    it('that the tool passes over are listed', async () => {
      const { report } = await convert({ 'V1__a.sql': table('a'), 'V366_x.sql': table('x'), 'v2__b.sql': table('b') })
      expect(report.counts).toMatchObject({ imported: 1, 'ignored look-alikes': 2 })
      expect(report.notes).toEqual([
        'V366_x.sql: not imported: it looks like a migration, and Flyway does not take its name',
        'v2__b.sql: not imported: it looks like a migration, and Flyway does not take its name',
      ])
    })
    it('that the tool takes all the same are imported and told', () => {
      const files = names('1_a.up.sql', '2_b.up.db.sql')
      expect(orderOf(files, { from: 'golang-migrate' })).toEqual(['1', '2'])
      expect(notesOf(files, { from: 'golang-migrate' })).toEqual([
        'odd name: 2_b.up.db.sql: taken as version 2, as golang-migrate takes it',
      ])
    })
  })

  describe('10. ways back', () => {
    it('belong to their number, whatever they are called', () => {
      const [version] = read(names('7_drop_job_id.up.sql', '7_drop_join_id.down.sql'), { from: 'golang-migrate' }).versions
      expect(filesOf(version!)).toEqual(['7_drop_job_id.up.sql', '7_drop_join_id.down.sql'])
      expect(read(names('7_a.up.sql', '7_b.down.sql'), { from: 'plain' }).versions.map(filesOf)).toEqual([['7_a.up.sql', '7_b.down.sql']])
    })
    it('may be missing', async () => {
      const { texts } = await convert({ '1_a.up.sql': table('a') }, { from: 'golang-migrate' })
      expect(texts[0]).not.toContain('migrate:down')
    })
    it('in SQL stay beside an upgrade in Go, which fails by name', async () => {
      using source = folderSource({ '1_a.up.go': 'package x', '1_a.down.sql': 'DROP TABLE a;\nDROP TABLE b;\n' })
      const { target, at } = await source.convert({ from: 'golang-migrate' })
      const script = await (await DagRepository.open(target)).script(at('1')!)
      const [up, down] = [await script.body('upgrade', 'sqlite'), await script.body('downgrade', 'sqlite')]
      if (up?.kind !== 'code' || down?.kind !== 'code') throw new Error('it is no code')
      await expect(up.run(undefined)).rejects.toThrow('the upgrade of 1_a.up.go was not converted')
      const sent: string[] = []
      await down.run({ execute: async (text: string) => void sent.push(text) })
      expect(sent).toEqual(['DROP TABLE a', 'DROP TABLE b'])
    })
    it('in Go beside SQL are left out, and told', async () => {
      const { texts, report } = await convert({ '1_a.up.sql': table('a'), '1_a.down.go': 'package x' }, { from: 'golang-migrate' })
      expect(texts[0]).toContain(`-- migrate:up\n${table('a')}`)
      expect(report.notes).toEqual([expect.stringContaining('1_a.down.go: needs a human: its way back is Go')])
    })
    it('alone are no version', () => {
      const line = read(names('1_a.up.sql', '2_b.down.sql'), { from: 'golang-migrate' })
      expect(line.versions).toHaveLength(1)
      expect(line.ignored).toEqual([{ name: '2_b.down.sql', why: 'a way back without a way there' }])
    })
  })

  describe('11. order that is only in a journal', () => {
    const journal = (...entries: readonly (readonly [tag: string, when: number])[]) =>
      JSON.stringify({ dialect: 'sqlite', entries: entries.map(([tag, when], idx) => ({ idx, when, tag, breakpoints: true })) })
    it('is taken from it', () => {
      const files = { ...names('0000_b.sql', '0001_a.sql'), 'meta/_journal.json': journal(['0001_a', 1], ['0000_b', 2]) }
      expect(orderOf(files)).toEqual(['0001_a', '0000_b'])
    })
    it('which may be stale: files that it does not name are never run, and told', () => {
      const line = read({ ...names('0000_a.sql', '0001_b.sql'), 'meta/_journal.json': journal(['0000_a', 1]) })
      expect(line.versions).toHaveLength(1)
      expect(line.ignored).toEqual([{ name: '0001_b.sql', why: expect.stringContaining('not in the journal') }])
    })
    it('whose times may be out of order: told, with what follows', () => {
      const files = { ...names('0000_a.sql', '0001_b.sql'), 'meta/_journal.json': journal(['0000_a', 20], ['0001_b', 10]) }
      expect(notesOf(files)).toEqual([expect.stringMatching(/the time of 0001_b is not later than that of 0000_a .*Drizzle skips it/)])
    })
    it('which may name what is not there: refused', () => {
      expect(refusal(() => read({ ...names('0000_a.sql'), 'meta/_journal.json': journal(['0000_a', 1], ['0001_b', 2]) })).message).toBe(
        "the journal names '0001_b', and there is no 0001_b.sql",
      )
    })
  })

  describe('12. two series', () => {
    it('in sub-folders with the same numbers are no one series: what lies below is listed', () => {
      const line = read(names('001_a.sql', '002_b.sql', 'audit/001_x.sql'))
      expect(line.versions.map(({ version }) => version)).toEqual(['001_a', '002_b'])
      expect(line.ignored.map(({ name }) => name)).toEqual(['audit/001_x.sql'])
    })
    it('for another kind of database are not run together', () => {
      const line = read({ 'postgres/1_a.up.sql': table('a'), 'clickhouse/1_x.up.sql': 'x' }, { from: 'golang-migrate' })
      expect(line.versions.map(({ strands }) => strands[0]!.left)).toEqual([['clickhouse/1_x.up.sql']])
    })
  })
})

describe('content', () => {
  it('13. identical content under two numbers gives two revisions', async () => {
    const files = { '1_a.sql': 'SELECT 1;\n', '2_b.sql': 'SELECT 1;\n', '3_c/x.txt': '' }
    const { record } = await convert(files)
    expect(new Set(record.versions.map(({ revision }) => revision)).size).toBe(2)
    const same = await convert({ '20240101_a/migration.sql': 'SELECT 1;', '20240102_a/migration.sql': 'SELECT 1;' }, { from: 'prisma' })
    expect(new Set(same.record.versions.map(({ revision }) => revision)).size).toBe(2)
  })

  it('14. empty and comment-only files are revisions: databases record their number', async () => {
    const { report, graph } = await convert({ '1_a.sql': '', '2_b.sql': '-- nothing; really\n', '3_c.sql': '\uFEFF' }, { prove: true })
    expect(report.counts).toMatchObject({ 'no-op': 3, placeholders: 3, imported: 0 })
    expect(graph).toHaveLength(3)
    expect(report.proofs).toMatchObject([{ versions: 3 }])
  })

  it('15. files that are neither SQL nor code are passed over in silence', () => {
    const files = names(
      '1_a.sql',
      'doc.go',
      'README.md',
      '.gitkeep',
      '.sqlfluff',
      'metadata.toml',
      'migration_lock.toml',
      'LATEST.sql',
      'data.json',
    )
    const line = read(files, { from: 'plain' })
    expect([line.versions.length, line.ignored]).toEqual([1, []])
  })

  it('16. code amid SQL keeps its place as a revision that fails with its name', async () => {
    const files = {
      '00001_a.sql': `-- +goose Up\n${table('a')}`,
      '00002_b.go': 'package migrations\n',
      '00003_c.sql': `-- +goose Up\n${table('c')}`,
    }
    const { graph, texts, report } = await convert(files)
    expect(graph).toEqual(['00001_a <- ', '00002_b <- 00001_a', '00003_c <- 00002_b'])
    expect(texts[1]).toContain('the upgrade of 00002_b.go was not converted')
    expect(report.counts).toMatchObject({ imported: 2, 'needs a human': 1 })
    expect(report.notes).toEqual([
      '00002_b.go: needs a human: Go is not run by mig: the revision fails until what it does is written into it',
    ])
  })

  describe('17. variants per database', () => {
    it('of SQLAlchemy Migrate: the own file before default before Python', async () => {
      using source = numberedSource(
        { '001_a_sqlite_upgrade.sql': table('own'), '001_a_default_upgrade.sql': table('other'), '001_a.py': '' },
        'migrate.cfg',
      )
      const { text, report } = await source.convert()
      expect(text('001_a')).toContain(`-- migrate:up\n${table('other')}\n-- migrate:up sqlite\n${table('own')}`)
      expect(report.counts).toMatchObject({ 'not imported': 1 })
    })
    it('as an infix with a generic file, sqlite3 as another word', () => {
      const [version] = read(names('1_a.up.sql', '1_a.sqlite3.up.sql', '1_a.cockroach.up.sql'), { from: 'popx' }).versions
      expect(sectionsOf(version!).map(({ dialect, file }) => [dialect, file])).toEqual([
        ['sqlite', '1_a.sqlite3.up.sql'],
        [undefined, '1_a.up.sql'],
      ])
      expect(version!.strands[0]!.left).toEqual(['1_a.cockroach.up.sql'])
    })
    it('as a suffix, with a pattern', () => {
      const files = names('05_a.sql', '05_a.sql.sqlite', '05_a.sql.postgres')
      const pattern = '^(?<number>\\d+)_(?<name>[^.]*)\\.sql(?:\\.(?<dialect>sqlite|postgres))?$'
      const { versions } = read(files, { pattern })
      expect(versions).toHaveLength(1)
      expect(sectionsOf(versions[0]!).map(({ dialect, file }) => [dialect, file])).toEqual([
        [undefined, '05_a.sql'],
        ['postgres', '05_a.sql.postgres'],
        ['sqlite', '05_a.sql.sqlite'],
      ])
    })
    it('in folders that are not parallel: matched by version, holes do nothing and are listed', async () => {
      const files = {
        'sqlite/1_a/up.sql': table('a'),
        'mysql/1_a/up.sql': table('a'),
        'mysql/2_b/up.sql': 'ALTER TABLE a ENGINE=InnoDB;',
        'sqlite/3_c/up.sql': table('c'),
        'mysql/3_other_name/up.sql': table('c'),
      }
      const { report, texts } = await convert(files, { from: 'diesel', prove: true })
      expect(report.counts).toMatchObject({ imported: 3, variants: 3, holes: 1 })
      expect(report.notes).toEqual(['version 2 has no file for sqlite (mysql/2_b/up.sql): it does nothing there'])
      expect(texts[1]).toContain('-- migrate:up sqlite')
      expect(report.proofs).toMatchObject([{ dialect: 'sqlite', versions: 3 }])
    })
  })

  describe('18. placeholders', () => {
    it.each<readonly [from: string, file: string, text: string, name: string]>([
      ['flyway', 'V1__a.sql', 'CREATE TABLE ${prefix}a (id int);', 'prefix'],
      ['golang-migrate', '1_a.up.sql', 'CREATE TABLE {{.prefix}}a (id int);', 'prefix'],
      ['graphile-migrate', '000001.sql', 'CREATE TABLE a (id int); -- :OWNER', 'OWNER'],
    ])('of %s are filled when they are given, and listed when they are not', (from, file, text, name) => {
      const left = read({ [file]: text }, { from })
      expect(sectionsOf(left.versions[0]!)[0]!.text).toBe(text)
      expect(left.notes).toMatchObject([{ kind: 'placeholder left', file: `${file}:1` }])
      const filled = read({ [file]: text }, { from, define: { [name]: 'x_' } })
      expect(sectionsOf(filled.versions[0]!)[0]!.text).toContain('x_')
      expect(filled.notes).toMatchObject([{ kind: 'placeholder filled' }])
    })
    it('that are data stay as they are, also where others are filled', () => {
      const text = "INSERT INTO report VALUES ('select ${officeId} from ${schema}.t');"
      const [version] = read({ 'V1__a.sql': text }, { define: { schema: 'main' } }).versions
      expect(sectionsOf(version!)[0]!.text).toBe("INSERT INTO report VALUES ('select ${officeId} from main.t');")
    })
    it('of a tool that has none are no placeholders', () => {
      expect(notesOf({ '1_a.sql': "SELECT '${x} {{y}} :Z';" })).toEqual([])
    })
    it('of goose count only where the file switches them on', () => {
      const body = "-- +goose Up\nSELECT '${x}';\n"
      expect(notesOf({ '1_a.sql': body })).toEqual([])
      expect(notesOf({ '1_a.sql': `-- +goose ENVSUB ON\n${body}` })).toEqual([expect.stringContaining("'x' stays as it is written")])
    })
  })

  it('19. byte order mark, CRLF, mixed line ends, no last line end, no last semicolon, a megabyte', async () => {
    const big = `INSERT INTO a VALUES ${Array.from({ length: 90_000 }, (_, at) => `(${at}, 'x')`).join(',\n')}`
    const files = {
      '1_a.sql': '\uFEFFCREATE TABLE a (\r\n  id INTEGER,\n  b TEXT\r\n);\r\nCREATE TABLE b (id INTEGER)',
      '2_b.sql': big,
    }
    expect(big.length).toBeGreaterThan(1_000_000)
    const { texts, report, record } = await convert(files, { prove: true })
    expect(texts[0]).toContain('CREATE TABLE a (\r\n  id INTEGER,\n  b TEXT\r\n);\r\nCREATE TABLE b (id INTEGER)')
    expect(texts[1]).toContain(big)
    expect(report.proofs).toMatchObject([{ versions: 2 }])
    expect(record.versions[0]!.files[0]!.sha256).toMatch(/^[0-9a-f]{64}$/)
  })

  describe('20. files with a transaction of their own', () => {
    it('lose a pair that wraps the whole, and the report says so', async () => {
      const { texts, report } = await convert({ '1_a.sql': `BEGIN;\n${table('a')}COMMIT;\n` }, { prove: true })
      expect(texts[0]!.endsWith(`-- migrate:up\n${table('a')}`)).toBe(true)
      expect(report.counts).toMatchObject({ 'wrapping transactions removed': 1, 'own transaction': 0 })
    })
    it('are told from bodies that end with END, also inside a pair that wraps the whole', async () => {
      const trigger = 'CREATE TRIGGER t AFTER INSERT ON a BEGIN\n  DELETE FROM a;\nEND;\n'
      const plain = await convert({ '1_a.sql': table('a'), '2_t.sql': trigger }, { prove: true })
      expect(plain.report.counts).toMatchObject({ 'own transaction': 0 })
      const wrapped = await convert({ '1_a.sql': table('a'), '2_t.sql': `BEGIN;\n${trigger}COMMIT;\n` }, { prove: true })
      expect(wrapped.texts[1]!.endsWith(`-- migrate:up\n${trigger}`)).toBe(true)
      expect(wrapped.report.counts).toMatchObject({ 'wrapping transactions removed': 1, 'own transaction': 0 })
    })
    it('keep any other, and are marked', async () => {
      const text = `BEGIN;\n${table('a')}COMMIT;\n${table('b')}`
      const { texts, report } = await convert({ '1_a.sql': text }, { prove: true })
      expect(texts[0]).toContain(text.trimEnd())
      expect(report.counts).toMatchObject({ 'wrapping transactions removed': 0, 'own transaction': 1 })
    })
  })

  describe('21. what no transaction can hold', () => {
    const index = 'CREATE INDEX CONCURRENTLY i ON a (id);\n'
    it.each<readonly [where: string, files: Files, from: string]>([
      ['in the SQL (sql-migrate)', { '1_a.sql': `-- +migrate Up notransaction\n${index}` }, 'sql-migrate'],
      ['in the SQL (goose)', { '1_a.sql': `-- +goose NO TRANSACTION\n-- +goose Up\n${index}` }, 'goose'],
      ['in the SQL (dbmate)', { '1_a.sql': `-- migrate:up transaction:false\n${index}` }, 'dbmate'],
      ['in the SQL (SQLx)', { '1_a.sql': `-- no-transaction\n${index}` }, 'sqlx'],
      ['in the SQL (graphile-migrate)', { '000001.sql': `--! Previous: -\n--! no-transaction\n\n${index}` }, 'graphile-migrate'],
      ['in the name (popx)', { '1_a.autocommit.up.sql': index }, 'popx'],
      ['in a file beside it (Diesel)', { '1_a/up.sql': index, '1_a/metadata.toml': 'run_in_transaction = false\n' }, 'diesel'],
      ['in a file beside it (Flyway)', { 'V1__a.sql': index, 'V1__a.sql.conf': 'executeInTransaction=false\n' }, 'flyway'],
      ['nowhere: found by reading it', { '1_a.up.sql': index }, 'golang-migrate'],
    ])('with the mark %s', async (_where, files, from) => {
      const { texts, report } = await convert(files, { from, dialects: ['postgres'] })
      expect(texts[0]).toMatch(/^-- migrate:up postgresql transaction:false$/m)
      expect(report.counts).toMatchObject({ 'non-transactional': 1 })
    })
  })

  it('22. ALTER TYPE … ADD VALUE runs on its own', async () => {
    const { texts } = await convert({ '1_a.sql': "ALTER TYPE mood ADD VALUE 'meh';\n" }, { dialects: ['postgres'] })
    expect(texts[0]).toContain('-- migrate:up postgresql transaction:false')
  })

  it.each([
    ['psql commands', '\\set ON_ERROR_STOP 1\nCREATE TABLE b (id int);\n', /1_a\.sql:1:1: the psql command '\\set'/],
    ['COPY data', 'CREATE TABLE b (id int);\nCOPY b FROM STDIN;\n1\n\\.\n', /1_a\.sql:2:\d+: /],
  ])('23. %s: the revision keeps its place and fails with file and line, the others are converted', async (_what, text, reason) => {
    const { report, graph, texts } = await convert({ '1_a.sql': text, '2_b.sql': table('c') }, { dialects: ['postgres'] })
    expect(graph).toEqual(['1_a <- ', '2_b <- 1_a'])
    expect(texts[0]).toContain('the upgrade of 1_a.sql was not converted')
    expect(report.notes).toEqual([expect.stringMatching(reason)])
    expect(report.counts).toMatchObject({ 'needs a human': 1 })
  })

  it("24. statements on the old tool's own table are counted, and named with their file", async () => {
    const text = 'ALTER TABLE schema_migrations ADD COLUMN x int;\nDELETE FROM schema_migrations;\nSELECT 1;\n'
    const { report } = await convert({ '1_a.up.sql': text }, { from: 'golang-migrate' })
    expect(report.counts).toMatchObject({ 'statements on a bookkeeping table': 2 })
    expect(report.notes).toEqual([expect.stringContaining('1_a.up.sql: touches a bookkeeping table: it names schema_migrations')])
  })

  it('25. switches on the state of the server stay as they are written', async () => {
    const text = `DO $$ BEGIN IF current_setting('storage.multitenant', true)::bool THEN CREATE TABLE a (id int); END IF; END $$;\n`
    const { texts } = await convert({ '1_a.sql': text }, { dialects: ['postgres'] })
    expect(texts[0]).toContain(text)
  })

  it('26. rows are carried over, not only the schema', async () => {
    const files = { '1_a.sql': `${table('a')}INSERT INTO a VALUES (1), (2);\n`, '2_b.sql': 'UPDATE a SET id = 3 WHERE id = 2;\n' }
    const { texts, report } = await convert(files, { prove: true })
    expect(texts.join('')).toContain('UPDATE a SET id = 3 WHERE id = 2;')
    expect(report.proofs).toMatchObject([{ versions: 2 }])
  })

  it('27. repeatables have no number and are no revisions: listed, with why', () => {
    const line = read(names('V1__a.sql', 'R__views.sql', 'B1__base.sql', 'afterMigrate.sql'))
    expect(line.versions).toHaveLength(1)
    expect(line.ignored).toEqual([
      { name: 'B1__base.sql', why: expect.stringContaining('a baseline') },
      { name: 'R__views.sql', why: expect.stringContaining('a repeatable') },
      { name: 'afterMigrate.sql', why: expect.stringContaining('a callback') },
    ])
  })
})

describe('hand-over of live databases (28 and 29: test/convert/other-tools.test.ts)', () => {
  it('30. a database older than the squash point is refused, with what brings it there', async () => {
    using source = folderSource({ 'V1__a.sql': table('a'), 'V2__b.sql': table('b'), 'V3__c.sql': table('c') })
    await source.convert({ mode: { kind: 'baseline', version: '2' } })
    await using database = await connect('sqlite::memory:')
    {
      await using session = await database.session()
      await session.execute(table('a'))
      await session.execute(
        'CREATE TABLE flyway_schema_history (installed_rank INT, version VARCHAR(50), type VARCHAR(20), script VARCHAR(1000), success BOOLEAN)',
      )
      await session.execute("INSERT INTO flyway_schema_history VALUES (1, '1', 'SQL', 'V1__a.sql', TRUE)")
    }
    const repository = await DagRepository.open(source.target)
    const migrator = new Migrator({ repository, database, adoption: () => import('@mig/convert') })
    await expect(migrator.upgrade('head')).rejects.toMatchObject({
      code: 'MIG_ADOPT_BELOW',
      message: "the database is at '1', below the baseline '2'",
      hint: "Bring it to '2' with Flyway and the old repository first, then run the command again.",
    })
  })
})

it.each([
  ['by its number', '2', 'plain'],
  ['by its whole name', '002_b', 'plain'],
  ['as it is written', '002', 'dbmate'],
])('a baseline is named %s, also where the number alone is not the version', async (_what, version, from) => {
  const up = from === 'dbmate' ? '-- migrate:up\n' : ''
  using source = folderSource({ '001_a.sql': up + table('a'), '002_b.sql': up + table('b'), '003_c.sql': up + table('c') })
  const { graph, report } = await source.convert({ from, mode: { kind: 'baseline', version } })
  expect(graph).toEqual([expect.stringMatching(/^002_baseline/), expect.stringMatching(/^003_c <- 002_baseline/)])
  expect(report.counts).toMatchObject({ 'below the baseline': 1 })
})

it('a comment that looks like a section of ours is made harmless, and told', async () => {
  const text = `-- migrate:up\n${table('a')}  -- migrate:down\n-- rest of the upgrade\n`
  const { texts, report } = await convert({ '1_a.sql': text }, { prove: true })
  expect(texts[0]).toContain('  -- ~ migrate:down')
  expect(report.notes).toEqual([expect.stringMatching(/1_a\.sql: needs a human: a comment in it looks like the beginning of a section/)])
})
