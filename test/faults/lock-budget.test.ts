import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { isMigError, Migrator, type Database, type MigEvent, type Session } from '@mig/core'
import { DagRepository } from '@mig/dag'
import { connect } from '@mig/database'
import { databases } from '../support/servers.js'
import { tempFolder } from '../support/temp-folder.js'
import { writeChain } from '../support/write-chain.js'

const isLong = process.env['MIG_FAULTS_LONG'] === '1'
/** Whole seconds: MySQL knows no finer ones. */
const lockTimeoutMs = isLong ? 5_000 : 1_000
const retriesToSee = isLong ? 3 : 2

const addColumn = { a1: ['ALTER TABLE t ADD COLUMN c INTEGER;'] } as const
const figures: string[] = []

for (const server of databases) {
  // SQLite locks whole files: nobody queues behind a writer that waits.
  if (server.dialect === 'sqlite') continue
  describe(`a migration that needs a table others use, on ${server.name}`, () => {
    async function arena(ddlLockRetries: number, chain: Parameters<typeof writeChain>[1] = addColumn) {
      const folder = await tempFolder()
      const created = await server.create()
      writeChain(folder.path, chain)
      const [others, own] = [await connect(created.url), await connect(created.url, { ddlLockTimeoutMs: lockTimeoutMs })]
      const reader = await others.session()
      await reader.execute('CREATE TABLE t (id INTEGER NOT NULL)')
      await reader.execute('CREATE TABLE quiet (id INTEGER NOT NULL)')
      const events: MigEvent[] = []
      const migrator = new Migrator({
        repository: await DagRepository.open(folder.path),
        database: own,
        ddlLockRetries,
        onEvent: (event) => events.push(event),
      })
      return {
        reader,
        others,
        own,
        migrator,
        events,
        read: async () => {
          await reader.begin()
          await reader.query('SELECT id FROM t')
        },
        async [Symbol.asyncDispose]() {
          for (const database of [own, others]) await database[Symbol.asyncDispose]()
          await created.dispose()
          await folder[Symbol.asyncDispose]()
        },
      }
    }

    it('stands in nobody’s way for longer than its lock timeout, and succeeds once the reader leaves', { timeout: 180_000 }, async () => {
      await using test = await arena(100)
      await test.read()
      const over = new AbortController()
      // The second writer has a table of its own: what it waits is this machine's doing.
      const probes = [probe(test.others, 't', over.signal), probe(test.others, 'quiet', over.signal)]
      const upgrade = test.migrator.upgrade('head')
      await until(() => test.events.filter(({ type }) => type === 'lock-retry').length >= retriesToSee)
      await test.reader.commit()
      expect((await upgrade).applied).toEqual(['a1'])
      over.abort()
      const [worst = Infinity, noise = 0] = await Promise.all(probes)
      figures.push(`${server.name}: lock timeout ${lockTimeoutMs} ms, worst stall of a writer ${Math.round(worst)} ms (beside it ${Math.round(noise)} ms)`) // prettier-ignore
      expect(worst).toBeGreaterThan(lockTimeoutMs / 2)
      expect(worst).toBeLessThanOrEqual(lockTimeoutMs + 500 + noise)
    })

    it('names the session in the way while it waits and when it gives up, and has changed nothing', { timeout: 120_000 }, async () => {
      await using test = await arena(1)
      await test.read()
      const failure: unknown = await test.migrator.upgrade('head').catch((error: unknown) => error)
      if (!isMigError(failure, 'MIG_STEP_FAILED')) throw failure
      expect(failure.details).toMatchObject({ code: 'MIG_DDL_LOCK_TIMEOUT', line: 6 })
      expect(failure.message).toContain('tried 2 times')
      expect(failure.message).toContain(`session ${test.reader.id}`)
      expect(test.events.flatMap((event) => (event.type === 'blocked' ? [event.blocker.id] : []))).toEqual([test.reader.id])
      await test.reader.commit()
      expect((await test.migrator.upgrade('head')).applied).toEqual(['a1'])
    })

    it('leaves a script its own limit, and takes it back for the next one', async () => {
      const [setting, own] = server.dialect === 'postgres' ? ['lock_timeout', "'7s'"] : ['lock_wait_timeout', '7']
      const note = server.dialect === 'postgres' ? "current_setting('lock_timeout')" : '@@lock_wait_timeout'
      const chain = {
        a1: [`CREATE TABLE seen (value VARCHAR(20));\nSET ${setting} = ${own};\nINSERT INTO seen SELECT ${note};`],
        b2: [`INSERT INTO seen SELECT ${note};`],
      } as const
      await using test = await arena(0, chain)
      await test.migrator.upgrade('head')
      const rows = await test.reader.query('SELECT value FROM seen')
      const unit = server.dialect === 'postgres' ? 's' : ''
      expect(rows).toEqual([{ value: `7${unit}` }, { value: `${lockTimeoutMs / 1000}${unit}` }])
    })

    if (server.dialect === 'postgres') {
      it('does not limit what waits for transactions without anybody waiting behind it', { timeout: 60_000 }, async () => {
        await using test = await arena(0, { a1: ['CREATE INDEX CONCURRENTLY t_id ON t (id);'] })
        await test.read()
        const upgrade = test.migrator.upgrade('head')
        await sleep(lockTimeoutMs * 2)
        await test.reader.commit()
        expect((await upgrade).applied).toEqual(['a1'])
      })
    }
  })
}

describe('the lock budget', () => {
  it('tries again on SQLite as well', async () => {
    const server = databases.find(({ dialect }) => dialect === 'sqlite')!
    const created = await server.create()
    await using folder = await tempFolder()
    writeChain(folder.path, { a1: ['CREATE TABLE a (id INTEGER);'] })
    await using database = await connect(created.url, { ddlLockTimeoutMs: 50 })
    const writer = await database.session()
    await new Migrator({ repository: await DagRepository.open(folder.path), database }).ensureVersionTable()
    await writer.begin()
    const events: MigEvent[] = []
    const onEvent = (event: MigEvent): void => void events.push(event)
    const upgrade = new Migrator({ repository: await DagRepository.open(folder.path), database, onEvent }).upgrade('head')
    await until(() => events.some(({ type }) => type === 'lock-retry'))
    await writer.commit()
    expect((await upgrade).applied).toEqual(['a1'])
    await created.dispose()
  })
})

afterAll(() => {
  for (const figure of figures) console.log(figure)
})

/** Writes fifty times a second and answers with the longest that one write took. */
async function probe(database: Database, table: string, over: AbortSignal): Promise<number> {
  const session: Session = await database.session()
  let worst = 0
  for (let at = performance.now(); !over.aborted; at += 20) {
    await sleep(Math.max(0, at - performance.now()))
    const began = performance.now()
    await session.execute(`INSERT INTO ${table} (id) VALUES (1)`)
    worst = Math.max(worst, performance.now() - began)
    at = Math.max(at, performance.now() - 20)
  }
  return worst
}

async function until(condition: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 12_000 && !condition(); attempt += 1) await sleep(10)
}
