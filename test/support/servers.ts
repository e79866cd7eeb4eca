import { randomBytes } from 'node:crypto'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Dialect } from '@mig/core'
import mysql from 'mysql2/promise'
import pg from 'pg'
import { describe, it } from 'vitest'
import { findMysql, findMysqlPrograms, findPostgres, findPostgresPrograms, type ServerSource } from './find-server.js'
import { isMariadb, mysqlRecipe, postgresRecipe, type RecipeOptions } from './recipes.js'
import { sharedServer } from './shared-server.js'
import { killServer, restartServer, startServer, stopServer, type StartedServer } from './start-server.js'
import { tempFolder } from './temp-folder.js'

/** An empty database for one test. */
export interface TestDatabase {
  readonly url: string
  dispose(): Promise<void>
}

/** A server that tests run on. */
export interface TestServer {
  readonly name: 'SQLite' | 'PostgreSQL' | 'MariaDB' | 'MySQL'
  readonly dialect: Dialect
  /** An empty, fresh database; the first call of a run starts the server. */
  create(): Promise<TestDatabase>
  /** A copy of a database, which nobody is connected to; of tables and their rows alone where the server cannot do it itself (MySQL). */
  copy(of: TestDatabase): Promise<TestDatabase>
}

const sources: Readonly<Record<Exclude<Dialect, 'sqlite'>, ServerSource>> = { postgres: findPostgres(), mysql: findMysql() }

const sqlite: TestServer = {
  name: 'SQLite',
  dialect: 'sqlite',
  create: async () => {
    const folder = await tempFolder()
    return { url: `sqlite:${join(folder.path, 'test.db')}`, dispose: async () => folder[Symbol.asyncDispose]() }
  },
  copy: async ({ url }) => {
    const made = await sqlite.create()
    copyFileSync(url.slice('sqlite:'.length), made.url.slice('sqlite:'.length))
    return made
  },
}

const postgres: TestServer = {
  name: 'PostgreSQL',
  dialect: 'postgres',
  create: async () => {
    const source = sources.postgres
    if (source.kind === 'none') throw new Error(absent('PostgreSQL'))
    return createOnPostgres(source.kind === 'url' ? source.url : await sharedServer('postgres', postgresRecipe(source.programs)))
  },
  copy: ({ url }) => createOnPostgres(withDatabase(url, 'postgres'), nameIn(url)),
}

const mysqlServer: TestServer = {
  name: isMysql(sources.mysql) ? 'MySQL' : 'MariaDB',
  dialect: 'mysql',
  create: async () => {
    const source = sources.mysql
    if (source.kind === 'none') throw new Error(absent('MariaDB'))
    return createOnMysql(source.kind === 'url' ? source.url : await sharedServer('mysql', mysqlRecipe(source.programs)))
  },
  copy: async ({ url }) => {
    const made = await createOnMysql(url)
    await onMysql(made.url, (connection) => copyMysqlTables(connection, nameIn(url)))
    return made
  },
}

/**
 * The servers of this machine: `for (const server of databases) describe(server.name, () => …)`.
 *
 * Looping over it in a test file notes each server that was not found as a skipped test with the reason
 * in its name; with `CI=true` as a failing one.
 */
export const databases: readonly TestServer[] = listing(
  [sqlite, postgres, mysqlServer].filter((server) => server.dialect === 'sqlite' || sources[server.dialect].kind !== 'none'),
)

/** A server that only one test uses, and may kill. */
export interface PrivateServer extends StartedServer {
  /** An empty database on it. */
  create(): Promise<TestDatabase>
  /** Kills it as a crash of the server would, and waits until it is gone. */
  kill(): Promise<void>
  /** Starts it again after `kill`, at the same URL. */
  restart(): Promise<void>
  /** Stops it and removes its data; also after it was killed. */
  dispose(): Promise<void>
}

/** True when {@link startPrivateServer} can start one: its programs are installed. */
export const canStartPrivateServer = (dialect: Exclude<Dialect, 'sqlite'>): boolean => privateSource(dialect).kind === 'programs'

/** Starts a server of its own for a test that kills or reconfigures it. */
export async function startPrivateServer(dialect: Exclude<Dialect, 'sqlite'>, options: RecipeOptions = {}): Promise<PrivateServer> {
  const source = privateSource(dialect)
  if (source.kind !== 'programs') throw new Error(absent(dialect === 'postgres' ? 'PostgreSQL' : 'MariaDB'))
  const recipe = dialect === 'postgres' ? postgresRecipe(source.programs) : mysqlRecipe(source.programs, options)
  let server = await startServer(recipe)
  return {
    ...server,
    create: () => (dialect === 'postgres' ? createOnPostgres(server.url) : createOnMysql(server.url)),
    kill: () => killServer(server.pid),
    restart: async () => {
      server = await restartServer(recipe, server)
      if (dialect === 'postgres') await (await connectPatiently(server.url)).end()
    },
    dispose: async () => stopServer(server),
  }
}

const privateSource = (dialect: Exclude<Dialect, 'sqlite'>): ServerSource =>
  dialect === 'postgres' ? findPostgresPrograms() : findMysqlPrograms()

function listing(found: readonly TestServer[]): readonly TestServer[] {
  const missing = [postgres, mysqlServer].filter((server) => !found.includes(server))
  for (const server of missing) console.warn(`\n!! ${absent(server.name)}\n`)
  const list = [...found]
  const noteAbsence = (server: TestServer): void => {
    if (process.env['CI'] === 'true') {
      describe(server.name, () => {
        it('is there for the tests', () => {
          throw new Error(absent(server.name))
        })
      })
    } else describe.skip(absent(server.name), () => it('runs these tests'))
  }
  Object.defineProperty(list, Symbol.iterator, {
    value: function* (): Generator<TestServer> {
      for (const server of missing) noteAbsence(server)
      yield* found
    },
  })
  return list
}

function absent(name: TestServer['name']): string {
  const [variable, packageName] = name === 'PostgreSQL' ? ['MIG_TEST_POSTGRES_URL', 'postgresql'] : ['MIG_TEST_MYSQL_URL', 'mariadb-server']
  return `${name}: no server found; set ${variable} (see test/compose.yaml: docker compose -f test/compose.yaml up -d), or apt-get install ${packageName}`
}

function isMysql(source: ServerSource): boolean {
  return source.kind === 'url' ? source.url.startsWith('mysql') : source.kind === 'programs' && !isMariadb(source.programs)
}

const databaseName = (): string => `mig_test_${process.pid}_${randomBytes(5).toString('hex')}`

function withDatabase(base: string, name: string): string {
  const url = new URL(base)
  url.pathname = `/${name}`
  return url.href
}

const nameIn = (url: string): string => new URL(url).pathname.slice(1)

async function createOnPostgres(base: string, template = 'template0'): Promise<TestDatabase> {
  const name = databaseName()
  await onPostgres(base, `CREATE DATABASE ${name} TEMPLATE ${template}`)
  return { url: withDatabase(base, name), dispose: () => onPostgres(base, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}

async function createOnMysql(base: string): Promise<TestDatabase> {
  const name = databaseName()
  await onMysql(base, async (connection) => void (await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`)))
  return { url: withDatabase(base, name), dispose: () => onMysql(base, (connection) => dropMysqlDatabase(connection, name)) }
}

async function onPostgres(url: string, sql: string): Promise<void> {
  const client = await connectPatiently(url)
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** A server that was just started refuses queries for a moment after it has begun to listen. */
async function connectPatiently(url: string): Promise<pg.Client> {
  for (let attempt = 1; ; attempt += 1) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      return client
    } catch (error) {
      const isStarting = error instanceof Error && 'code' in error && error.code === '57P03'
      if (!isStarting || attempt === 400) throw error
      await sleep(50)
    }
  }
}

async function onMysql(url: string, work: (connection: mysql.Connection) => Promise<void>): Promise<void> {
  const connection = await mysql.createConnection(url.replace(/^mariadb:/, 'mysql:'))
  try {
    await work(connection)
  } finally {
    await connection.end()
  }
}

async function copyMysqlTables(connection: mysql.Connection, from: string): Promise<void> {
  await connection.query('SET FOREIGN_KEY_CHECKS = 0')
  const [tables] = await connection.query<mysql.RowDataPacket[]>(
    'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?',
    [from],
  )
  for (const { name } of tables) {
    const [rows] = await connection.query<mysql.RowDataPacket[]>(`SHOW CREATE TABLE \`${from}\`.\`${String(name)}\``)
    await connection.query(String(rows[0]!['Create Table']))
    await connection.query(`INSERT INTO \`${String(name)}\` SELECT * FROM \`${from}\`.\`${String(name)}\``)
  }
}

/** Sessions that a test left open would make the server wait for their metadata locks. */
async function dropMysqlDatabase(connection: mysql.Connection, name: string): Promise<void> {
  const [threads] = await connection.query<mysql.RowDataPacket[]>('SELECT ID AS id FROM information_schema.PROCESSLIST WHERE DB = ?', [
    name,
  ])
  for (const { id } of threads) await connection.query(`KILL ${Number(id)}`).catch(() => undefined)
  await connection.query(`DROP DATABASE IF EXISTS ${name}`)
}
