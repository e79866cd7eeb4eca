import { describe, expect, it } from 'vitest'
import type { Database, Session } from '@mig/core'
import { connect } from '@mig/database'
import type { Operation } from '@mig/schema'
import { applyDifference } from '../../packages/cli/src/models/apply-difference.js'
import { databases, type TestServer } from '../support/servers.js'

const create = (table: string): Operation => ({ kind: 'createTable', table, columns: { id: { type: 'integer' } } })
const dropMissing: Operation = { kind: 'dropIndex', name: 'none', table: 'first' }

async function onServer(server: TestServer, work: (database: Database, session: Session) => Promise<void>): Promise<void> {
  const created = await server.create()
  try {
    await using database = await connect(created.url)
    await using session = await database.session()
    await work(database, session)
  } finally {
    await created.dispose()
  }
}

for (const server of databases) {
  describe(`a difference that is applied on ${server.name}`, () => {
    const tables = async (database: Database, session: Session) => (await database.inspect(session)).tables.map(({ name }) => name)
    // MySQL commits each statement of DDL.
    const isKept = server.dialect === 'mysql'

    it('does nothing when the schema is another by now', () =>
      onServer(server, async (database, session) => {
        const compared = await database.inspect(session)
        await session.execute('CREATE TABLE meanwhile (id INTEGER)')
        await expect(applyDifference(database, session, { operations: [create('first')], compared })).rejects.toMatchObject({
          code: 'MIG_SCHEMA_MOVED',
          hint: 'Nothing was done. Run the same command again: it compares anew.',
        })
        expect(await tables(database, session)).toEqual(['meanwhile'])
      }))

    it('says what stays when an operation fails', () =>
      onServer(server, async (database, session) => {
        const compared = await database.inspect(session)
        const operations = [create('first'), dropMissing, create('last')]
        await expect(applyDifference(database, session, { operations, compared })).rejects.toMatchObject(
          isKept
            ? {
                code: 'MIG_STEP_FAILED',
                message: expect.stringMatching(/^drop index none.*; 1 of 3 changes were done and stay$/) as string,
              }
            : { code: 'MIG_STATEMENT_FAILED' },
        )
        expect(await tables(database, session)).toEqual(isKept ? ['first'] : [])
      }))

    it('stops between two operations on a signal', () =>
      onServer(server, async (database, session) => {
        const compared = await database.inspect(session)
        const stop = new AbortController()
        const execute = session.execute.bind(session)
        session.execute = async (...args) => {
          const result = await execute(...args)
          if (args[0].startsWith('CREATE TABLE')) stop.abort()
          return result
        }
        const operations = [create('first'), create('last')]
        const work = applyDifference(database, session, { operations, compared }, { finishSignal: stop.signal })
        await expect(work).rejects.toMatchObject({
          code: 'MIG_INTERRUPTED',
          message: `stopped by a signal after ${isKept ? 1 : 0} of 2 changes`,
        })
        expect(await tables(database, session)).toEqual(isKept ? ['first'] : [])
      }))
  })
}
