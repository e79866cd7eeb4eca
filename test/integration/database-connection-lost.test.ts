import { describe, expect, it } from 'vitest'
import { connect } from '@mig/database'
import { canStartPrivateServer, databases, startPrivateServer } from '../support/servers.js'

for (const server of databases) {
  // A file has no connection that could break.
  if (server.dialect === 'sqlite') continue
  const { dialect } = server

  describe(`a connection to ${server.name} that breaks`, () => {
    const kill = { postgres: 'SELECT pg_terminate_backend($1)', mysql: 'KILL ?' }[dialect]

    it('fails the statement in hand, and every one after it', async () => {
      const test = await server.create()
      {
        await using database = await connect(test.url)
        await using session = await database.session()
        await using other = await database.session()
        const hand = session.query(dialect === 'postgres' ? 'SELECT pg_sleep(60)' : 'SELECT SLEEP(60)')
        const ended = expect(hand).rejects.toMatchObject({ code: 'MIG_CONNECTION_LOST' })
        await other.query(kill, [Number(session.id)])
        await ended
        await expect(session.query('SELECT 1')).rejects.toMatchObject({ code: 'MIG_CONNECTION_LOST' })
        await expect(session.begin()).rejects.toMatchObject({ code: 'MIG_CONNECTION_LOST' })
      }
      await test.dispose()
    })

    it('frees the migration lock, and tells of it only when the work noticed', async () => {
      const test = await server.create()
      {
        await using database = await connect(test.url)
        await using other = await database.session()
        const done = await database.exclusively({}, async (session) => {
          await other.query(kill, [Number(session.id)])
          return 'done'
        })
        expect(done).toBe('done')
        const noticed = database.exclusively({ waitMs: 10_000 }, async (session) => {
          await other.query(kill, [Number(session.id)])
          await session.query('SELECT 1')
        })
        await expect(noticed).rejects.toMatchObject({ code: 'MIG_CONNECTION_LOST' })
        expect(await database.exclusively({ waitMs: 10_000 }, async () => 'free')).toBe('free')
      }
      await test.dispose()
    })

    it.runIf(canStartPrivateServer(dialect))('is noticed when the server dies, also by a session that is idle', async () => {
      const own = await startPrivateServer(dialect)
      try {
        await using database = await connect(own.url)
        await using busy = await database.session()
        await using idle = await database.session()
        await busy.begin()
        const hand = expect(busy.query(dialect === 'postgres' ? 'SELECT pg_sleep(60)' : 'SELECT SLEEP(60)')).rejects.toMatchObject({
          code: 'MIG_CONNECTION_LOST',
        })
        await own.dispose()
        await hand
        await expect(idle.query('SELECT 1')).rejects.toMatchObject({ code: 'MIG_CONNECTION_LOST' })
        await expect(database.session()).rejects.toMatchObject({ code: 'MIG_CONNECT_FAILED' })
      } finally {
        await own.dispose()
      }
    })
  })
}
