import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isMigError, type MigError } from '@mig/core'
import { connect } from '@mig/database'
import { databases, type TestDatabase } from '../support/servers.js'
import { tempFolder, type TempFolder } from '../support/temp-folder.js'

async function failure(url: string): Promise<MigError> {
  const database = await connect(url)
  try {
    await database.session()
  } catch (error) {
    if (isMigError(error)) return error
    throw error
  } finally {
    await database[Symbol.asyncDispose]()
  }
  throw new Error('a session was opened')
}

for (const server of databases) {
  if (server.dialect === 'sqlite') continue
  const { dialect } = server
  describe(`connecting to ${server.name}`, () => {
    let test: TestDatabase

    beforeEach(async () => {
      test = await server.create()
    })
    afterEach(() => test.dispose())

    const edited = (change: (url: URL) => void): string => {
      const url = new URL(test.url)
      change(url)
      return url.href
    }

    it('names a database that is missing, and how to create it', async () => {
      const error = await failure(edited((url) => (url.pathname = '/no_such')))
      expect(error).toMatchObject({ code: 'MIG_DATABASE_MISSING', message: "the server has no database 'no_such'" })
      expect(error.hint).toContain('CREATE DATABASE')
    })

    it('refuses a user that does not exist, without showing the password', async () => {
      const error = await failure(edited((url) => ((url.username = 'nobody_here'), (url.password = 'hunter2'))))
      expect(error.code).toBe('MIG_ACCESS_DENIED')
      expect(JSON.stringify([error.message, error.hint, error.details])).not.toContain('hunter2')
    })

    it('says that nothing listens', async () => {
      const error = await failure(edited((url) => (url.port = '1')))
      expect(error.code).toBe('MIG_CONNECT_FAILED')
      expect(error.message).toContain('ECONNREFUSED')
    })

    it('says that a host does not exist', async () => {
      expect((await failure(edited((url) => (url.hostname = 'no-such-host.invalid')))).code).toBe('MIG_CONNECT_FAILED')
    })

    it('insists on TLS where the URL does, and goes without where it only prefers it', async () => {
      const plain = server.dialect === 'postgres'
      if (plain) expect((await failure(`${test.url}?sslmode=require`)).code).toBe('MIG_CONNECT_FAILED')
      await using database = await connect(`${test.url}?sslmode=prefer`)
      await using session = await database.session()
      expect(await session.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
    })

    it('ends a statement that runs longer than it may', async () => {
      await using database = await connect(test.url, { statementTimeoutMs: 200 })
      await using session = await database.session()
      const table = 'information_schema.COLLATIONS'
      const endless = { postgres: 'SELECT pg_sleep(60)', mysql: `SELECT count(*) FROM ${table} a, ${table} b, ${table} c, ${table} d` }
      await expect(session.query(endless[dialect])).rejects.toMatchObject({ details: { reason: 'cancelled' } })
    })

    it('gives up on a lock of another session when it is told to', async () => {
      await using database = await connect(test.url, { ddlLockTimeoutMs: 1000 })
      await using holder = await database.session()
      await using waiter = await database.session()
      await holder.execute('CREATE TABLE t (a INTEGER PRIMARY KEY)')
      await holder.execute('INSERT INTO t VALUES (1)')
      await holder.begin()
      await holder.execute('UPDATE t SET a = 2')
      await expect(waiter.execute('DROP TABLE t')).rejects.toMatchObject({ details: { reason: 'lock-timeout' } })
    })

    // Only PostgreSQL has schemas inside a database.
    if (server.dialect !== 'postgres') return
    it('lives in the schema that it is given', async () => {
      await using database = await connect(test.url, { schema: 'Own schema' })
      await using session = await database.session()
      await database.journal.create(session)
      await session.execute('CREATE TABLE t (a INTEGER)')
      const rows = await session.query("SELECT tablename FROM pg_tables WHERE schemaname = 'Own schema' ORDER BY 1")
      expect(rows).toEqual([{ tablename: 'mig_journal' }, { tablename: 't' }])
      expect((await database.inspect()).tables.map((table) => table.name)).toEqual(['t'])
      await using scratch = await database.scratch()
      await using own = await scratch.session()
      await own.execute('CREATE TABLE t (a INTEGER)')
      expect(await scratch.inspect()).toEqual(await database.inspect())
    })
  })
}

describe('opening a SQLite file', () => {
  let folder: TempFolder

  beforeEach(async () => {
    folder = await tempFolder()
  })
  afterEach(() => folder[Symbol.asyncDispose]())

  it('creates it', async () => {
    await using database = await connect(`sqlite:${join(folder.path, 'new.db')}`)
    await using session = await database.session()
    await session.execute('CREATE TABLE t (a)')
    expect((await readFile(join(folder.path, 'new.db'))).subarray(0, 15).toString()).toBe('SQLite format 3')
  })

  it('names a folder that does not exist', async () => {
    const error = await failure(`sqlite:${join(folder.path, 'none', 'app.db')}`)
    expect(error).toMatchObject({ code: 'MIG_CONNECT_FAILED', message: `the folder '${join(folder.path, 'none')}' does not exist` })
  })

  it('explains three slashes', async () => {
    expect((await failure('sqlite:///nonexistent/app.db')).hint).toContain("'sqlite:./nonexistent/app.db'")
  })

  it('says that a folder is no file', async () => {
    expect(await failure(`sqlite:${folder.path}`)).toMatchObject({ code: 'MIG_CONNECT_FAILED', message: `'${folder.path}' is a folder` })
  })

  it('does not touch a file that is no database', async () => {
    const file = join(folder.path, 'notes.txt')
    await writeFile(file, 'some text that is no database\n'.repeat(100))
    expect(await failure(`sqlite:${file}`)).toMatchObject({ code: 'MIG_CONNECT_FAILED', message: `'${file}' is not a SQLite database` })
    expect(await readFile(file, 'utf8')).toContain('some text')
  })

  it('does not create a file that must be there', async () => {
    expect((await failure(`sqlite:${join(folder.path, 'none.db')}?mode=rw`)).code).toBe('MIG_DATABASE_MISSING')
  })

  it('refuses to write a file that is opened for reading', async () => {
    const file = join(folder.path, 'app.db')
    {
      await using database = await connect(`sqlite:${file}`)
      await using session = await database.session()
      await session.execute('CREATE TABLE t (a)')
    }
    await using database = await connect(`sqlite:${file}?mode=ro`)
    await using session = await database.session()
    expect(await session.query('SELECT * FROM t')).toEqual([])
    await expect(session.execute('INSERT INTO t VALUES (1)')).rejects.toMatchObject({ details: { reason: 'read-only' } })
  })

  it('names a folder that is not writable', async () => {
    // The superuser may write everywhere but where the kernel itself refuses.
    const locked = process.getuid?.() === 0 ? '/proc' : join(folder.path, 'locked')
    if (locked !== '/proc') {
      await mkdir(locked)
      await chmod(locked, 0o555)
    }
    expect((await failure(`sqlite:${join(locked, 'app.db')}`)).message).toContain('is not writable')
  })

  it('survives that a library ends the transaction on the driver itself', async () => {
    await using database = await connect(`sqlite:${join(folder.path, 'app.db')}`)
    await using session = await database.session()
    const raw = session.connection as { exec(sql: string, done: () => void): void }
    const behindOurBack = (sql: string) => new Promise<void>((resolve) => raw.exec(sql, resolve))
    await session.begin()
    await behindOurBack('COMMIT')
    await expect(session.commit()).rejects.toMatchObject({ code: 'MIG_COMMIT_FAILED' })
    await session.begin()
    await behindOurBack('ROLLBACK')
    await session.rollback()
    expect(session.inTransaction).toBe(false)
  })

  it('shares a database in memory between the sessions of one Database', async () => {
    await using database = await connect('sqlite::memory:')
    {
      await using session = await database.session()
      await session.execute('CREATE TABLE t (a)')
    }
    await using other = await database.session()
    expect(await other.query('SELECT * FROM t')).toEqual([])
    await using stranger = await connect('sqlite::memory:')
    expect((await stranger.inspect()).tables).toEqual([])
  })

  it('takes one lock for one file, whatever the path to it', async () => {
    const file = join(folder.path, 'app.db')
    const { symlink } = await import('node:fs/promises')
    await symlink(file, join(folder.path, 'link.db'))
    await using first = await connect(`sqlite:${file}`)
    await using second = await connect(`sqlite:${join(folder.path, 'link.db')}`)
    await first.exclusively({}, async () => {
      await expect(second.exclusively({ waitMs: 0 }, async () => undefined)).rejects.toMatchObject({ code: 'MIG_LOCK_TIMEOUT' })
    })
  })
})
