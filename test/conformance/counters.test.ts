import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database, Dialect, Session } from '@mig/core'
import { connect } from '@mig/database'
import { databases, type TestDatabase } from '../support/servers.js'

/** A table that numbers its rows, a statement that moves its counter on, and what is then read. */
const samples: Readonly<
  Record<Dialect, { readonly build: readonly string[]; readonly move: string; readonly before: string; readonly after: string }>
> = {
  sqlite: {
    build: ['CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT)', 'CREATE TABLE b (id INTEGER PRIMARY KEY)', 'INSERT INTO a VALUES (3)'],
    move: "UPDATE sqlite_sequence SET seq = 9 WHERE name = 'a'",
    before: '{"a":"3"}',
    after: '{"a":"9"}',
  },
  postgres: {
    build: ['CREATE TABLE a (id SERIAL PRIMARY KEY)', 'CREATE SEQUENCE "B"', "SELECT setval('a_id_seq', 3)"],
    // 3 is the next one now, and was the last one before
    move: "SELECT setval('a_id_seq', 3, false)",
    before: '{"B":"1 next","a_id_seq":"3"}',
    after: '{"B":"1 next","a_id_seq":"3 next"}',
  },
  mysql: {
    build: [
      'CREATE TABLE a (id INTEGER AUTO_INCREMENT PRIMARY KEY)',
      'CREATE TABLE b (id INTEGER PRIMARY KEY)',
      'INSERT INTO a VALUES (3)',
    ],
    move: 'ALTER TABLE a AUTO_INCREMENT = 9',
    before: '{"a":"4"}',
    after: '{"a":"9"}',
  },
}

for (const server of databases) {
  describe(`the counters of ${server.name}`, () => {
    const { build, move, before, after } = samples[server.dialect]
    let test: TestDatabase
    let database: Database
    let session: Session
    const read = async () => JSON.stringify(Object.fromEntries(await database.counters(session)))

    beforeAll(async () => {
      test = await server.create()
      database = await connect(test.url)
      session = await database.session()
    })
    afterAll(async () => {
      await session[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
      await test.dispose()
    })

    it('are none in an empty database, whatever the bookkeeping counts', async () => {
      await database.journal.create(session)
      expect(await read()).toBe('{}')
    })

    it('are told with the next number, and change with it', async () => {
      for (const statement of build) await session.execute(statement)
      expect(await read()).toBe(before)
      await session.execute(move)
      expect(await read()).toBe(after)
    })
  })
}

const mariadb = databases.find(({ name }) => name === 'MariaDB')
describe.skipIf(!mariadb)('a sequence of MariaDB', () => {
  it('is told with its next number', async () => {
    const test = await mariadb!.create()
    await using database = await connect(test.url)
    await using session = await database.session()
    await session.execute('CREATE SEQUENCE s START WITH 7 NOCACHE')
    await session.query('SELECT NEXT VALUE FOR s')
    expect([...(await database.counters(session))]).toEqual([['s', '8']])
    await test.dispose()
  })
})
