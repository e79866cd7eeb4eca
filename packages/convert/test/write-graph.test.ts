import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DagRepository } from '@mig/dag'
import { connect } from '@mig/database'
import { numberedSource } from './numbered-source.js'

const table = (name: string) => `CREATE TABLE ${name} (id INTEGER);\n`
const bodyOf = (text: string) => text.slice(text.indexOf('-- migrate:'))

describe('a SQL revision', () => {
  it('is one file with its sections in a fixed order, statements byte for byte', async () => {
    using source = numberedSource({
      '001_a_sqlite_upgrade.sql': 'CREATE  TABLE a\t(id INTEGER) ;',
      '001_a_postgresql_downgrade.sql': 'DROP TABLE a CASCADE;\n',
      '001_a_mysql_upgrade.sql': 'DELIMITER $$\nCREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @x = 1; END$$\n',
      '001_a_default_downgrade.sql': 'DROP TABLE a;\n',
      '001_a_postgresql_upgrade.sql': '\uFEFF-- für später\r\nCREATE TABLE a (id INTEGER);\r\n',
    })
    const { text } = await source.convert()
    expect(bodyOf(text('001_a'))).toBe(
      [
        '-- migrate:up mysql',
        'DELIMITER $$',
        'CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @x = 1; END$$',
        '',
        '-- migrate:up postgresql',
        '-- für später\r',
        'CREATE TABLE a (id INTEGER);',
        '',
        '-- migrate:up sqlite',
        'CREATE  TABLE a\t(id INTEGER) ;',
        '',
        '-- migrate:down',
        'DROP TABLE a;',
        '',
        '-- migrate:down postgresql',
        'DROP TABLE a CASCADE;',
        '',
      ].join('\n'),
    )
  })

  it('takes the file for a database before its section in a file for all, as a run of the source does', async () => {
    using source = numberedSource({
      '001_a.sql': '-- a\n-- migrate:up\nSELECT 1;\n-- migrate:up postgres\nSELECT 2;\n',
      '001_a_postgresql_upgrade.sql': 'SELECT 3;\n',
    })
    const { text } = await source.convert()
    expect(bodyOf(text('001_a'))).toBe('-- migrate:up\nSELECT 1;\n\n-- migrate:up postgresql\nSELECT 3;\n')
  })

  it('loses a transaction that wraps it whole', async () => {
    using source = numberedSource({ '001_a.sql': `BEGIN;\n${table('a')}COMMIT;\n` })
    const { text, report } = await source.convert()
    expect(bodyOf(text('001_a'))).toBe(`-- migrate:up\n${table('a')}`)
    expect(report.notes).toEqual([expect.stringContaining('001_a.sql: wrapping transaction removed')])
  })

  it.each([
    ['says how it begins', `BEGIN IMMEDIATE;\n${table('a')}COMMIT;\n`],
    ['is one of two', `BEGIN;\n${table('a')}COMMIT;\nBEGIN;\n${table('b')}COMMIT;\n`],
    ['has something before it', `PRAGMA foreign_keys = OFF;\nBEGIN;\n${table('a')}COMMIT;\n`],
  ])('keeps a transaction that %s, and says so', async (_how, text) => {
    using source = numberedSource({ '001_a_sqlite_upgrade.sql': text })
    const converted = await source.convert()
    expect(converted.text('001_a')).toContain(text)
    expect(converted.report.counts).toMatchObject({ 'own transaction': 1 })
  })

  it('is marked where it holds what no transaction can hold', async () => {
    using source = numberedSource({
      '001_a_postgresql_upgrade.sql': 'CREATE INDEX CONCURRENTLY i ON a (id);\n',
      '001_a_sqlite_upgrade.sql': 'CREATE INDEX i ON a (id);\n',
    })
    const { text, report } = await source.convert()
    expect(text('001_a').match(/-- migrate:up.*/g)).toEqual(['-- migrate:up postgresql transaction:false', '-- migrate:up sqlite'])
    expect(report.notes).toEqual([expect.stringContaining('001_a_postgresql_upgrade.sql: non-transactional')])
  })

  it('stays outside a transaction where the head of its file says so', async () => {
    using source = numberedSource({ '001_a.sql': `-- a\n-- transaction: false\n\n-- migrate:up\n${table('a')}` })
    const { text } = await source.convert()
    expect(text('001_a')).toContain('-- migrate:up transaction:false')
  })
})

describe('what means something else after the conversion is reported, and carried over as it is', () => {
  it.each([
    [
      'a bookkeeping table',
      'ALTER TABLE migrate_version ADD x INTEGER;',
      /001_a_mysql_upgrade\.sql: touches a bookkeeping table: it names migrate_version/,
    ],
    ['the database as a whole', 'ALTER DATABASE shop CHARACTER SET utf8;', /needs a human: it is about a database as a whole/],
  ])('%s', async (_what, statement, note) => {
    using source = numberedSource({ '001_a_mysql_upgrade.sql': `${statement}\n` }, 'migrate.cfg')
    const { report, text } = await source.convert()
    expect(report.notes).toEqual([expect.stringMatching(note)])
    expect(text('001_a')).toContain(statement)
  })
})

describe('the percent signs that the drivers of SQLAlchemy Migrate wanted doubled', () => {
  it('become single where those drivers made one of two, and every line is named', async () => {
    using source = numberedSource({ '001_a_default_upgrade.sql': "CREATE TABLE a (b TEXT);\nUPDATE a SET b = 'x%%';\n" }, 'migrate.cfg')
    await using database = await connect('sqlite::memory:')
    const { report, text } = await source.convert({ proveOn: [database] })
    expect(
      text('001_a')
        .split(/^-- migrate:up /m)
        .slice(1),
    ).toEqual([
      "mysql\nCREATE TABLE a (b TEXT);\nUPDATE a SET b = 'x%';\n\n",
      "postgresql\nCREATE TABLE a (b TEXT);\nUPDATE a SET b = 'x%';\n\n",
      "sqlite\nCREATE TABLE a (b TEXT);\nUPDATE a SET b = 'x%%';\n",
    ])
    expect(report.counts).toMatchObject({ 'percent signs undoubled': 1, 'needs a human': 0 })
    expect(report.notes).toEqual([
      expect.stringContaining('001_a_default_upgrade.sql: percent signs undoubled: %% became % for PostgreSQL and MySQL'),
    ])
  })

  it('stay in a repository of our own', async () => {
    using source = numberedSource({ '001_a_mysql_upgrade.sql': "UPDATE a SET b = 'x%%';\n" })
    const { text } = await source.convert()
    expect(text('001_a')).toContain("'x%%'")
  })
})

describe('a code revision', () => {
  const convertOne = async (name: string, text: string) => {
    const source = numberedSource({ [name]: text })
    const { target, at, text: read } = await source.convert()
    const repository = await DagRepository.open(target)
    const body = await (await repository.script(at('1')!)).body('upgrade', 'sqlite')
    return { source, written: read('001_a'), revision: at('1'), ids: (await repository.graph()).ids(), kind: body?.kind }
  }

  it('keeps its own text behind the constants', async () => {
    const text = '// my words\r\nexport async function upgrade(op) {\r\n\tawait op.execute`SELECT ${1}`\r\n}\r\n'
    const { source, written, ids, revision } = await convertOne('001_a.ts', text)
    using _ = source
    expect(written.endsWith(text)).toBe(true)
    expect(ids).toEqual([revision])
  })

  it.each([
    ['exports', 'exports.upgrade = async (op) => {}\n'],
    ['module.exports', 'module.exports = { async upgrade(op) {} }\n'],
  ])('of CommonJS with %s has them, too', async (_form, text) => {
    const { source, written, ids, revision, kind } = await convertOne('001_a.cjs', text)
    using _ = source
    expect(written).toContain(text)
    expect(ids).toEqual([revision])
    expect(kind).toBe('code')
  })

  it("of TypeORM's form has them beside the class", async () => {
    const text = 'export class A1 {\n  async up(queryRunner) {}\n  async down(queryRunner) {}\n}\n'
    const { source, ids, revision, kind } = await convertOne('001_a.js', text)
    using _ = source
    expect(ids).toEqual([revision])
    expect(kind).toBe('code')
  })
})

describe('the record', () => {
  it('names each file with the checksum of its bytes', async () => {
    using source = numberedSource({ '001_a.sql': '\uFEFFCREATE TABLE a (id INTEGER);\r\n' })
    const { record } = await source.convert()
    const sha256 = createHash('sha256')
      .update(readFileSync(join(source.source, 'versions/001_a.sql')))
      .digest('hex')
    expect(record.versions[0]!.files).toEqual([{ file: '001_a.sql', sha256 }])
  })

  it('holds no path of this machine', async () => {
    using source = numberedSource({ '001_a.sql': table('a') })
    const { target } = await source.convert()
    for (const name of ['legacy.json', 'CONVERSION.md']) expect(readFileSync(join(target, name), 'utf8')).not.toContain(source.folder)
  })

  it('is told to people in CONVERSION.md, a line per number', async () => {
    using source = numberedSource({ '001_a.sql': table('a'), '002_p.sql': '' })
    const { target, at } = await source.convert()
    const page = readFileSync(join(target, 'CONVERSION.md'), 'utf8')
    expect(page).toContain(`| 1 | ${at('1')} | 001_a.sql |`)
    expect(page).toContain(`| 2 | ${at('2')} | 002_p.sql | placeholder |`)
    expect(page).toContain('Not proved.')
  })
})

describe('the target', () => {
  it('is left alone when it holds something', async () => {
    using source = numberedSource({ '001_a.sql': table('a') })
    mkdirSync(source.target)
    writeFileSync(join(source.target, 'mine.txt'), 'mine')
    await expect(source.convert()).rejects.toMatchObject({ code: 'MIG_CONVERT_EXISTS' })
    expect(readdirSync(source.target)).toEqual(['mine.txt'])
  })

  it('may not be a file, or lie under one', async () => {
    using source = numberedSource({ '001_a.sql': table('a') })
    writeFileSync(source.target, 'mine')
    await expect(source.convert()).rejects.toMatchObject({ code: 'MIG_CONVERT_EXISTS' })
    await expect(source.convert({ target: join(source.target, 'below') })).rejects.toMatchObject({ code: 'MIG_FILE_UNREADABLE' })
    expect(readFileSync(source.target, 'utf8')).toBe('mine')
  })

  it('may be an empty folder, and a link to one', async () => {
    using source = numberedSource({ '001_a.sql': table('a') })
    mkdirSync(source.target)
    symlinkSync(source.target, join(source.folder, 'link'))
    const { target } = await source.convert({ target: join(source.folder, 'link') })
    expect(target).toBe(source.target)
  })

  it('and the folders above it are not made by a dry run', async () => {
    using source = numberedSource({ '001_a.sql': table('a') })
    const before = readdirSync(source.folder)
    const { convertRepository } = await import('@mig/convert')
    const report = await convertRepository({ source: source.source, target: join(source.folder, 'x/y'), dryRun: true })
    expect(report.revisions).toBe(1)
    expect(readdirSync(source.folder)).toEqual(before)
  })

  it('gets the same bytes from every run', async () => {
    using source = numberedSource({ '001_a.sql': table('a'), '002_b.ts': 'export async function upgrade() {}\n' })
    const first = await source.convert()
    const second = await source.convert({ target: join(source.folder, 'again') })
    for (const name of readdirSync(join(first.target, 'versions')))
      expect(readFileSync(join(second.target, 'versions', name), 'utf8')).toBe(readFileSync(join(first.target, 'versions', name), 'utf8'))
    expect(readFileSync(join(second.target, 'legacy.json'), 'utf8')).toBe(readFileSync(join(first.target, 'legacy.json'), 'utf8'))
  })
})
