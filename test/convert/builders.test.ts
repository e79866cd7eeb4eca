import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { transformSync } from 'esbuild'
import knex, { type Knex } from 'knex'
import { runner } from 'node-pg-migrate'
import { Sequelize, type QueryInterface } from 'sequelize'
import { describe, expect, it } from 'vitest'
import { compareCatalogs, isMigError, Migrator, type Catalog, type Database, type MigError } from '@mig/core'
import { convertRepository, type ConversionReport } from '@mig/convert'
import { DagRepository } from '@mig/dag'
import { connect } from '@mig/database'
import { runMain } from '../support/run-cli.js'
import { databases, type TestServer } from '../support/servers.js'
import { tempFolder } from '../support/temp-folder.js'

const root = join(import.meta.dirname, '../..')
const operations = () => import('@mig/schema')

/** A project with migrations of another tool, and what it becomes. */
async function project(files: Readonly<Record<string, string>> | string, { installed = true } = {}) {
  const folder = await tempFolder()
  const source = join(folder.path, 'source')
  if (typeof files === 'string') cpSync(join(import.meta.dirname, 'sources', files), source, { recursive: true })
  else
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder.path, name)), { recursive: true })
      writeFileSync(join(folder.path, name), text)
    }
  if (installed) symlinkSync(join(root, 'node_modules'), join(folder.path, 'node_modules'))
  const target = join(folder.path, 'migrations')
  return {
    path: folder.path,
    source,
    target,
    convert: (from: string): Promise<ConversionReport> => convertRepository({ source, target, from }),
    migrator: async (database: Database) => new Migrator({ repository: await DagRepository.open(target), database, operations }),
    text: (part: string) => {
      const name = readdirSync(join(target, 'versions')).find((one) => one.includes(part))!
      return readFileSync(join(target, 'versions', name), 'utf8')
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

async function open(server: TestServer) {
  const { url, dispose } = await server.create()
  const it = await connect(url)
  return {
    it,
    url,
    [Symbol.asyncDispose]: async () => {
      await it[Symbol.asyncDispose]()
      await dispose()
    },
  }
}

/** The schema and the rows, without the tables of another tool. */
async function sightOf(database: Database, without: readonly string[] = []) {
  const whole = await database.inspect()
  const isOurs = ({ name }: { readonly name: string }) => !without.includes(name)
  const catalog: Catalog = {
    ...whole,
    tables: whole.tables.filter(isOurs),
    sequences: whole.sequences.filter(({ name }) => !without.some((one) => name.startsWith(one))),
  }
  await using session = await database.session()
  const rows: Record<string, readonly unknown[]> = {}
  for (const { name } of catalog.tables) rows[name] = await session.query(`SELECT * FROM ${session.quote(name)} ORDER BY 1`)
  return { catalog, rows }
}

async function expectSame(ours: Database, theirs: Database, without: readonly string[]): Promise<void> {
  const [a, b] = [await sightOf(ours), await sightOf(theirs, without)]
  expect(compareCatalogs(a.catalog, b.catalog)).toEqual([])
  expect(a.rows).toEqual(b.rows)
}

async function failure(work: Promise<unknown>): Promise<MigError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!isMigError(error)) throw new Error(`no coded error was thrown: ${String(error)}`)
  return error
}

/** For a tool that runs in plain Node: TypeScript is taken out. */
function compile({ path, source }: { readonly path: string; readonly source: string }): string {
  const compiled = join(path, 'compiled')
  mkdirSync(compiled)
  for (const name of readdirSync(join(source, 'migrations'))) {
    const text = readFileSync(join(source, 'migrations', name), 'utf8')
    writeFileSync(join(compiled, name.replace(/\.m?[jt]s$/, '.cjs')), transformSync(text, { loader: 'ts', format: 'cjs' }).code)
  }
  return compiled
}

/** Knex itself, on a database of its own. */
function openKnex(server: TestServer, url: string, directory: string): Knex {
  const connection = server.dialect === 'sqlite' ? { filename: url.slice('sqlite:'.length) } : url
  const client = { sqlite: 'sqlite3', postgres: 'pg', mysql: 'mysql2' }[server.dialect]
  return knex({
    client,
    connection,
    useNullAsDefault: server.dialect === 'sqlite',
    migrations: { directory, loadExtensions: ['.js', '.mjs', '.cjs'] },
  })
}

describe.each(databases)('migrations of Knex on $name', (server) => {
  it('give what Knex gives, up and down', async () => {
    await using folder = await project('knex-builder')
    await folder.convert('knex')
    const compiled = compile(folder)
    await using ours = await open(server)
    await using theirs = await open(server)
    const migrator = await folder.migrator(ours.it)
    const tool = openKnex(server, theirs.url, compiled)
    const own = ['knex_migrations', 'knex_migrations_lock', 'sqlite_sequence']
    try {
      await migrator.upgrade('head')
      await tool.migrate.latest()
      await expectSame(ours.it, theirs.it, own)
      await migrator.downgrade('base')
      await tool.migrate.rollback(undefined, true)
      await expectSame(ours.it, theirs.it, own)
    } finally {
      await tool.destroy()
    }
  })

  it('that fail keep what Knex has not: the message of the server, and a place', async () => {
    await using folder = await project({
      'source/20240101000000_a.js': `exports.up = async (knex) => {
        await knex.schema.createTable('a', (table) => table.increments())
        await knex('a').insert({ id: 1 })
        await knex('a').insert({ id: 1 })
      }`,
    })
    await folder.convert('knex')
    await using ours = await open(server)
    const error = await failure((await folder.migrator(ours.it)).upgrade('head'))
    expect(error.code).toBe('MIG_STEP_FAILED')
    expect(error.message).toMatch(/UNIQUE|unique|Duplicate/)
    expect(error.message).not.toContain('insert into')
    if (server.dialect !== 'mysql') expect((await ours.it.inspect()).tables).toEqual([])
  })

  it('that take back what they did are refused', async () => {
    await using folder = await project({
      'source/20240101000000_a.js': `exports.up = async (knex) => {
        await knex.schema.createTable('a', (table) => table.increments())
        await knex.rollback()
      }`,
    })
    await folder.convert('knex')
    await using ours = await open(server)
    const error = await failure((await folder.migrator(ours.it)).upgrade('head'))
    expect(error.message).toMatch(/the script takes back what it has done/)
  })

  it('that ask for no transaction begin their own', async () => {
    await using folder = await project({
      'source/20240101000000_a.js': `exports.config = { transaction: false }
      exports.up = async (knex) => {
        await knex.schema.createTable('a', (table) => table.integer('id').primary())
        await knex.transaction((inner) => inner('a').insert({ id: 1 }))
        await knex.transaction(async (inner) => {
          await inner('a').insert({ id: 2 })
          await inner('a').insert({ id: 1 })
        }).catch(({ code }) => { if (!/^(SQLITE_CONSTRAINT|23505|ER_DUP_ENTRY)$/.test(code)) throw new Error('another error: ' + code) })
        const last = await knex.transaction()
        await last('a').insert({ id: 3 })
        await last.rollback()
      }`,
    })
    await folder.convert('knex')
    await using ours = await open(server)
    await (await folder.migrator(ours.it)).upgrade('head')
    expect((await sightOf(ours.it)).rows['a']).toEqual([{ id: 1 }])
  })

  it('that use the number of a row know it', async () => {
    const returning = server.dialect === 'postgres' ? ", 'id'" : ''
    await using folder = await project({
      'source/20240101000000_a.js': `exports.up = async (knex) => {
        await knex.schema.createTable('a', (table) => { table.increments(); table.integer('other') })
        await knex('a').insert([{ other: 1 }, { other: 2 }])
        const [one] = await knex('a').insert({ other: 3 }${returning})
        await knex('a').insert({ other: typeof one === 'number' ? one : one.id })
      }`,
    })
    await folder.convert('knex')
    await using ours = await open(server)
    await (await folder.migrator(ours.it)).upgrade('head')
    expect((await sightOf(ours.it)).rows['a']).toMatchObject([{ other: 1 }, { other: 2 }, { id: 3, other: 3 }, { id: 4, other: 3 }])
  })
})

type Functions = Record<'up' | 'down', (queryInterface: QueryInterface, library: unknown) => Promise<void>>

describe.each(databases)('--record with Knex itself on $name', (server) => {
  /** Knex on the migrations of the sample, one version further. */
  const program = (folder: string, change = '') => `
    process.env.TZ = 'UTC' // the drivers write dates in the local time
    const knex = require(${JSON.stringify(join(root, 'node_modules/knex'))})
    const [url, name] = process.argv.slice(2)
    const client = ${JSON.stringify({ sqlite: 'sqlite3', postgres: 'pg', mysql: 'mysql2' }[server.dialect])}
    const connection = client === 'sqlite3' ? { filename: url.replace(/^sqlite:[/]{3}/, '') } : url
    const migrations = { directory: ${JSON.stringify(folder)} }
    const tool = knex({ client, connection, useNullAsDefault: client === 'sqlite3', migrations })
    tool.migrate.up({ name: name.replace(/.*[/]/, '').replace(/[.]m?[jt]s$/, '.cjs') })
      .then(() => { ${change} })
      .then(() => tool.destroy())
      .catch((error) => { console.error(error.message); process.exit(1) })
  `

  async function record(change?: string) {
    await using folder = await project('knex-builder')
    writeFileSync(join(folder.path, 'tool.cjs'), program(compile(folder), change))
    await using scratch = await open(server)
    const command = `node ${join(folder.path, 'tool.cjs')} {url} {file}`
    const record = { command, servers: [{ database: scratch.it, url: scratch.url }], schema: operations }
    return await convertRepository({ source: folder.source, target: folder.target, proveOn: [scratch.it], operations, record })
  }

  it('proves that mig and Knex make the same of each file', async () => {
    const report = await record()
    expect(report.counts).toMatchObject({ 'run with their builder': 4, recorded: 0, stubs: 0 })
    expect(report.proofs).toMatchObject([{ versions: 4, isWhole: true }])
  })

  it('stops where they do not', async () => {
    const error = await failure(record(`if (name.includes('20240104')) return tool('customer').insert({ name: 'more' })`))
    expect(error.code).toBe('MIG_PROOF_FAILED')
    expect(error.message).toContain('after version 20240104000000_plain the old tool has made something else than mig')
  })
})

/** Sequelize itself, as its command line does it: one function after the other. */
async function runSequelize(server: TestServer, url: string, folder: string, direction: 'up' | 'down'): Promise<void> {
  const place =
    server.dialect === 'sqlite' ? { dialect: 'sqlite' as const, storage: url.slice('sqlite:'.length) } : { dialect: server.dialect }
  const options = { ...place, logging: false } as const
  const sequelize = server.dialect === 'sqlite' ? new Sequelize(options) : new Sequelize(url.replace(/^mariadb:/, 'mysql:'), options)
  try {
    const names = readdirSync(folder).sort()
    for (const name of direction === 'up' ? names : names.toReversed()) {
      const module = (await import(join(folder, name))) as { default: Functions & { default?: Functions } }
      await (module.default.default ?? module.default)[direction](sequelize.getQueryInterface(), Sequelize)
    }
  } finally {
    await sequelize.close()
  }
}

describe.each(databases)('migrations of Sequelize on $name', (server) => {
  it('give what Sequelize gives, up and down', async () => {
    await using folder = await project('sequelize-builder')
    await folder.convert('sequelize')
    const compiled = compile(folder)
    await using ours = await open(server)
    await using theirs = await open(server)
    const migrator = await folder.migrator(ours.it)
    await migrator.upgrade('head')
    await runSequelize(server, theirs.url, compiled, 'up')
    await expectSame(ours.it, theirs.it, [])
    await migrator.downgrade('base')
    await runSequelize(server, theirs.url, compiled, 'down')
    await expectSame(ours.it, theirs.it, [])
  })
})

interface DbMigrateDriver {
  close(done?: (error: unknown) => void): unknown
}

type DbMigrateFunction = (db: DbMigrateDriver, done: (error: unknown) => void) => unknown

/** The driver of db-migrate itself, connected to a server, and the functions one after the other, as db-migrate calls them. */
async function runDbMigrate(server: TestServer, url: string, folder: string, direction: 'up' | 'down'): Promise<void> {
  const load = createRequire(import.meta.url)
  const driver = load(`db-migrate-${{ sqlite: 'sqlite3', postgres: 'pg', mysql: 'mysql' }[server.dialect]}`)
  const { dataType } = load('db-migrate-shared')
  const quiet = () => undefined
  const mod = { log: { sql: quiet, info: quiet, warn: quiet, error: quiet, verbose: quiet }, type: dataType }
  const internals = { mod, interfaces: { SeederInterface: {}, MigratorInterface: {} }, argv: {} }
  const { hostname, port, username, password, pathname } = new URL(url)
  const address = { host: hostname, port: Number(port) || undefined, user: username, password, database: pathname.slice(1) }
  const config = server.dialect === 'sqlite' ? { filename: url.slice('sqlite:'.length) } : address
  const db = await new Promise<DbMigrateDriver>((resolve, reject) => {
    driver.connect(config, internals, (error: unknown, made: DbMigrateDriver) => (error ? reject(error as Error) : resolve(made)))
  })
  const names = readdirSync(folder).sort()
  for (const name of direction === 'up' ? names : names.toReversed()) {
    const migration = load(join(folder, name)) as Record<'up' | 'down', DbMigrateFunction> & { setup: (options: unknown) => void }
    migration.setup({ dbmigrate: { dataType }, Promise: load('bluebird') })
    await new Promise<void>((resolve, reject) => {
      const result = migration[direction](db, (error) => (error ? reject(error as Error) : resolve()))
      if (result instanceof Object && 'then' in result) (result as Promise<void>).then(() => resolve(), reject)
    })
  }
  await new Promise<void>((resolve) => {
    const closed = db.close(() => resolve())
    if (closed instanceof Object && 'then' in closed) void (closed as Promise<void>).then(() => resolve())
  })
}

describe.each(databases)('migrations of db-migrate on $name', (server) => {
  it('give what the driver of db-migrate gives, up and down', async () => {
    await using folder = await project('db-migrate-builder')
    await folder.convert('db-migrate')
    await using ours = await open(server)
    await using theirs = await open(server)
    const migrator = await folder.migrator(ours.it)
    await migrator.upgrade('head')
    await runDbMigrate(server, theirs.url, join(folder.source, 'migrations'), 'up')
    await expectSame(ours.it, theirs.it, [])
    await migrator.downgrade('base')
    await runDbMigrate(server, theirs.url, join(folder.source, 'migrations'), 'down')
    await expectSame(ours.it, theirs.it, [])
  })

  it('that tell of an error by their callback fail with it', async () => {
    await using folder = await project({
      'source/20240101000000-a.js': `exports.up = (db, callback) => { db.dropTable('nowhere', callback) }\nexports.setup = () => {}`,
    })
    await folder.convert('db-migrate')
    expect(folder.text('_a')).toContain("builder = 'db-migrate'")
    await using ours = await open(server)
    const error = await failure((await folder.migrator(ours.it)).upgrade('head'))
    expect([error.code, error.message]).toEqual(['MIG_STEP_FAILED', expect.stringContaining('nowhere')])
  })
})

describe.each(databases.filter(({ dialect }) => dialect === 'mysql'))('a half-done migration of Knex on $name', (server) => {
  const file = (rows: string) => ({
    'source/20240101000000_a.js': `exports.up = async (knex) => {
      await knex.schema.createTable('a', (table) => { table.increments(); table.integer('other') })
      ${rows}
      await knex.schema.createTable('b', (table) => table.increments()) // commits what was sent before it
      await knex('late').insert({ id: 1 })
    }`,
  })

  async function finish(inserts: string) {
    await using folder = await project(file(inserts))
    await folder.convert('knex')
    await using ours = await open(server)
    const migrator = await folder.migrator(ours.it)
    expect((await failure(migrator.upgrade('head'))).code).toBe('MIG_STEP_FAILED')
    await using session = await ours.it.session()
    await session.execute('CREATE TABLE late (id INTEGER PRIMARY KEY)')
    const error = await migrator.recover().then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    return { error, rows: (await sightOf(ours.it)).rows }
  }

  it('is finished by replay', async () => {
    const { error, rows } = await finish("await knex('a').insert([{ other: 1 }, { other: 2 }])")
    expect(error).toBe(undefined)
    expect(rows).toEqual({
      a: [
        { id: 1, other: 1 },
        { id: 2, other: 2 },
      ],
      b: [],
      late: [{ id: 1 }],
    })
  })

  it('does not go on with the number of a row that nobody knows any more', async () => {
    const { error, rows } = await finish("const [id] = await knex('a').insert({ other: 1 }); await knex('a').insert({ other: id })")
    expect(String(error)).toContain('the script uses the number of a row that it has inserted, and nobody knows it here')
    expect(rows).toEqual({
      a: [
        { id: 1, other: 1 },
        { id: 2, other: 1 },
      ],
      b: [],
      late: [],
    })
  })
})

describe.each(databases.filter(({ dialect }) => dialect === 'postgres'))('migrations of node-pg-migrate on $name', (server) => {
  it('give what node-pg-migrate gives, up and down', async () => {
    await using folder = await project('node-pg-migrate-builder')
    await folder.convert('node-pg-migrate')
    await using ours = await open(server)
    await using theirs = await open(server)
    const tool = async (direction: 'up' | 'down', count: number) =>
      runner({
        databaseUrl: theirs.url,
        dir: join(folder.source, 'migrations'),
        direction,
        count,
        migrationsTable: 'pgmigrations',
        singleTransaction: false,
        log: () => undefined,
      })
    const migrator = await folder.migrator(ours.it)
    await tool('up', Infinity)
    await migrator.upgrade('head')
    await expectSame(ours.it, theirs.it, ['pgmigrations'])
    await tool('down', 1)
    await migrator.downgrade('-1')
    await expectSame(ours.it, theirs.it, ['pgmigrations'])
    // \`down = false\`
    await expect(tool('down', 1)).rejects.toThrow('User has disabled down migration')
    expect((await failure(migrator.downgrade('-1'))).code).toBe('MIG_IRREVERSIBLE')
  })

  it('that ask for no transaction when they run, and are in one, are refused', async () => {
    await using folder = await project({
      'source/1700000000000_a.js': `const leave = 'noTransaction'\nexports.up = (pgm) => { pgm[leave](); pgm.createTable('a', { id: 'id' }) }`,
    })
    await folder.convert('node-pg-migrate')
    await using ours = await open(server)
    const error = await failure((await folder.migrator(ours.it)).upgrade('head'))
    expect(error.message).toContain('the script asks for no transaction, and is in one')
  })
})

describe('code that builds its SQL', () => {
  const knexFile = `exports.up = (knex) => knex.schema.createTable('a', (table) => table.increments())\n`
  const pgFile = `exports.up = (pgm) => pgm.createTable('a', { id: 'id' })\n`

  it.each([
    ['knex', { 'source/20240101000000_a.js': knexFile }, false, 'knex is not installed there: install it and convert again'],
    ['node-pg-migrate', { 'source/1700000000000_a.js': pgFile }, false, 'node-pg-migrate is not installed there'],
    ['knex', { 'source/20240101000000_a.js': `const b = require('./b')\n${knexFile}` }, true, "it imports './b' by its place"],
    [
      'db-migrate',
      { 'source/20240101000000-a.js': `exports.setup = (o) => {}\nexports.up = (db) => db.createTable('a', { id: 'int' })\n` },
      false,
      'db-migrate and its driver are not installed there',
    ],
    [
      'db-migrate',
      {
        'source/20240101000000-a.js': `exports.setup = (o) => {}\nexports.up = (db) => db.dropTable('a')\nexports._meta = { version: 2 }\n`,
      },
      true,
      'it is of the second version of db-migrate',
    ],
    [
      'sequelize',
      { 'source/20240101000000-a.ts': `export = { up: (queryInterface) => queryInterface.createTable('a', {}) }\n` },
      true,
      'it gives its exports by one assignment',
    ],
    ['knex', { 'source/20240101000000_a.js': `const builder = 1\n${knexFile}` }, true, "it declares 'builder'"],
    [
      'knex',
      { 'source/20240101000000_a.js': knexFile, 'knexfile.js': 'module.exports = { wrapIdentifier: (name) => name }' },
      true,
      "knexfile.js has 'wrapIdentifier', which changes what it does",
    ],
    [
      'node-pg-migrate',
      { 'source/1700000000000_a.js': pgFile, 'package.json': '{ "scripts": { "up": "node-pg-migrate up --decamelize" } }' },
      true,
      "package.json has 'decamelize'",
    ],
    [
      'node-pg-migrate',
      {
        'source/1700000000000_a.js': `exports.shorthands = { key: 'integer' }\nexports.up = (pgm) => pgm.sql('SELECT 1')\n`,
        'source/1700000000001_a.js': `exports.up = (pgm) => pgm.createTable('a', { id: 'key' })\n`,
      },
      true,
      'it may use the shorthands of 1700000000000_a.js',
    ],
  ])('of %s is a stub that fails where %j', async (from, files, installed, why) => {
    await using folder = await project(files as Readonly<Record<string, string>>, { installed })
    const report = await folder.convert(from)
    expect(report.counts).toMatchObject({ stubs: 1, 'run with their builder': 0, 'needs a human': 1 })
    expect(report.notes.join('\n')).toContain(why)
    expect(folder.text('_a.ts')).toMatch(/was not converted: write it into this file/)
  })

  it('and whose builder is gone when it runs says what to install', async () => {
    await using folder = await project({ 'source/20240101000000_a.js': knexFile })
    await folder.convert('knex')
    await using elsewhere = await tempFolder()
    cpSync(folder.target, join(elsewhere.path, 'migrations'), { recursive: true })
    const { exitCode, stderr } = await runMain(
      ['upgrade', 'head', '--database', 'sqlite:a.db', '--repository', 'migrations'],
      elsewhere.path,
    )
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/the package 'knex' is not installed/)
    expect(stderr).toContain('npm install knex')
  })

  it('is written out by --sql, as far as nobody has to be asked', async () => {
    await using folder = await project({
      'source/20240101000000_a.js': knexFile,
      'source/20240102000000_b.js': `exports.up = async (knex) => {
        if (knex.client.config.client === 'pg') await knex('a').select()
        const [id] = await knex('a').insert({ id: 7 })
        await knex('a').insert({ id: id + 1 })
      }`,
    })
    await folder.convert('knex')
    const sql = (range: string) =>
      runMain(['upgrade', range, '--sql', '--database', 'sqlite:a.db', '--repository', 'migrations'], folder.path)
    const [first = ''] = (await DagRepository.open(folder.target).then((one) => one.graph())).ids()
    expect((await sql(first)).stdout).toContain('create table `a` (`id` integer not null primary key autoincrement)')
    const { exitCode, stderr } = await sql('head')
    expect([exitCode, stderr]).toEqual([expect.any(Number), expect.stringContaining('uses the number of a row that it has inserted')])
    expect(exitCode).not.toBe(0)
    const postgres = await runMain(['upgrade', 'head', '--sql', '--database', 'postgres://h/d', '--repository', 'migrations'], folder.path)
    expect(postgres.stderr).toMatch(/^error: [^\n]*there is no database to answer: select/)
    expect(postgres.stderr.match(/select/g)).toHaveLength(1)
  })

  it('goes back to numbers, and runs there as well', async () => {
    await using folder = await project('knex-builder')
    const mig = async (...argv: readonly string[]) => {
      const result = await runMain(argv, folder.path)
      expect(result.exitCode, `${argv.join(' ')}: ${result.stderr}`).toBe(0)
      return result.stderr
    }
    await mig('convert', 'source')
    expect(await mig('convert', 'migrations', '--back', '--to', 'numbered')).toContain('equal at all 4 versions, and at 4 on the way back')
  })

  it('a script that names another builder is refused', async () => {
    await using folder = await project({ 'source/20240101000000_a.js': knexFile })
    await folder.convert('knex')
    const file = readdirSync(join(folder.target, 'versions')).find((name) => name.endsWith('.js'))!
    const path = join(folder.target, 'versions', file)
    writeFileSync(path, readFileSync(path, 'utf8').replace("builder = 'knex'", "builder = 'bookshelf'"))
    const { exitCode, stderr } = await runMain(['upgrade', 'head', '--database', 'sqlite:a.db', '--repository', 'migrations'], folder.path)
    expect(exitCode).toBe(2)
    expect(stderr).toContain(`exports the 'builder' "bookshelf", which mig does not know`)
  })
})
