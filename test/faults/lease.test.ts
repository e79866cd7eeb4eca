import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { isMigError, Migrator, type Database, type Session } from '@mig/core'
import { DagRepository } from '@mig/dag'
import { connect, type ConnectOptions } from '@mig/database'
import { galeraAbsence, startGalera, type GaleraCluster } from '../support/galera.js'
import { otherProcess } from '../support/other-process.js'
import { pgbouncerAbsence, startPgbouncer, type Pgbouncer } from '../support/pgbouncer.js'
import { databases, type TestDatabase } from '../support/servers.js'
import { tempFolder } from '../support/temp-folder.js'
import { describeWherePresent } from '../support/where-present.js'
import { writeChain } from '../support/write-chain.js'

const chain = {
  a1: ['CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY);\nINSERT INTO a VALUES (1);'],
  b2: ['CREATE TABLE b (id INTEGER NOT NULL PRIMARY KEY);\nINSERT INTO b SELECT id FROM a;'],
} as const
const concurrent = { a1: chain.a1, b2: ['CREATE INDEX CONCURRENTLY a_id ON a (id);'] } as const

async function upgrade(folder: string, url: string, options: ConnectOptions = {}): Promise<readonly string[]> {
  await using database = await connect(url, options)
  return (await new Migrator({ repository: await DagRepository.open(folder), database }).upgrade('head')).applied
}

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error: unknown) => (isMigError(error) ? error.code : error),
  )

/** What `work` leaves in `a` when another process has taken the lease before its commit. */
async function loseLease(database: Database): Promise<{ readonly code: unknown; readonly rows: unknown }> {
  await using other = await database.session()
  await other.execute('CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY)')
  const work = async (session: Session): Promise<void> => {
    await session.begin()
    await session.execute('INSERT INTO a VALUES (1)')
    await other.execute("UPDATE mig_lock SET token = 'somebody else'")
    await session.commit()
  }
  const code = await codeOf(database.exclusively({}, work))
  return { code, rows: await other.query('SELECT id FROM a') }
}

const postgres = databases.find((server) => server.dialect === 'postgres')
const noProxy = pgbouncerAbsence ?? (postgres ? undefined : 'PostgreSQL: no server found')

describeWherePresent(noProxy, 'the migration lock behind PgBouncer', () => {
  let test: TestDatabase
  const proxies: Pgbouncer[] = []

  beforeAll(async () => {
    test = await postgres!.create()
  })

  afterAll(async () => {
    await test.dispose()
    for (const proxy of proxies) await proxy[Symbol.asyncDispose]()
  })

  async function through(options: Parameters<typeof startPgbouncer>[1]): Promise<{ readonly url: string; readonly direct: string }> {
    await test.dispose()
    test = await postgres!.create()
    const proxy = await startPgbouncer(test.url, options)
    proxies.push(proxy)
    return { url: proxy.through(test.url), direct: test.url }
  }

  it('lets eight deployers of a first deploy all succeed, each step once, where transactions are pooled', async () => {
    const { url, direct } = await through({ mode: 'transaction' })
    await using folder = await tempFolder()
    writeChain(folder.path, chain)
    const results = await Promise.all(Array.from({ length: 8 }, () => upgrade(folder.path, url)))
    expect(results.flat().sort()).toEqual(['a1', 'b2'])
    await using database = await connect(direct)
    await using session = await database.session()
    expect(await session.query('SELECT token, expires FROM mig_lock')).toEqual([{ token: '', expires: '0' }])
  })

  for (const [name, pool] of [
    ['hands out the session used last', { mode: 'transaction' }],
    ['has one session', { mode: 'transaction', poolSize: 1 }],
    ['hands out two sessions in turn', { mode: 'transaction', poolSize: 2, roundRobin: true }],
    ['hands out many sessions in turn', { mode: 'transaction', roundRobin: true }],
  ] as const) {
    it(`refuses a step that does not fit a transaction before anything has run, where the pool ${name}`, async () => {
      const { url, direct } = await through(pool)
      await using folder = await tempFolder()
      writeChain(folder.path, concurrent)
      await warmUp(url, 'poolSize' in pool ? pool.poolSize : undefined)
      expect(await codeOf(upgrade(folder.path, url))).toBe('MIG_POOL_REFUSED')
      await using database = await connect(direct)
      expect((await database.inspect()).tables).toEqual([])
      expect(await upgrade(folder.path, direct)).toEqual(['a1', 'b2'])
    })
  }

  it('runs every plan where sessions are pooled', async () => {
    const { url } = await through({ mode: 'session' })
    await using folder = await tempFolder()
    writeChain(folder.path, concurrent)
    expect(await upgrade(folder.path, url)).toEqual(['a1', 'b2'])
  })

  it('leaves nothing of its settings to the other clients of the pool', async () => {
    const { url } = await through({ mode: 'transaction', poolSize: 1 })
    await using folder = await tempFolder()
    writeChain(folder.path, chain)
    await using plain = await connect(url)
    await using other = await plain.session()
    const settings = () => other.query("SELECT current_setting('search_path') AS path, current_setting('lock_timeout') AS lock, current_setting('statement_timeout') AS statement") // prettier-ignore
    const before = await settings()
    const options = { schema: 'own', ddlLockTimeoutMs: 1234, statementTimeoutMs: 56_789 }
    expect(await upgrade(folder.path, url, options)).toEqual(['a1', 'b2'])
    expect(await settings()).toEqual(before)
    expect(await other.query("SELECT tablename FROM pg_tables WHERE schemaname = 'own' AND tablename IN ('a', 'mig_version', 'mig_lock')")).toHaveLength(3) // prettier-ignore
  })

  it('commits nothing once another process has the lease', async () => {
    const { url } = await through({ mode: 'transaction' })
    await using database = await connect(url)
    expect(await loseLease(database)).toEqual({ code: 'MIG_LOCK_LOST', rows: [] })
  })

  it('takes the lease of a stopped process over, whose step does not commit when it goes on', async () => {
    const { url, direct } = await through({ mode: 'transaction' })
    await using folder = await tempFolder()
    const slow = { a1: [`${chain.a1[0]}\nSELECT pg_sleep(1);`], b2: chain.b2 } as const
    writeChain(folder.path, slow)
    await using stopped = await otherProcess('upgrade.ts', url, folder.path, '3000')
    await stopped.line('started')
    await using database = await connect(direct)
    await using session = await database.session()
    // Stopped earlier it would have no transaction to keep open.
    const sleeping = "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(1)%' AND state = 'active' AND pid <> pg_backend_pid()"
    await until(async () => (await session.query(sleeping)).length > 0)
    stopped.process.kill('SIGSTOP')
    // The stopped process keeps its open transaction: the other one takes the lease, and waits for the table's name.
    const takeover = upgrade(folder.path, url, { leaseMs: 3000 })
    await until(async () => (await database.lockHolder())?.pid === process.pid)
    stopped.process.kill('SIGCONT')
    expect(JSON.parse((await stopped.end()).lastLine)).toEqual({ code: 'MIG_LOCK_LOST' })
    expect(await takeover).toEqual(['a1', 'b2'])
  })

  it('shuts out those who come to the server directly, and is shut out by them', async () => {
    const { url, direct } = await through({ mode: 'transaction' })
    await using pooled = await connect(url)
    await using straight = await connect(direct)
    for (const [first, second] of [
      [pooled, straight],
      [straight, pooled],
    ] as const) {
      await first.exclusively({}, async () => {
        expect(await codeOf(second.exclusively({ waitMs: 0 }, async () => undefined))).toBe('MIG_LOCK_TIMEOUT')
        expect(await second.lockHolder()).toMatchObject({ pid: process.pid })
      })
    }
    expect(await straight.exclusively({ waitMs: 0 }, async () => 'free')).toBe('free')
  })

  it('removes the lease of a dead process on request, and that of a living one only by force', async () => {
    const { url, direct } = await through({ mode: 'transaction' })
    await using database = await connect(url, { leaseMs: 2_000 })
    await using straight = await connect(direct)
    await using other = await otherProcess('hold-lock.ts', url)
    await other.line('held')
    for (const one of [database, straight]) expect(await codeOf(one.unlock())).toBe('MIG_LOCK_HELD')
    expect(await straight.unlock({ force: true })).toMatchObject({ action: 'removed', holder: { pid: other.process.pid, isStale: false } })
    await other.kill()
    const outcome = database.exclusively({}, async (session) => {
      await session.begin()
      expect(await straight.unlock({ force: true })).toMatchObject({ action: 'removed', holder: { pid: process.pid } })
      await session.commit()
    })
    expect(await codeOf(outcome)).toBe('MIG_LOCK_LOST')
    expect(await database.unlock()).toEqual({ holder: undefined, action: 'none' })
    await using session = await straight.session()
    await session.execute("UPDATE mig_lock SET token = 'of the dead', pid = 1, expires = 1")
    expect(await database.unlock()).toMatchObject({ action: 'removed', holder: { pid: 1, isStale: true } })
  })

  it('keeps a lease that is renewed', async () => {
    const { url } = await through({ mode: 'transaction' })
    await using database = await connect(url, { leaseMs: 600 })
    await database.exclusively({}, async (session) => {
      await sleep(2000)
      expect(await codeOf(database.exclusively({ waitMs: 0 }, async () => undefined))).toBe('MIG_LOCK_TIMEOUT')
      await session.begin()
      await session.commit()
    })
  })
})

/** Makes a pool that hands out its sessions in turn open some. */
async function warmUp(url: string, poolSize = 4): Promise<void> {
  await using database = await connect(url)
  const sessions = await Promise.all(Array.from({ length: Math.min(poolSize, 4) }, () => database.session()))
  await Promise.all(sessions.map((session) => session.begin()))
  await Promise.all(sessions.map((session) => session.commit()))
  await Promise.all(sessions.map((session) => session[Symbol.asyncDispose]()))
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 1000; attempt += 1) {
    if (await condition()) return
    await sleep(20)
  }
  throw new Error('it did not come about')
}

describeWherePresent(galeraAbsence, 'the migration lock on a Galera cluster', () => {
  let cluster: GaleraCluster

  beforeAll(async () => {
    cluster = await startGalera('mig_cluster')
  }, 120_000)

  afterAll(async () => cluster[Symbol.asyncDispose]())

  /** An empty database on both nodes. */
  async function fresh(name: string): Promise<readonly [string, string]> {
    await using database = await connect(cluster.urls[0])
    await using session = await database.session()
    await session.execute(`CREATE DATABASE ${name}`)
    const urls = cluster.urls.map((url) => url.replace(/mig_cluster$/, name))
    return [urls[0]!, urls[1]!]
  }

  it('is needed: GET_LOCK is granted on both nodes at once', async () => {
    const open: Database[] = []
    for (const url of cluster.urls) {
      const database = await connect(url)
      open.push(database)
      const session = await database.session()
      expect(await session.query("SELECT GET_LOCK('one', 0) AS taken")).toEqual([{ taken: 1 }])
    }
    for (const database of open) await database[Symbol.asyncDispose]()
  })

  it('lets eight deployers on both nodes all succeed, each step once', async () => {
    const urls = await fresh('deployers')
    await using folder = await tempFolder()
    writeChain(folder.path, chain)
    const results = await Promise.all(Array.from({ length: 8 }, (_, index) => upgrade(folder.path, urls[index % 2]!)))
    expect(results.flat().sort()).toEqual(['a1', 'b2'])
    for (const url of urls) {
      await using database = await connect(url)
      await using session = await database.session()
      expect(await session.query('SELECT id FROM b')).toEqual([{ id: 1 }])
    }
  })

  it('shuts out the other node, and names the holder', async () => {
    const urls = await fresh('exclusion')
    await using here = await connect(urls[0])
    await using there = await connect(urls[1])
    await here.exclusively({}, async () => {
      expect(await codeOf(there.exclusively({ waitMs: 0 }, async () => undefined))).toBe('MIG_LOCK_TIMEOUT')
      expect(await there.lockHolder()).toMatchObject({ pid: process.pid })
    })
    expect(await there.exclusively({ waitMs: 5_000 }, async () => 'free')).toBe('free')
  })

  it('commits nothing once another process has the lease', async () => {
    const [url] = await fresh('fence')
    await using database = await connect(url)
    expect(await loseLease(database)).toEqual({ code: 'MIG_LOCK_LOST', rows: [] })
  })
})
