import { expect, it, describe } from 'vitest'
import { readSource, type SourceOptions, type SourcePreset } from '@mig/convert'
import { folderSource } from './numbered-source.js'

const table = (name: string) => `CREATE TABLE ${name} (id INTEGER);\n`

const cfg = '[db_settings]\nrepository_id=a\nversion_table=migrate_version\n'

/** The versions that a folder is read as, in order, with what each sends on the way up. */
function read(files: Readonly<Record<string, string>>, options: SourceOptions = {}) {
  using source = folderSource(files)
  return readSource(source.source, options)
}

/** Reads a folder for the format that it is found to be. */
const formatOf = (files: Readonly<Record<string, string>>) => read(files).format

describe('a format is found by itself', () => {
  it.each<readonly [format: string, files: Readonly<Record<string, string>>]>([
    [
      'prisma',
      { 'prisma/migrations/migration_lock.toml': 'provider = "sqlite"\n', 'prisma/migrations/20240101000000_a/migration.sql': table('a') },
    ],
    ['drizzle', { 'meta/_journal.json': '{"dialect":"sqlite","entries":[{"idx":0,"when":1,"tag":"0000_a"}]}', '0000_a.sql': table('a') }],
    ['supabase', { 'supabase/config.toml': '', 'supabase/migrations/20240101000000_a.sql': table('a') }],
    ['flyway', { 'src/main/resources/db/migration/V1__a.sql': table('a') }],
    ['dbmate', { 'db/migrations/20240101000000_a.sql': `-- migrate:up\n${table('a')}` }],
    ['goose', { '00001_a.sql': `-- +goose Up\n${table('a')}` }],
    ['sql-migrate', { '1_a.sql': `-- +migrate Up\n${table('a')}` }],
    ['diesel', { '2024-01-01-000000_a/up.sql': table('a'), '2024-01-01-000000_a/down.sql': '' }],
    ['sqlx', { 'migrations/1_a.sql': table('a'), '.sqlx/query.json': '{}' }],
    ['graphile-migrate', { 'migrations/committed/000001.sql': `--! Previous: -\n--! Hash: sha1:00\n\n${table('a')}` }],
    ['plain', { '1_a.sql': table('a') }],
    ['mig', { 'db/numbered/mig.cfg.json': '{"repositoryId":"a"}', 'db/numbered/versions/001_a.sql': table('a') }],
    ['sqlalchemy-migrate', { 'db/migrate.cfg': cfg, 'db/versions/001_a.sql': table('a'), 'package.json': '{}' }],
    [
      'typeorm',
      { '1-A.ts': "import { MigrationInterface } from 'typeorm'\nexport class A1 implements MigrationInterface { async up(q) {} }" },
    ],
    ['knex', { '1_a.js': 'exports.up = (knex) => knex.raw("SELECT 1")\n' }],
    ['sequelize', { '1-a.js': 'module.exports = { up: async (queryInterface) => {} }\n' }],
    ['db-migrate', { '1-a.js': "exports.up = function (db) { return db.runSql('SELECT 1') }\n" }],
    ['node-pg-migrate', { '1_a.js': "exports.up = (pgm) => { pgm.sql('SELECT 1') }\n" }],
  ])('%s', (format, files) => expect(formatOf(files)).toBe(format))

  it('is refused with the choices where several claim it', () => {
    expect(() => formatOf({ '1_a.up.sql': table('a'), '1_a.down.sql': '' })).toThrow(
      expect.objectContaining({
        code: 'MIG_CONVERT_SOURCE',
        message: expect.stringMatching(
          /may be of golang-migrate \(1_a\.\w+\.sql has such a name\), or of SQLx .*, or of plain numbered SQL/,
        ),
        hint: 'Name the one whose rules hold: --from golang-migrate | --from sqlx | --from plain',
      }),
    )
  })

  it('is refused where nothing is known, with a way to describe it', () => {
    expect(() => formatOf({ 'readme.txt': '' })).toThrow(
      expect.objectContaining({ code: 'MIG_CONVERT_SOURCE', hint: expect.stringContaining('--pattern') }),
    )
  })
})

describe('a format of the project', () => {
  const ours: SourcePreset = {
    name: 'patches',
    title: 'our patches',
    pattern: /^patch-(?<number>\d+)-(?<name>.*)\.sql$/,
    order: 'integer',
    identity: 'number',
    marks: { up: /^-- @do$/, down: /^-- @undo$/, needed: 'required' },
    signs: { text: /^-- @do$/m },
    bookkeeping: { table: 'patches', kind: 'set', key: 'patch', recorded: 'version' },
  }
  const files = { 'patch-10-b.sql': `-- @do\n${table('b')}-- @undo\nDROP TABLE b;\n`, 'patch-2-a.sql': `-- @do\n${table('a')}` }

  it('is found and read like the others', () => {
    const line = read(files, { formats: [ours] })
    expect([line.format, line.bookkeeping.table, line.versions.map(({ version }) => version)]).toEqual(['patches', 'patches', ['2', '10']])
  })

  it('may be written in JSON, with texts for patterns and what is usual left out', () => {
    const json = {
      name: 'patches',
      pattern: '^patch-(?<number>\\d+)-(?<name>.*)\\.sql$',
      marks: { up: '^-- @do$', down: '^-- @undo$', needed: 'required' },
    }
    const line = read(files, { formats: [json as unknown as SourcePreset], from: 'patches' })
    expect(line.versions.map(({ version }) => version)).toEqual(['2', '10'])
  })

  it('that cannot be used is refused with everything that is wrong', () => {
    const wrong = { name: 'a b', pattern: '(', order: 'date' } as unknown as SourcePreset
    expect(() => read(files, { formats: [wrong] })).toThrow(
      expect.objectContaining({
        code: 'MIG_CONFIG_INVALID',
        message: expect.stringMatching(
          /'name' must be a word; 'order' must be one of .*; 'pattern' is no regular expression: .*; 'pattern' must have/,
        ),
      }),
    )
  })
})

describe('wrong wishes are refused', () => {
  it.each<readonly [what: string, options: SourceOptions, message: RegExp]>([
    ['an unknown format', { from: 'flywy' }, /there is no source format 'flywy'/],
    ['a format that is not there', { from: 'flyway' }, /holds no migrations of Flyway/],
    ['a pattern without a number', { pattern: '^a' }, /the pattern '\^a' has no group 'number'/],
    ['a pattern that is none', { pattern: '(' }, /the pattern '\(' is no regular expression/],
  ])('%s', (_what, options, message) => {
    expect(() => read({ '1_a.sql': '' }, options)).toThrow(
      expect.objectContaining({ code: 'MIG_CONVERT_SOURCE', message: expect.stringMatching(message), hint: expect.any(String) }),
    )
  })
})
