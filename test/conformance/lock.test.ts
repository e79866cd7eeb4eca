import { hostname } from 'node:os'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isMigError, type Database, type LockHolder, type MigError } from '@mig/core'
import { connect } from '@mig/database'
import { otherProcess } from '../support/other-process.js'
import { databases, type TestDatabase } from '../support/servers.js'

for (const server of databases) {
  describe(`the migration lock on ${server.name}`, () => {
    let test: TestDatabase
    let first: Database
    let second: Database

    beforeEach(async () => {
      test = await server.create()
      first = await connect(test.url)
      second = await connect(test.url)
    })

    afterEach(async () => {
      await first[Symbol.asyncDispose]()
      await second[Symbol.asyncDispose]()
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

    it('is free at first, held while the work runs, free afterwards', async () => {
      expect(await second.lockHolder()).toBeUndefined()
      const result = await first.exclusively({}, async (session) => {
        expect((await second.lockHolder())?.session).toBe(session.id)
        expect((await first.lockHolder())?.session).toBe(session.id)
        return 'done'
      })
      expect(result).toBe('done')
      expect(await second.lockHolder()).toBeUndefined()
    })

    it('is released when the work fails, and the failure is told', async () => {
      await expect(first.exclusively({}, async () => Promise.reject(new Error('oops')))).rejects.toThrow('oops')
      expect(await second.exclusively({ waitMs: 0 }, async () => 'free')).toBe('free')
    })

    it('rolls back what the work left open', async () => {
      await first.exclusively({}, async (session) => {
        await session.execute('CREATE TABLE t (a INTEGER)')
        await session.begin()
        await session.execute('INSERT INTO t VALUES (1)')
      })
      await second.exclusively({ waitMs: 0 }, async (session) => expect(await session.query('SELECT a FROM t')).toEqual([]))
    })

    it('refuses a second taker who does not wait, and names the holder', async () => {
      await first.exclusively({}, async (session) => {
        const error = await failure(second.exclusively({ waitMs: 0 }, async () => undefined))
        expect(error.code).toBe('MIG_LOCK_TIMEOUT')
        expect(error.message).toContain(session.id)
        expect(error.details['holder']).toMatchObject({ session: session.id })
      })
    })

    it('names host and process of the holder where the server knows them', async () => {
      await first.exclusively({}, async () => {
        const holder = await second.lockHolder()
        // MariaDB knows what clients say of themselves only with performance_schema, which a server of the developer's own may lack.
        if (server.dialect === 'mysql' && holder?.pid === undefined) expect(holder?.host).toMatch(/^[\w.:-]+$/)
        else expect(holder).toMatchObject({ host: hostname().slice(0, 40), pid: process.pid })
        if (holder?.since !== undefined) expect(Math.abs(Date.parse(holder.since) - Date.now())).toBeLessThan(600_000)
      })
    })

    it('refuses a second taker of the same Database', async () => {
      await first.exclusively({}, async () => {
        expect((await failure(first.exclusively({ waitMs: 0 }, async () => undefined))).code).toBe('MIG_LOCK_TIMEOUT')
      })
    })

    it('lets one work after another, never two at once', async () => {
      let inside = 0
      const turns: number[] = []
      const work = (turn: number) => async () => {
        inside += 1
        expect(inside).toBe(1)
        await new Promise((resolve) => setTimeout(resolve, 20))
        inside -= 1
        turns.push(turn)
      }
      await Promise.all([first, second, first, second].map((database, turn) => database.exclusively({}, work(turn))))
      expect(turns.sort()).toEqual([0, 1, 2, 3])
    })

    it('tells who waits about the holder at once', async () => {
      const reports: (LockHolder | undefined)[] = []
      let release = (): void => undefined
      const done = first.exclusively({}, (session) => new Promise<string>((resolve) => (release = () => resolve(session.id))))
      while ((await second.lockHolder()) === undefined) await new Promise((resolve) => setTimeout(resolve, 5))
      const waiting = second.exclusively(
        {
          onWaiting: (holder) => {
            reports.push(holder)
            release()
          },
        },
        async () => 'got it',
      )
      expect(await waiting).toBe('got it')
      expect(reports).toMatchObject([{ session: await done }])
    })

    it('stops waiting when it is told to', async () => {
      await first.exclusively({}, async () => {
        const controller = new AbortController()
        const waiting = second.exclusively({ signal: controller.signal, onWaiting: () => controller.abort() }, async () => 'never')
        expect((await failure(waiting)).code).toBe('MIG_INTERRUPTED')
      })
    })

    it('dies with its process', async () => {
      await using other = await otherProcess('hold-lock.ts', test.url)
      await other.line('held')
      expect((await failure(first.exclusively({ waitMs: 0 }, async () => undefined))).code).toBe('MIG_LOCK_TIMEOUT')
      await other.kill()
      expect(await first.exclusively({ waitMs: 20_000 }, async () => 'mine now')).toBe('mine now')
    })

    // The lock of a file cannot be taken away: it belongs to no session.
    if (server.dialect !== 'sqlite') {
      it('tells when it was lost on the way, as behind a pooler that changes sessions', async () => {
        const loss = server.dialect === 'postgres' ? 'SELECT pg_advisory_unlock_all()' : 'SELECT RELEASE_ALL_LOCKS()'
        const error = await failure(first.exclusively({}, (session) => session.query(loss)))
        expect(error.code).toBe('MIG_LOCK_LOST')
      })
    }

    it('is one per database', async () => {
      const elsewhere = await server.create()
      const third = await connect(elsewhere.url)
      await first.exclusively({}, async () => {
        expect(await third.exclusively({ waitMs: 0 }, async () => 'free')).toBe('free')
      })
      await third[Symbol.asyncDispose]()
      await elsewhere.dispose()
    })
  })
}
