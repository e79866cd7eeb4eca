import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { connect } from '@mig/database'
import { runMain } from '../support/run-cli.js'
import { databases, type TestServer } from '../support/servers.js'
import { project, type Project } from './project.js'

/** Entities as a module of the user's project, which imports its own copy of TypeORM. */
const entities = (columns: string, more = '') => `
  const { DataSource, EntitySchema } = require('typeorm')
  const account = new EntitySchema({ name: 'account', columns: { id: { type: 'int', primary: true }, ${columns} } })
  const entry = new EntitySchema({
    name: 'entry',
    columns: { id: { type: 'int', primary: true } },
    relations: { account: { type: 'many-to-one', target: 'account', joinColumn: { name: 'account_id' }, onDelete: 'CASCADE' } },
  })
  module.exports = { source: new DataSource({ type: 'mysql', url: 'mysql://nobody:secret@nowhere/x', entities: [account, entry] }) }
  ${more}`

const name = "name: { type: 'varchar', length: 20 }"
const nameAndEmail = "name: { type: 'varchar', length: 40, default: 'x' }, email: { type: 'varchar', length: 50, nullable: true }"

async function withModels(server: TestServer, mode: 'dag' | 'linear' = 'dag'): Promise<Project & { models(text: string): void }> {
  const made = await project(mode, server)
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(made.path, 'node_modules'))
  // Each text is a module of its own: one that was imported stays what it was.
  let count = 0
  const models = (text: string): void => {
    count += 1
    writeFileSync(join(made.path, `models${count}.cjs`), text)
    made.settings({ mode, repository: './migrations', database: made.url, models: `./models${count}.cjs` })
  }
  models(entities(name))
  return Object.assign(made, { models })
}

async function sendTo(made: Project, ...statements: readonly string[]): Promise<void> {
  await using database = await connect(made.url.replace('sqlite:./', `sqlite:${made.path}/`))
  await using session = await database.session()
  for (const statement of statements) await session.execute(statement)
}

const newest = (made: Project, words: string): string => {
  const file = readdirSync(made.versions).find((one) => one.includes(words))
  return readFileSync(join(made.versions, file!), 'utf8')
}

for (const server of databases) {
  describe(`models on ${server.name}`, () => {
    it('become a revision, and again what was changed; both directions run, and nothing differs afterwards', async () => {
      await using made = await withModels(server)
      const first = await made.run('revision --autogenerate -m "first tables"')
      expect(first.stderr).toBe('')
      expect(first.stdout).toMatch(
        /^created migrations\/versions\/\w+_first_tables\.ts\n {2}create table account \(id, name\)\n {2}create table entry /,
      )
      expect(newest(made, 'first_tables')).toContain('await op.createTable("account", {')
      expect(await made.run('upgrade')).toMatchObject({ exitCode: 0 })
      const again = await made.run('revision --autogenerate -m again')
      expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^no difference between the models and /) as string })
      expect((await made.run('check')).stdout).toMatch(/models .*models1\.cjs\n {2}models {5}ok\nnothing found/)

      await sendTo(made, "INSERT INTO account (id, name) VALUES (1, 'Ann')", 'INSERT INTO entry (id, account_id) VALUES (1, 1)')
      made.models(entities(nameAndEmail))
      const check = await made.run('check --only models')
      expect([check.exitCode, check.stdout]).toEqual([3, expect.stringMatching(/add column account\.email .* \[MIG_MODELS_DIFFER\]/)])
      const compared = await made.run('compare_model_to_db --json')
      expect([compared.exitCode, JSON.parse(compared.stdout)]).toMatchObject([
        3,
        {
          equal: false,
          notes: [],
          differences: [
            'add column account.email (varchar(50))',
            expect.stringMatching(/^change column account\.name: varchar\(20\) -> varchar\(40\), default "x"$/),
          ],
        },
      ])
      expect(await made.run('revision --autogenerate -m "more of it" --js')).toMatchObject({ exitCode: 0, stderr: '' })
      for (const command of ['upgrade', 'downgrade -1', 'upgrade'])
        expect(await made.run(command), command).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('error') as string })
      expect(await made.run('compare_model_to_db')).toMatchObject({ exitCode: 0 })
      await using database = await connect(made.url.replace('sqlite:./', `sqlite:${made.path}/`))
      await using session = await database.session()
      expect(await session.query('SELECT a.name, a.email, e.id FROM account a JOIN entry e ON e.account_id = a.id')).toEqual([
        { name: 'Ann', email: null, id: 1 },
      ])
    })

    it('become SQL where that says it all', async () => {
      await using made = await withModels(server)
      expect(await made.run('revision --autogenerate -m "in sql" --sql')).toMatchObject({ exitCode: 0, stderr: '' })
      expect(newest(made, 'in_sql')).toMatch(/-- migrate:up (?:postgresql|mysql|sqlite)\nCREATE TABLE/)
      await made.run('upgrade')
      expect(await made.run('compare_model_to_db')).toMatchObject({ exitCode: 0 })
      made.models(entities(nameAndEmail))
      const second = await made.run('revision --autogenerate -m "more sql" --sql')
      if (server.dialect === 'sqlite') {
        expect(second).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('[MIG_OFFLINE_READ]') as string })
        return
      }
      expect(await made.run('upgrade')).toMatchObject({ exitCode: 0 })
      expect(await made.run('compare_model_to_db')).toMatchObject({ exitCode: 0 })
    })

    it('are not compared with a database that is behind, but with what the repository makes of an empty one', async () => {
      await using made = await withModels(server)
      await made.run('revision --autogenerate -m "first tables"')
      const refused = await made.run('revision --autogenerate -m again')
      expect([refused.exitCode, refused.stderr]).toEqual([
        expect.any(Number),
        expect.stringMatching(/lacks 1 revision \[MIG_DATABASE_BEHIND\]\nhint: .*--scratch/),
      ])
      expect(await made.run('revision --autogenerate -m again --scratch --quiet')).toMatchObject({
        stdout: expect.stringMatching(/^no difference/) as string,
      })
      expect((await made.run('check')).stdout).toContain('models     not looked at: the database is behind')
    })

    it('are applied without a script, and drop nothing that holds something unless they may', async () => {
      await using made = await withModels(server)
      expect(await made.run('update_db_from_model --plan')).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining('create table account') as string,
      })
      expect(await made.run('compare_model_to_db')).toMatchObject({ exitCode: 3 })
      expect(await made.run('update_db_from_model')).toMatchObject({ exitCode: 0, stderr: '' })
      await sendTo(made, "INSERT INTO account (id, name) VALUES (1, 'Ann')", 'CREATE TABLE empty_one (id INTEGER)')
      made.models(entities("title: { type: 'varchar', length: 20, nullable: true }"))
      const refused = await made.run('update_db_from_model')
      expect([refused.exitCode, refused.stderr]).toEqual([
        1,
        expect.stringMatching(/the column 'account\.name' holds something, and would be dropped \[MIG_DATA_LOSS\]\nhint: .*--allow-drop/),
      ])
      expect((await made.run('compare_model_to_db')).stdout).toContain('drop table empty_one')
      expect(await made.run('update_db_from_model --allow-drop')).toMatchObject({ exitCode: 0, stderr: '' })
      expect(await made.run('compare_model_to_db')).toMatchObject({ exitCode: 0 })
    })

    it('have new names for what is there, where somebody says so', async () => {
      await using made = await withModels(server)
      await made.run('update_db_from_model')
      await sendTo(made, "INSERT INTO account (id, name) VALUES (1, 'Ann')", 'INSERT INTO entry (id, account_id) VALUES (1, 1)')
      made.models(entities(name).replaceAll("'account'", "'client'").replace('name: {', 'label: {'))
      const compared = await made.run('compare_model_to_db')
      expect(compared.stdout).toContain('drop table account')
      const told = await made.run('compare_model_to_db --rename account=client')
      expect(told.stdout).toContain('  a new name for the same? then nothing is dropped: --rename client.name=label\n')
      const renames = '--rename account=client --rename account.name=label'
      expect((await made.run(`revision --autogenerate -m "new names" --sql ${renames}`)).stderr).toBe('')
      expect(await made.run('upgrade')).toMatchObject({ exitCode: 0 })
      expect(await made.run('compare_model_to_db')).toMatchObject({ exitCode: 0 })
      await using database = await connect(made.url.replace('sqlite:./', `sqlite:${made.path}/`))
      await using session = await database.session()
      expect(await session.query('SELECT c.label FROM client c JOIN entry e ON e.account_id = c.id')).toEqual([{ label: 'Ann' }])
      expect((await made.run('compare_model_to_db --rename none.a=b')).stderr).toMatch(
        /no column 'none\.a' to rename \[MIG_OPTION_INVALID\]/,
      )
    })

    it('become a numbered version', async () => {
      await using made = await withModels(server, 'linear')
      const written = await made.run('make_update_script_for_model "first tables"')
      expect([written.stderr, written.stdout]).toEqual([
        '',
        expect.stringMatching(/^created migrations\/versions\/001_first_tables\.ts\n {2}create table account/),
      ])
      expect(await made.run('version_control')).toMatchObject({ exitCode: 0 })
      expect(await made.run('upgrade')).toMatchObject({ exitCode: 0 })
      expect((await made.run('make_update_script_for_model again')).stdout).toMatch(/^no difference/)
      expect(await made.run('test')).toMatchObject({ exitCode: 0 })
    })
  })
}

describe('models', () => {
  const sqlite = databases.find(({ dialect }) => dialect === 'sqlite')!

  it('leave tables alone that the configuration names', async () => {
    await using made = await withModels(sqlite)
    await made.run('update_db_from_model')
    await sendTo(made, 'CREATE TABLE log_2026 (id INTEGER)', 'CREATE TABLE other (id INTEGER)')
    made.settings({
      mode: 'dag',
      repository: './migrations',
      database: made.url,
      models: './models1.cjs',
      ignoreTables: ['log_*', 'other'],
    })
    expect(await made.run('compare_model_to_db')).toMatchObject({ exitCode: 0 })
  })

  it('that are missing or hold nothing are told', async () => {
    await using made = await withModels(sqlite)
    made.settings({ mode: 'dag', repository: './migrations', database: made.url })
    const told = async (words: string) => (await made.run(words)).stderr
    expect(await told('compare_model_to_db')).toMatch(/no models are named \[MIG_MODELS_INVALID\]\nhint: Add "models"/)
    expect(await told('compare_model_to_db none.ts')).toMatch(/there is no file '.*none\.ts' \[MIG_MODELS_INVALID\]/)
    writeFileSync(join(made.path, 'empty.cjs'), 'module.exports = { a: 1 }')
    expect(await told('compare_model_to_db empty.cjs')).toMatch(/'.*empty\.cjs' names no entities \[MIG_MODELS_INVALID\]/)
    writeFileSync(join(made.path, 'foreign.cjs'), entities("place: { type: 'tsvector' }"))
    expect(await told('compare_model_to_db foreign.cjs')).toMatch(
      /TypeORM cannot create the entities on sqlite: .*tsvector.* \[MIG_MODELS_INVALID\]/,
    )
  })
})

describe('a new name on a terminal', () => {
  const asked: string[] = []
  const confirm = ({ message }: { message: string }): Promise<boolean> => Promise.resolve(asked.push(message) < 0)
  vi.doMock('@clack/prompts', () => ({ confirm }))
  afterAll(() => vi.doUnmock('@clack/prompts'))

  it('is asked for by what writes, and not by what looks', async () => {
    await using made = await withModels(databases.find(({ dialect }) => dialect === 'sqlite')!)
    await made.run('update_db_from_model')
    made.models(entities(name.replace('name:', 'label:')))
    const asks = async (...words: readonly string[]): Promise<number> => {
      asked.length = 0
      await runMain(words, made.path, {}, { isInteractive: true })
      return asked.length
    }
    expect(await asks('check')).toBe(0)
    expect(await asks('compare_model_to_db')).toBe(0)
    expect(await asks('update_db_from_model', '--plan')).toBe(0)
    expect(await asks('revision', '--autogenerate', '-m', 'asked')).toBe(1)
    expect(asked).toEqual(['Is label the column account.name under a new name? No: it is dropped, and what it holds is lost.'])
  })
})
