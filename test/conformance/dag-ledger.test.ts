import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isMigError, type Database, type MigError, type Session } from '@mig/core'
import { DagLedger } from '@mig/dag'
import { connect } from '@mig/database'
import { databases, type TestDatabase } from '../support/servers.js'

for (const server of databases) {
  describe(`the version table of a hash repository on ${server.name}`, () => {
    let test: TestDatabase
    let database: Database
    let session: Session
    const ledger = new DagLedger('mig_version')

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

    it('reads nothing where there is no table, and makes none', async () => {
      expect(await ledger.read(session)).toEqual([])
      expect((await failure(session.query('SELECT * FROM mig_version'))).details['reason']).toBe('table-missing')
    })

    it('is created once, and keeps its rows when it is created again', async () => {
      await ledger.create(session)
      await ledger.write(session, { remove: [], add: ['ae10'] })
      await ledger.create(session)
      expect(await ledger.read(session)).toEqual(['ae10'])
    })

    it('moves, adds and removes rows', async () => {
      await ledger.create(session)
      await ledger.write(session, { remove: [], add: ['base0'] })
      await ledger.write(session, { remove: ['base0'], add: ['left1'] })
      await ledger.write(session, { remove: [], add: ['right'] })
      expect(await ledger.read(session)).toEqual(['left1', 'right'])
      await ledger.write(session, { remove: ['left1', 'right'], add: ['merge'] })
      expect(await ledger.read(session)).toEqual(['merge'])
      await ledger.write(session, { remove: ['merge'], add: ['left1', 'right'] })
      expect(await ledger.read(session)).toEqual(['left1', 'right'])
      await ledger.write(session, { remove: ['left1', 'right'], add: [] })
      expect(await ledger.read(session)).toEqual([])
    })

    it('holds ids of 128 characters, and tells capitals apart', async () => {
      await ledger.create(session)
      const long = 'x'.repeat(128)
      await ledger.write(session, { remove: [], add: [long, 'Abc', 'abc'] })
      expect(await ledger.read(session)).toEqual(['Abc', 'abc', long])
    })

    it('takes nothing in an id or a table name for SQL', async () => {
      const odd = new DagLedger('odd "name` it\'s')
      await odd.create(session)
      await odd.write(session, { remove: [], add: ["a'; DROP TABLE x; --"] })
      expect(await odd.read(session)).toEqual(["a'; DROP TABLE x; --"])
    })

    for (const [what, change] of [
      ['a row to move is gone', { remove: ['gone'], add: ['next'] }],
      ['a row to remove is gone', { remove: ['gone', 'here'], add: ['next'] }],
      ['a row to add is there', { remove: [], add: ['here'] }],
      ['a row to move to is there', { remove: ['other'], add: ['here'] }],
    ] as const) {
      it(`notices that ${what}, and the caller can roll back`, async () => {
        await ledger.create(session)
        await ledger.write(session, { remove: [], add: ['here', 'other'] })
        await session.begin()
        const error = await failure(ledger.write(session, change))
        await session.rollback()
        expect([error.code, error.details['table']]).toEqual(['MIG_LEDGER_MOVED', 'mig_version'])
        expect(await ledger.read(session)).toEqual(['here', 'other'])
      })
    }

    it('refuses a table of that name that is no version table, and leaves it alone', async () => {
      await session.execute('CREATE TABLE mig_version (name VARCHAR(20))')
      await session.execute("INSERT INTO mig_version VALUES ('mine')")
      const error = await failure(ledger.read(session))
      expect([error.code, error.message]).toEqual([
        'MIG_LEDGER_FOREIGN',
        "the table 'mig_version' is no version table: it has no column 'version_num'",
      ])
      expect(await session.query('SELECT name FROM mig_version')).toEqual([{ name: 'mine' }])
    })

    it('refuses a table whose version_num holds numbers', async () => {
      await session.execute('CREATE TABLE mig_version (version_num INTEGER)')
      await session.execute('INSERT INTO mig_version VALUES (7)')
      expect((await failure(ledger.read(session))).code).toBe('MIG_LEDGER_FOREIGN')
    })

    it("works on Alembic's own table", async () => {
      await session.execute(
        'CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))',
      )
      await session.execute("INSERT INTO alembic_version VALUES ('ae1027a6acf')")
      const shared = new DagLedger('alembic_version')
      await shared.create(session)
      expect(await shared.read(session)).toEqual(['ae1027a6acf'])
      await shared.write(session, { remove: ['ae1027a6acf'], add: ['1975ea83b712'] })
      expect(await session.query('SELECT version_num FROM alembic_version')).toEqual([{ version_num: '1975ea83b712' }])
    })
  })
}
