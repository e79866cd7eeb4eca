import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { catalogFingerprint, isMigError, Migrator, type Database, type MigEvent } from '@mig/core'
import { DagRepository } from '@mig/dag'
import { connect } from '@mig/database'
import { databases } from '../support/servers.js'
import { tempFolder } from '../support/temp-folder.js'
import { writeChain } from '../support/write-chain.js'

const createA = 'CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY);'
const createB = 'CREATE TABLE b (id INTEGER NOT NULL PRIMARY KEY);'

for (const server of databases) {
  describe(`the executor on ${server.name}`, () => {
    async function open(bodies: Readonly<Record<string, readonly [up: string, down?: string]>>) {
      const folder = await tempFolder()
      const created = await server.create()
      writeChain(folder.path, bodies)
      const database = await connect(created.url)
      const events: MigEvent[] = []
      const migrator = async () =>
        new Migrator({
          repository: await DagRepository.open(folder.path),
          database,
          operations: () => import('@mig/schema'),
          onEvent: (event) => events.push(event),
        })
      return {
        folder: folder.path,
        url: created.url,
        database,
        migrator,
        events,
        async [Symbol.asyncDispose]() {
          await database[Symbol.asyncDispose]()
          await created.dispose()
          await folder[Symbol.asyncDispose]()
        },
      }
    }

    it('applies, records and undoes a chain', async () => {
      await using test = await open({ a1: [createA, 'DROP TABLE a;'], b2: [createB, 'DROP TABLE b;'] })
      const migrator = await test.migrator()
      const empty = catalogFingerprint(await test.database.inspect())
      expect((await migrator.upgrade('head')).applied).toEqual(['a1', 'b2'])
      expect((await migrator.current()).rows).toEqual(['b2'])
      expect((await migrator.upgrade('head')).steps).toEqual([])
      expect((await migrator.downgrade('base')).undone).toEqual(['b2', 'a1'])
      expect(catalogFingerprint(await test.database.inspect())).toBe(empty)
      expect(
        (await migrator.log())
          .map(({ revision, direction, state }) => `${direction} ${revision} ${state}`)
          .filter((row) => !row.includes('intent')),
      ).toEqual(expect.arrayContaining(['upgrade a1 done', 'upgrade b2 done', 'downgrade b2 done', 'downgrade a1 done']))
    })

    it('goes on after a failed statement once the script is mended', async () => {
      await using test = await open({ a1: [`${createA}\n${createB}\nINSERT INTO nowhere VALUES (1);`] })
      const failure: unknown = await (await test.migrator()).upgrade('head').catch((error: unknown) => error)
      if (!isMigError(failure, 'MIG_STEP_FAILED')) throw failure
      expect(failure.message).toMatch(/a1_step\.sql:8:\d+: /)
      expect(failure.details).toMatchObject({ revision: 'a1', line: 8 })
      expect((await (await test.migrator()).current()).rows).toEqual([])
      writeChain(test.folder, { a1: [`${createA}\n${createB}\nINSERT INTO b VALUES (1);`] })
      expect((await (await test.migrator()).upgrade('head')).applied).toEqual(['a1'])
      const session = await test.database.session()
      expect(Number((await session.query<{ n: number | string }>('SELECT COUNT(*) AS n FROM b'))[0]!.n)).toBe(1)
      await session[Symbol.asyncDispose]()
    })

    it('commits no step whose row is not as planned', async () => {
      await using test = await open({
        a1: [createA],
        b2: [`INSERT INTO a VALUES (1);\nUPDATE mig_version SET version_num = 'elsewhere';`],
      })
      const failure: unknown = await (await test.migrator()).upgrade('head').catch((error: unknown) => error)
      if (!isMigError(failure)) throw failure
      expect([failure.code, isMigError(failure.cause) && failure.cause.code]).toContain('MIG_LEDGER_MOVED')
      expect((await (await test.migrator()).current()).rows).toEqual(['a1'])
      writeChain(test.folder, { a1: [createA], b2: ['INSERT INTO a VALUES (1);\nINSERT INTO a VALUES (2);'] })
      expect((await (await test.migrator()).upgrade('head')).applied).toEqual(['b2'])
    })

    it('refuses a script that was edited where it had already run, where nothing could be rolled back', async () => {
      await using test = await open({ a1: [`${createA}\nINSERT INTO nowhere VALUES (1);`] })
      await (await test.migrator()).upgrade('head').catch(() => undefined)
      writeChain(test.folder, { a1: [`CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(10));\nSELECT 1;`] })
      const outcome: unknown = await (await test.migrator()).upgrade('head').catch((error: unknown) => error)
      if (server.dialect === 'mysql') expect(isMigError(outcome, 'MIG_STEP_EDITED')).toBe(true)
      else expect(outcome).toMatchObject({ applied: ['a1'] })
    })

    it('loads every script before the first statement', async () => {
      await using test = await open({ a1: [createA], b2: ["CREATE TABLE b (name VARCHAR(10) DEFAULT 'open);"] })
      const failure: unknown = await (await test.migrator()).upgrade('head').catch((error: unknown) => error)
      expect(isMigError(failure, 'MIG_SQL_UNTERMINATED')).toBe(true)
      expect((await test.database.inspect()).tables).toEqual([])
    })

    it('names the revision that cannot be undone and changes nothing', async () => {
      await using test = await open({ a1: [createA], b2: [createB, 'DROP TABLE b;'] })
      await (await test.migrator()).upgrade('head')
      const failure: unknown = await (await test.migrator()).downgrade('base').catch((error: unknown) => error)
      expect(isMigError(failure, 'MIG_IRREVERSIBLE')).toBe(true)
      expect((await (await test.migrator()).current()).rows).toEqual(['b2'])
    })

    it('lets eight deployers of a first deploy all succeed, each step once', async () => {
      await using test = await open({ a1: [`${createA}\nINSERT INTO a VALUES (1);`], b2: [`${createB}\nINSERT INTO b SELECT id FROM a;`] })
      const deployers = Array.from({ length: 8 }, async () => {
        await using database = await connect(test.url)
        return await new Migrator({ repository: await DagRepository.open(test.folder), database }).upgrade('head')
      })
      const results = await Promise.all(deployers)
      expect(results.flatMap((result) => result.applied).sort()).toEqual(['a1', 'b2'])
    })

    it('notices a script that ends the transaction it runs in', async () => {
      await using test = await open({ a1: [`${createA}\nCOMMIT;\n${createB}`] })
      const migrator = await test.migrator()
      const [described] = await migrator.describePlan(await migrator.plan('upgrade', 'head'))
      expect(described?.atomicity).toBe('manual')
    })

    it('stops after the step in hand when it is told to, and goes on next time', async () => {
      await using test = await open({ a1: [createA], b2: [createB] })
      const stop = new AbortController()
      const migrator = new Migrator({
        repository: await DagRepository.open(test.folder),
        database: test.database,
        onEvent: (event) => void (event.type === 'step-started' && stop.abort()),
      })
      const failure: unknown = await migrator.upgrade('head', { finishSignal: stop.signal }).catch((error: unknown) => error)
      expect(isMigError(failure, 'MIG_INTERRUPTED')).toBe(true)
      expect((await migrator.current()).rows).toEqual(['a1'])
      expect((await migrator.upgrade('head')).applied).toEqual(['b2'])
    })

    it('goes on with a code script that threw after a statement, each statement once', async () => {
      await using test = await open({ a1: [createA] })
      const script = (end: string) => `
        export const revision = 'b2'
        export const downRevision = 'a1'
        export async function upgrade(op) {
          await op.execute('CREATE TABLE b (id INTEGER NOT NULL PRIMARY KEY)')
          await op.execute('INSERT INTO b VALUES (1)')
          ${end}
        }`
      const file = join(test.folder, 'versions/b2_code.mjs')
      writeFileSync(file, script("throw new Error('not yet')"))
      const failure: unknown = await (await test.migrator()).upgrade('head').catch((error: unknown) => error)
      // On MySQL the table is there to stay, and the row with its transaction went.
      const left =
        server.dialect === 'mysql'
          ? /^Statement 1 of this step stays: .* Statement 2 was rolled back\./
          : /^Its own statements were rolled back\./
      expect(isMigError(failure, 'MIG_STEP_FAILED') && failure.hint).toMatch(left)
      // Another name: a module that was imported once stays as it was.
      rmSync(file)
      writeFileSync(join(test.folder, 'versions/b2_mended.mjs'), script("await op.execute('INSERT INTO b VALUES (2)')"))
      expect((await (await test.migrator()).upgrade('head')).applied).toEqual(['b2'])
      await using session = await test.database.session()
      expect((await session.query<{ id: number }>('SELECT id FROM b ORDER BY id')).map(({ id }) => Number(id))).toEqual([1, 2])
    })

    describe('replaying a code script without a transaction', () => {
      const script = (end: string) => `
        export const revision = 'b2'
        export const downRevision = 'a1'
        export const transaction = false
        export async function upgrade(op) {
          await op.execute('INSERT INTO a VALUES (1)')
          await op.execute('INSERT INTO a VALUES (2)')
          for (const { id } of await op.query('SELECT id FROM a ORDER BY id')) {
            const { affectedRows } = await op.execute\`UPDATE a SET id = \${Number(id) + 10} WHERE id = \${Number(id)}\`
            if (affectedRows !== 1) throw new Error('changed ' + affectedRows)
          }
          await op.execute('ALTER TABLE a RENAME TO c')
          ${end}
        }`
      const answers = async (database: Database): Promise<number> => {
        await using session = await database.session()
        return (await database.journal.answers(session, 'b2')).length
      }

      it('tells it what it was told before, and forgets that when the step ends', async () => {
        await using test = await open({ a1: [createA] })
        const file = join(test.folder, 'versions/b2_code.mjs')
        writeFileSync(file, script("throw new Error('as if it had been killed here')"))
        await (await test.migrator()).upgrade('head').catch(() => undefined)
        expect(await answers(test.database)).toBe(1)
        expect((await (await test.migrator()).log()).map(({ state }) => state)).not.toContain('answer')
        rmSync(file)
        writeFileSync(join(test.folder, 'versions/b2_mended.mjs'), script("await op.execute('INSERT INTO c VALUES (99)')"))
        expect((await (await test.migrator()).upgrade('head')).applied).toEqual(['b2'])
        await using session = await test.database.session()
        expect((await session.query<{ id: number }>('SELECT id FROM c ORDER BY id')).map(({ id }) => Number(id))).toEqual([11, 12, 99])
        expect(await answers(test.database)).toBe(0)
      })

      it('forgets it when a person has finished the step and records it', async () => {
        await using test = await open({ a1: [createA] })
        writeFileSync(join(test.folder, 'versions/b2_code.mjs'), script("throw new Error('as if it had been killed here')"))
        await (await test.migrator()).upgrade('head').catch(() => undefined)
        await (await test.migrator()).stamp(['b2'])
        expect(await answers(test.database)).toBe(0)
      })

      it('refuses one that ends before what it did the last time', async () => {
        await using test = await open({ a1: [createA] })
        const file = join(test.folder, 'versions/b2_code.mjs')
        writeFileSync(file, script("throw new Error('as if it had been killed here')"))
        await (await test.migrator()).upgrade('head').catch(() => undefined)
        rmSync(file)
        writeFileSync(join(test.folder, 'versions/b2_shorter.mjs'), script('').replace("await op.execute('ALTER TABLE a RENAME TO c')", ''))
        const failure: unknown = await (await test.migrator()).upgrade('head').catch((error: unknown) => error)
        expect(failure).toMatchObject({ code: 'MIG_STEP_EDITED', details: { statement: 5, sent: 4 } })
      })
    })

    it('goes on after a table that could not be created, whatever became of the statements after it', async () => {
      await using test = await open({ a1: [`${createA}\nCREATE TABLE b (id INTEGER REFERENCES);\nCREATE TABLE c (id INTEGER);`] })
      const failure: unknown = await (await test.migrator()).upgrade('head').catch((error: unknown) => error)
      expect(isMigError(failure, 'MIG_STEP_FAILED')).toBe(true)
      writeChain(test.folder, { a1: [`${createA}\n${createB}\nCREATE TABLE d (id INTEGER);`] })
      expect((await (await test.migrator()).upgrade('head')).applied).toEqual(['a1'])
      expect((await test.database.inspect()).tables.map(({ name }) => name)).toEqual(['a', 'b', 'd'])
    })

    if (server.dialect === 'mysql') {
      it('stops a replayed code script that reads more than is kept and that its later statements have taken away', async () => {
        await using test = await open({ a1: [createA] })
        writeFileSync(
          join(test.folder, 'versions/b2_code.mjs'),
          `export const revision = 'b2'
          export const downRevision = 'a1'
          export async function upgrade(op) {
            await op.execute('INSERT INTO a VALUES (1)')
            await op.query("SELECT REPEAT('x', 1100000) AS long_text FROM a")
            await op.execute('RENAME TABLE a TO c')
            throw new Error('as if it had been killed here')
          }`,
        )
        await (await test.migrator()).upgrade('head').catch(() => undefined)
        const failure: unknown = await (await test.migrator()).upgrade('head').catch((error: unknown) => error)
        expect(failure).toMatchObject({ code: 'MIG_STEP_INTERRUPTED' })
        expect(String(failure)).toContain('the script reads again what an earlier, interrupted run has changed since')
      })

      it('never goes on with a temporary table that died with its session', async () => {
        const fill = 'CREATE TEMPORARY TABLE kept (id INTEGER);\nINSERT INTO kept VALUES (1);\nCREATE TABLE b (id INTEGER);'
        await using test = await open({ a1: [`${fill}\nINSERT INTO nowhere SELECT id FROM kept;`] })
        await (await test.migrator()).upgrade('head').catch(() => undefined)
        writeChain(test.folder, { a1: [`${fill}\nINSERT INTO b SELECT id FROM kept;`] })
        const failure: unknown = await (await test.migrator()).upgrade('head').catch((error: unknown) => error)
        expect(failure).toMatchObject({ code: 'MIG_STEP_INTERRUPTED', details: { name: 'kept', statement: 4 } })
      })

      it('drops the rest of a list of which the server had dropped the beginning when it died', async () => {
        await using test = await open({ a1: ['CREATE TABLE a (id INTEGER);\nCREATE TABLE b (id INTEGER);', 'DROP TABLE a, b;'] })
        await (await test.migrator()).upgrade('head')
        await using session = await test.database.session()
        // What is left of such a death: the intent, and a part of its effect.
        await session.execute('LOCK TABLES a WRITE, b WRITE')
        const run = (await test.migrator()).downgrade('base').catch((error: unknown) => error)
        await using other = await test.database.session()
        for (;;) {
          const [waiting] = await other.query<{ id: number }>(
            "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE 'DROP TABLE a, b%'",
          )
          if (!waiting) continue
          await other.execute(`KILL ${Number(waiting.id)}`)
          break
        }
        expect(isMigError(await run, 'MIG_CONNECTION_LOST')).toBe(true)
        await session.execute('UNLOCK TABLES')
        await session.execute('DROP TABLE a')
        expect((await (await test.migrator()).planRecovery())[0]?.inFlight).toMatchObject({ number: 1, decision: 'rest' })
        expect((await (await test.migrator()).recover()).undone).toEqual(['a1'])
        expect((await test.database.inspect()).tables).toEqual([])
      })

      it('decides each statement that was announced when the connection died', async () => {
        await using test = await open({
          a1: ['CREATE TABLE a (id INTEGER);\nCREATE INDEX held_id ON held (id);\nCREATE TABLE c (id INTEGER);'],
        })
        await using holder = await test.database.session()
        await holder.execute('CREATE TABLE held (id INTEGER)')
        await holder.execute('LOCK TABLES held READ')
        const run = (await test.migrator()).upgrade('head').catch((error: unknown) => error)
        await using other = await test.database.session()
        for (;;) {
          const [waiting] = await other.query<{ id: number }>(
            "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE 'CREATE INDEX%' AND state LIKE '%metadata lock%'",
          )
          if (!waiting) continue
          await other.execute(`KILL ${Number(waiting.id)}`)
          break
        }
        expect(isMigError(await run, 'MIG_CONNECTION_LOST')).toBe(true)
        await holder.execute('UNLOCK TABLES')
        expect((await (await test.migrator()).upgrade('head')).applied).toEqual(['a1'])
        const { tables } = await test.database.inspect()
        expect(tables.map(({ name, indexes }) => [name, indexes.map((index) => index.name)])).toEqual([
          ['a', []],
          ['c', []],
          ['held', ['held_id']],
        ])
      })
    }

    if (server.dialect === 'postgres') {
      it('cancels the statement in hand when it is told to, and rolls the step back', async () => {
        await using test = await open({ a1: [`${createA}\nSELECT pg_sleep(30);`] })
        const cancel = new AbortController()
        const migrator = new Migrator({
          repository: await DagRepository.open(test.folder),
          database: test.database,
          onEvent: (event) => void (event.type === 'step-started' && setTimeout(() => cancel.abort(), 300)),
        })
        const failure: unknown = await migrator.upgrade('head', { signal: cancel.signal }).catch((error: unknown) => error)
        expect(isMigError(failure, 'MIG_INTERRUPTED')).toBe(true)
        expect((await test.database.inspect()).tables).toEqual([])
      })

      it('keeps its journal where it was when a script without a transaction leads the search path away', async () => {
        await using test = await open({
          a1: [
            'CREATE SCHEMA other;\nSET search_path TO other;\nCREATE TABLE b (id INTEGER);\nVACUUM;\nINSERT INTO b VALUES (1);\nVACUUM;',
          ],
        })
        expect((await (await test.migrator()).upgrade('head')).applied).toEqual(['a1'])
        await using session = await test.database.session()
        expect(await session.query('SELECT id FROM other.b')).toEqual([{ id: 1 }])
      })

      it('runs what no transaction holds outside of it, from a code script that does not say so', async () => {
        await using test = await open({ a1: ["CREATE TYPE mood AS ENUM ('sad');\nCREATE TABLE a (m mood);"] })
        writeFileSync(
          join(test.folder, 'versions/b2_code.mjs'),
          `export const revision = 'b2'
          export const downRevision = 'a1'
          export async function upgrade(op) {
            await op.execute("INSERT INTO a VALUES ('sad')")
            await op.execute("ALTER TYPE mood ADD VALUE 'ok'")
            await op.execute("INSERT INTO a VALUES ('ok')")
            await op.execute('VACUUM a')
            await op.execute('CREATE INDEX CONCURRENTLY a_m ON a (m)')
          }`,
        )
        expect((await (await test.migrator()).upgrade('head')).applied).toEqual(['a1', 'b2'])
        await using session = await test.database.session()
        expect(await session.query('SELECT m FROM a ORDER BY m')).toEqual([{ m: 'sad' }, { m: 'ok' }])
      })

      it('runs a procedure that commits, which no open transaction lets it do, and never calls it atomic', async () => {
        const call =
          'CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO a VALUES (1); COMMIT; INSERT INTO a VALUES (2); END $$;\nCALL p();'
        await using test = await open({ a1: [`${createA}\n${call}`] })
        const migrator = await test.migrator()
        expect((await migrator.describePlan(await migrator.plan('upgrade', 'head')))[0]?.atomicity).toBe('manual')
        expect((await migrator.upgrade('head')).applied).toEqual(['a1'])
        await using session = await test.database.session()
        expect(await session.query('SELECT id FROM a ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }])
      })

      it('builds an index concurrently, and rebuilds one that a failure left invalid', async () => {
        const build = 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS a_name ON a (name);'
        await using test = await open({ a1: ["CREATE TABLE a (name text);\nINSERT INTO a VALUES ('x'), ('x');"], b2: [build] })
        const failure: unknown = await (await test.migrator()).upgrade('head').catch((error: unknown) => error)
        expect(isMigError(failure, 'MIG_STEP_FAILED')).toBe(true)
        const session = await test.database.session()
        await session.execute('DELETE FROM a WHERE ctid = (SELECT min(ctid) FROM a)')
        await session[Symbol.asyncDispose]()
        expect((await (await test.migrator()).upgrade('head')).applied).toEqual(['b2'])
        const { tables } = await test.database.inspect()
        expect(tables[0]?.indexes.map(({ name, valid }) => ({ name, valid }))).toEqual([{ name: 'a_name', valid: true }])
      })
    }
  })
}
