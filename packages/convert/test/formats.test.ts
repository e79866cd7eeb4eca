import { expect, it, describe } from 'vitest'
import { readSource, type SourceOptions } from '@mig/convert'
import { connect } from '@mig/database'
import { folderSource } from './numbered-source.js'

const table = (name: string) => `CREATE TABLE ${name} (id INTEGER);\n`

/** The versions that a folder is read as, in order, with what each sends on the way up. */
function read(files: Readonly<Record<string, string>>, options: SourceOptions = {}) {
  using source = folderSource(files)
  return readSource(source.source, options)
}

const versionsOf = (files: Readonly<Record<string, string>>, options: SourceOptions = {}) =>
  read(files, options).versions.map(({ version }) => version)

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

it('smoke', async () => {
  using source = folderSource({ '1_a.up.sql': table('a'), '1_a.down.sql': 'DROP TABLE a;', '2_b.up.sql': table('b') })
  await using database = await connect('sqlite::memory:')
  const { report, graph, text } = await source.convert({ from: 'golang-migrate', proveOn: [database] })
  console.log(report, graph, text('_1_'), versionsOf({ '1_a.sql': '' }))
})
