import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isMigError, type Database, type MigError, type Session } from '@mig/core'
import { connect } from '@mig/database'
import { databases, type TestDatabase } from '../support/servers.js'

for (const server of databases) {
  describe(`a session on ${server.name}`, () => {
    let test: TestDatabase
    let database: Database
    let session: Session

    beforeEach(async () => {
      test = await server.create()
      database = await connect(test.url)
      session = await database.session()
    })

    afterEach(async () => {
      await database[Symbol.asyncDispose]()
      await test.dispose()
    })

    const failure = async (attempt: Promise<unknown>): Promise<MigError> => {
      const error = await attempt.then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      if (!isMigError(error)) throw new Error(`expected a MigError, got ${String(error)}`)
      return error
    }
    const count = async (table: string): Promise<number> =>
      Number((await session.query<{ n: unknown }>(`SELECT count(*) AS n FROM ${table}`))[0]?.n)
    const mark = (n: number) => session.placeholder(n)

    it('knows its server and its own name there', () => {
      expect(session.capabilities.server).toMatch(new RegExp(`^${server.name} \\d+\\.`))
      expect(session.id).not.toBe('')
      expect(session.dialect).toBe(server.dialect)
    })

    it('binds every kind of value', async () => {
      const text = 'it\'s \\ "quoted" `x` ; -- ü 🙂 ? $1'
      await session.execute(
        `CREATE TABLE t (a VARCHAR(100), b INTEGER, c BIGINT, d ${server.dialect === 'postgres' ? 'BYTEA' : 'BLOB'}, e INTEGER)`,
      )
      const sql = `INSERT INTO t (a, b, c, d, e) VALUES (${[1, 2, 3, 4, 5].map(mark).join(', ')})`
      await session.execute(sql, [text, 7, 9_007_199_254_740_993n, new Uint8Array([0, 255, 39]), null])
      const cast = server.dialect === 'mysql' ? 'CHAR' : 'TEXT'
      const [row] = await session.query(`SELECT a, b, CAST(c AS ${cast}) AS c, d, e FROM t`)
      expect(row).toEqual({ a: text, b: 7, c: '9007199254740993', d: Buffer.from([0, 255, 39]), e: null })
    })

    it('finds a row by the values it was bound with', async () => {
      await session.execute('CREATE TABLE t (a VARCHAR(20), b BOOLEAN)')
      await session.execute(`INSERT INTO t VALUES (${mark(1)}, ${mark(2)})`, ["o'x", true])
      expect(await session.query(`SELECT a FROM t WHERE a = ${mark(1)} AND b = ${mark(2)}`, ["o'x", true])).toEqual([{ a: "o'x" }])
    })

    it('sends dates as UTC', async () => {
      await session.execute(
        `CREATE TABLE t (a ${server.dialect === 'mysql' ? 'DATETIME(3)' : server.dialect === 'sqlite' ? 'TEXT' : 'TIMESTAMP'})`,
      )
      await session.execute(`INSERT INTO t VALUES (${mark(1)})`, [new Date('2020-02-29T23:59:58.123Z')])
      const [row] = await session.query<{ a: Date | string }>('SELECT a FROM t')
      expect(new Date(row!.a).toISOString()).toBe('2020-02-29T23:59:58.123Z')
    })

    it('writes values as literals that read back the same', async () => {
      const values = ["it's", 'back\\slash', 'new\nline', '🙂', '', "\\'"]
      for (const value of values) {
        expect(await session.query(`SELECT ${session.literal(value)} AS v`)).toEqual([{ v: value }])
      }
    })

    it('quotes any identifier', async () => {
      const name = 'se"l`e\'ct [x]; --'
      await session.execute(`CREATE TABLE ${session.quote(name)} (${session.quote('from')} INTEGER)`)
      expect(await session.query(`SELECT ${session.quote('from')} FROM ${session.quote(name)}`)).toEqual([])
    })

    it('counts the rows that a statement changed', async () => {
      await session.execute('CREATE TABLE t (a INTEGER)')
      expect(await session.execute('INSERT INTO t VALUES (1), (2), (3)')).toMatchObject({ affectedRows: 3 })
      expect(await session.execute('DELETE FROM t WHERE a > 1')).toMatchObject({ affectedRows: 2 })
      expect(await session.execute('DELETE FROM t WHERE a > 1')).toMatchObject({ affectedRows: 0 })
    })

    it('knows the number that the server gave to a row, where the server tells', async () => {
      const key = { sqlite: 'INTEGER PRIMARY KEY', mysql: 'INTEGER AUTO_INCREMENT PRIMARY KEY', postgres: 'SERIAL PRIMARY KEY' }
      await session.execute(`CREATE TABLE t (id ${key[session.dialect]}, a INTEGER)`)
      await session.execute('INSERT INTO t (a) VALUES (1)')
      const { insertId } = await session.execute('INSERT INTO t (a) VALUES (2)')
      expect(insertId).toBe(session.dialect === 'postgres' ? undefined : 2)
      expect((await session.execute('UPDATE t SET a = 3')).insertId ?? 0).toBe(0)
    })

    it.each(['SELECT 1; SELECT 2', 'SELECT 1;\n-- note\nDROP TABLE t'])('refuses two statements in one call: %s', async (sql) => {
      await session.execute('CREATE TABLE t (a INTEGER)')
      for (const send of [session.query(sql), session.execute(sql)]) {
        expect((await failure(send)).details['reason']).toBe('syntax')
      }
      expect(await count('t')).toBe(0)
    })

    it.each(['SELECT 1 AS one;', 'SELECT 1 AS one -- done;', 'SELECT 1 AS one /* ; */ ;\n', 'SELECT 1 AS one;;'])(
      'takes one statement with semicolons around it: %s',
      async (sql) => {
        expect(await session.query(sql)).toEqual([{ one: 1 }])
      },
    )

    it('takes a body with semicolons as one statement', async () => {
      await session.execute('CREATE TABLE t (a INTEGER)')
      const bodies = {
        postgres:
          'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t VALUES (1); INSERT INTO t VALUES (2); END $$',
        mysql: 'CREATE PROCEDURE f() BEGIN INSERT INTO t VALUES (1); INSERT INTO t VALUES (2); END',
        sqlite: 'CREATE TRIGGER f AFTER UPDATE ON t BEGIN INSERT INTO t VALUES (1); INSERT INTO t VALUES (CASE 1 WHEN 1 THEN 2 END); END;',
      }
      await session.execute(bodies[server.dialect])
      const calls = { postgres: 'SELECT f()', mysql: 'CALL f()', sqlite: 'UPDATE t SET a = 3 WHERE a = 0' }
      await session.execute('INSERT INTO t VALUES (0)')
      await session.execute(calls[server.dialect])
      expect(await count('t')).toBe(3)
    })

    it('sends a batch in order, statements with line comments included', async () => {
      await session.begin()
      await session.executeAll(['CREATE TABLE t (a INTEGER) -- a table', 'INSERT INTO t VALUES (1) -- first', 'UPDATE t SET a = a + 1'])
      expect(await session.query('SELECT a FROM t')).toEqual([{ a: 2 }])
    })

    it('stops a batch at the first failure', async () => {
      await session.execute('CREATE TABLE t (a INTEGER)')
      await session.begin()
      const error = await failure(
        session.executeAll(['INSERT INTO t VALUES (1)', 'INSERT INTO nope VALUES (1)', 'INSERT INTO t VALUES (2)']),
      )
      expect(error.details['reason']).toBe('table-missing')
      await session.rollback()
      expect(await count('t')).toBe(0)
    })

    describe('in a transaction', () => {
      beforeEach(async () => {
        await session.execute('CREATE TABLE t (a INTEGER PRIMARY KEY)')
      })

      it('keeps what it commits', async () => {
        await session.begin()
        expect(session.inTransaction).toBe(true)
        await session.execute('INSERT INTO t VALUES (1)')
        await session.commit()
        expect(session.inTransaction).toBe(false)
        expect(await count('t')).toBe(1)
      })

      it('keeps what travels with the commit', async () => {
        await session.begin()
        await session.execute('INSERT INTO t VALUES (1)')
        await session.commit(['INSERT INTO t VALUES (2)', 'UPDATE t SET a = 3 WHERE a = 1', 'DELETE FROM t WHERE a = 2'])
        expect(session.inTransaction).toBe(false)
        expect(await session.query('SELECT a FROM t')).toEqual([{ a: 3 }])
      })

      it.each([
        ['changes no row', 'UPDATE t SET a = 3 WHERE a = 7'],
        ['changes two rows', 'DELETE FROM t WHERE a > 0'],
        ['fails', 'INSERT INTO t VALUES (1)'],
      ])('commits nothing when a statement that travels with it %s', async (_name, statement) => {
        await session.begin()
        await session.execute('INSERT INTO t VALUES (1)')
        const error = await failure(session.commit(['INSERT INTO t VALUES (2)', statement, 'INSERT INTO t VALUES (3)']))
        expect(error.code).toBe('MIG_STATEMENT_FAILED')
        await session.rollback()
        expect(session.inTransaction).toBe(false)
        expect(await count('t')).toBe(0)
      })

      it('forgets what it rolls back', async () => {
        await session.begin()
        await session.execute('INSERT INTO t VALUES (1)')
        await session.rollback()
        expect(session.inTransaction).toBe(false)
        expect(await count('t')).toBe(0)
      })

      it('does nothing on a second rollback', async () => {
        await session.begin()
        await session.rollback()
        await session.rollback()
        expect(session.inTransaction).toBe(false)
      })

      it.each(['COMMIT', 'ROLLBACK', '/* a script */ commit'])('notices that a script ended it with %s', async (sql) => {
        await session.begin()
        await session.execute(sql)
        expect(session.inTransaction).toBe(false)
        expect((await failure(session.commit())).code).toBe('MIG_COMMIT_FAILED')
      })

      it('notices that a batch ended it', async () => {
        await session.begin()
        await session.executeAll(['INSERT INTO t VALUES (1)', 'COMMIT', 'INSERT INTO t VALUES (2)'])
        expect(session.inTransaction).toBe(false)
      })

      it('says so when the server rolls back instead of committing', async () => {
        await session.begin()
        await session.execute('INSERT INTO t VALUES (1)')
        await failure(session.execute('INSERT INTO t VALUES (1)'))
        if (server.dialect === 'postgres') expect((await failure(session.commit())).code).toBe('MIG_COMMIT_FAILED')
        else await session.commit()
        expect(await count('t')).toBe(server.dialect === 'postgres' ? 0 : 1)
      })

      it('says so when a deferred constraint fails', async () => {
        // MySQL and MariaDB defer no constraints.
        if (server.dialect === 'mysql') return expect(session.capabilities.transactionalDdl).toBe(false)
        if (server.dialect === 'sqlite') await session.execute('PRAGMA foreign_keys = ON')
        await session.execute('CREATE TABLE c (a INTEGER REFERENCES t (a) DEFERRABLE INITIALLY DEFERRED)')
        await session.begin()
        await session.execute('INSERT INTO c VALUES (1)')
        const error = await failure(session.commit())
        expect(error).toMatchObject({ code: 'MIG_COMMIT_FAILED', details: { reason: 'constraint' } })
        await session.rollback()
        expect(await count('c')).toBe(0)
      })

      it('follows savepoints', async () => {
        await session.begin()
        await session.execute('SAVEPOINT one')
        await session.execute('INSERT INTO t VALUES (1)')
        await session.execute('ROLLBACK TO SAVEPOINT one')
        expect(session.inTransaction).toBe(true)
        await session.execute('RELEASE SAVEPOINT one')
        expect(session.inTransaction).toBe(true)
        await session.commit()
        expect(await count('t')).toBe(0)
      })

      it('rolls DDL back exactly where the server says it can', async () => {
        await session.begin()
        await session.execute('CREATE TABLE u (a INTEGER)')
        expect(session.inTransaction).toBe(session.capabilities.transactionalDdl)
        await session.rollback()
        const gone = await session.query('SELECT a FROM u').then(
          () => false,
          () => true,
        )
        expect(gone).toBe(session.capabilities.transactionalDdl)
      })
    })

    describe('told why a statement failed', () => {
      beforeEach(async () => {
        await session.execute('CREATE TABLE t (a INTEGER PRIMARY KEY, b INTEGER NOT NULL)')
        await session.execute('INSERT INTO t VALUES (1, 1)')
      })

      it.each([
        ['SELECT * FROM nope', 'table-missing'],
        ['INSERT INTO nope VALUES (1)', 'table-missing'],
        ['CREATE TABLE t (a INTEGER)', 'object-exists'],
        ['ALTER TABLE t ADD COLUMN b INTEGER', 'object-exists'],
        ['SELECT nope FROM t', 'object-missing'],
        ['INSERT INTO t VALUES (1, 1)', 'constraint'],
        ['INSERT INTO t VALUES (2, NULL)', 'constraint'],
        ['SELEC 1', 'syntax'],
      ])('%s: %s', async (sql, reason) => {
        const error = await failure(session.query(sql))
        expect(error.code).toBe('MIG_STATEMENT_FAILED')
        expect(error.details).toMatchObject({ reason, sql })
        expect(error.cause).toBeInstanceOf(Error)
      })

      it('says where', async () => {
        const sql = "SELECT '🙂',\n  1 FORM t WHERE"
        const { offset } = (await failure(session.query(sql))).details
        const places = { postgres: sql.indexOf('WHERE') + 5, mysql: undefined, sqlite: undefined }
        const near = { postgres: sql.length, mysql: sql.length, sqlite: undefined }
        expect([places[server.dialect], near[server.dialect], sql.indexOf('t WHERE')]).toContain(offset)
      })
    })

    it('creates a table once, also when several sessions do so at the same moment', async () => {
      const table = { name: 'Kept', columns: [{ name: 'id', type: 'varchar', length: 255 }], primaryKey: ['id'] } as const
      const others = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(() => database.session()))
      await Promise.all([session, ...others].map((each) => each.createTable(table)))
      await session.execute(`INSERT INTO ${session.quote('Kept')} (id) VALUES ('A1'), ('a1')`)
      expect(await count(session.quote('Kept'))).toBe(2)
    })

    it('leaves an open transaction open when a table that exists is created', async () => {
      const table = { name: 'kept', columns: [{ name: 'id', type: 'bigint', autoIncrement: true }], primaryKey: ['id'] } as const
      await session.createTable(table)
      await session.begin()
      await session.createTable(table)
      expect(session.inTransaction).toBe(true)
    })

    it('ends a statement in hand when it is cancelled', async () => {
      const endless = {
        postgres: 'SELECT pg_sleep(60)',
        // SLEEP answers 1 when it is interrupted; a computation is ended with an error.
        mysql:
          'SELECT count(*) FROM information_schema.COLLATIONS a, information_schema.COLLATIONS b, information_schema.COLLATIONS c, information_schema.COLLATIONS d',
        sqlite: 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n',
      }
      const ended = failure(session.query(endless[server.dialect]))
      const repeat = setInterval(() => void session.cancel(), 50)
      const error = await ended
      clearInterval(repeat)
      expect(error.details['reason']).toBe('cancelled')
    })

    it('has nothing to cancel when it is gone', async () => {
      await session[Symbol.asyncDispose]()
      await expect(session.cancel()).resolves.toBeUndefined()
    })

    it('finds its tables again after a script has emptied the search path', async () => {
      await session.execute('CREATE TABLE t (a INTEGER)')
      if (server.dialect === 'postgres') await session.query("SELECT pg_catalog.set_config('search_path', '', false)")
      await session.restore?.()
      expect(await count('t')).toBe(0)
    })

    it('reports a statement on a closed session as a lost connection', async () => {
      await session[Symbol.asyncDispose]()
      expect((await failure(session.query('SELECT 1'))).code).toBe('MIG_CONNECTION_LOST')
    })

    it('opens nothing before it is needed', async () => {
      const nowhere = { postgres: 'postgres://127.0.0.1:1/x', mysql: 'mysql://127.0.0.1:1/x', sqlite: 'sqlite:/nonexistent/folder/x.db' }
      await using idle = await connect(nowhere[server.dialect])
      expect((await failure(idle.session())).code).toBe('MIG_CONNECT_FAILED')
    })
  })
}
