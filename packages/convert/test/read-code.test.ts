import { describe, expect, it } from 'vitest'
import { readSource, type Strand } from '@mig/convert'
import { folderSource } from './numbered-source.js'

/** What a file of a tool becomes. */
function bodyOf(from: string, text: string, name = '1-a.js'): Strand['body'] {
  using source = folderSource({ [name]: text })
  return readSource(source.source, { from }).versions[0]!.strands[0]!.body
}

const sqlOf = (from: string, text: string, name?: string) => {
  const body = bodyOf(from, text, name)
  return body.kind === 'sql' ? body.sections.map(({ direction, text: sql, transaction }) => [direction, sql, transaction]) : body
}

describe('literal SQL is read out of the text, whatever it is written like', () => {
  it.each<readonly [what: string, from: string, text: string, sql: string]>([
    ['double quotes and escapes', 'knex', 'exports.up = (k) => k.raw("SELECT \'a\\n\\u0041\\x42\'")', "SELECT 'a\nAB';\n"],
    ['a template', 'knex', 'exports.up = async (k) => { await k.raw(`SELECT \\`a\\`, \\${b}`) }', 'SELECT `a`, ${b};\n'],
    ['joined strings', 'sequelize', "module.exports = { up: (q) => q.sequelize.query('SELECT ' +\n 'a') }", 'SELECT a;\n'],
    [
      'a constant',
      'knex',
      "const sql = 'SELECT 1'\nexports.up = async function (k) { const more = `SELECT 2`; await k.raw(sql); await k.raw(more) }",
      'SELECT 1;\nSELECT 2;\n',
    ],
    ['a chain', 'knex', "exports.up = (k) => k.schema.raw('SELECT 1').raw('SELECT 2')", 'SELECT 1;\nSELECT 2;\n'],
    ['a module', 'node-pg-migrate', "export const up = (pgm) => {\n  // one; two\n  pgm.sql('SELECT 1;')\n}\n", 'SELECT 1;\n'],
    ['a callback', 'db-migrate', "exports.up = function (db, done) { db.runSql('SELECT 1', [], done) }", 'SELECT 1;\n'],
    ['a comment at the end of the SQL', 'knex', 'exports.up = (k) => k.raw(`SELECT 1 -- one`)', 'SELECT 1 -- one\n;\n'],
    ['a question mark that is escaped for Knex', 'knex', "exports.up = (k) => k.raw(`SELECT a \\\\? 'b'`)", "SELECT a ? 'b';\n"],
    ['no statement at all', 'knex', 'exports.up = async () => {}', ''],
  ])('%s', (_what, from, text, sql) => expect(sqlOf(from, text)).toEqual([['upgrade', sql, true]]))

  it('with its way back and its wish for no transaction', () => {
    const text = "exports.config = { transaction: false }\nexports.up = (k) => k.raw('SELECT 1')\nexports.down = (k) => k.raw('SELECT 2')\n"
    expect(sqlOf('knex', text)).toEqual([
      ['upgrade', 'SELECT 1;\n', false],
      ['downgrade', 'SELECT 2;\n', false],
    ])
    expect(sqlOf('node-pg-migrate', "exports.up = (pgm) => { pgm.noTransaction(); pgm.sql('SELECT 1') }")).toEqual([
      ['upgrade', 'SELECT 1;\n', false],
    ])
  })

  it('also where its way back is none: that is left out', () => {
    expect(sqlOf('knex', "exports.up = (k) => k.raw('SELECT 1')\nexports.down = () => { throw new Error('never') }\n")).toEqual([
      ['upgrade', 'SELECT 1;\n', true],
    ])
  })
})

describe('what is only known when it runs keeps its place, with the line and the reason', () => {
  it.each<readonly [what: string, from: string, text: string, reason: RegExp]>([
    [
      'a builder',
      'knex',
      'exports.up = (k) =>\n  k.schema.createTable("a", (t) => t.increments())',
      /1-a\.js:2 builds its SQL \('k\.schema\.createTable'\)/,
    ],
    ['a value in a template', 'knex', 'exports.up = (k) => k.raw(`SELECT ${n}`)', /put together when it runs \('k\.raw'\)/],
    ['bound values', 'knex', "exports.up = (k) => k.raw('SELECT ?', [1])", /gives values beside its SQL/],
    ['a question mark', 'knex', "exports.up = (k) => k.raw(`SELECT 'really?'`)", /a question mark, which Knex takes for a value/],
    ['a loop', 'knex', "exports.up = async (k) => { for (const a of b) await k.raw('SELECT 1') }", /does more than send SQL \('for'\)/],
    [
      'a condition',
      'sequelize',
      "module.exports = { async up(q) { if (x) await q.sequelize.query('SELECT 1') } }",
      /does more than send SQL \('if'\)/,
    ],
    [
      'replacements',
      'sequelize',
      "module.exports = { up: (q) => q.sequelize.query('SELECT :a', { replacements: { a: 1 } }) }",
      /gives values beside/,
    ],
    ['what the SQL gives back', 'knex', "exports.up = (k) => k.raw('SELECT 1').then((r) => r)", /works with what its SQL gives back/],
    ['another object', 'knex', "exports.up = async (k) => { await other.raw('SELECT 1') }", /does more than send SQL \('other'\)/],
    ['a function that is elsewhere', 'knex', "exports.up = require('x').up", /no function up that is written out/],
  ])('%s', (_what, from, text, reason) => {
    expect(bodyOf(from, text)).toMatchObject({ kind: 'foreign', files: ['1-a.js'], reason: expect.stringMatching(reason) })
  })

  it('and nothing of it is run', () => {
    expect(bodyOf('knex', "throw new Error('it ran')\nexports.up = (k) => k.schema.dropTable('a')\n")).toMatchObject({ kind: 'foreign' })
  })
})

describe('a class of TypeORM', () => {
  const classOf = (up: string, head = '') => `${head}export class A1 { async up(q) { ${up} } async down(q) {} }\n`

  it('runs as it stands where it does more than send literal SQL', () => {
    expect(bodyOf('typeorm', classOf("await q.query('SELECT $1', [1])"))).toMatchObject({ kind: 'code', file: '1-a.js' })
  })

  it('is SQL where it holds nothing else', () => {
    expect(sqlOf('typeorm', classOf("await q.query('SELECT 1')"))).toEqual([
      ['upgrade', 'SELECT 1;\n', true],
      ['downgrade', '', true],
    ])
  })

  it('is recorded by its name, not by that of its file', () => {
    using source = folderSource({
      '1-a.ts': "export class A1 { name = 'Renamed1'; async up(q) {} }",
      '2-b.ts': 'export class B2 { async up(q) {} }',
    })
    expect(readSource(source.source, { from: 'typeorm' }).versions.map(({ recorded }) => recorded)).toEqual(['Renamed1', 'B2'])
  })

  it('that needs a file beside it would be another one elsewhere: it keeps its place and fails by name', () => {
    expect(bodyOf('typeorm', classOf('await seed(q)', "import { seed } from '../seed'\n"))).toMatchObject({
      kind: 'foreign',
      reason: expect.stringContaining("imports '../seed' by its place"),
    })
  })
})
