import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Migrator, type Database, type Session } from '@mig/core'
import { connect } from '@mig/database'
import type { LinearRepository } from '@mig/linear'
import { databases, type TestDatabase } from '../../../test/support/servers.js'
import { refusal } from './refusal.js'
import { sample, type Sample } from './sample.js'

/** Versions that make and drop a table each. */
const tables = (...numbers: readonly number[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    numbers.flatMap((number) => [
      [`${String(number).padStart(3, '0')}_default_upgrade.sql`, `CREATE TABLE t${number} (id INTEGER);`],
      [`${String(number).padStart(3, '0')}_default_downgrade.sql`, `DROP TABLE t${number};`],
    ]),
  )

for (const server of databases) {
  describe(`the version row on ${server.name}`, () => {
    let test: TestDatabase
    let database: Database
    let session: Session
    const samples: Sample[] = []

    beforeEach(async () => {
      test = await server.create()
      database = await connect(test.url)
      session = await database.session()
    })
    afterEach(async () => {
      for (const made of samples.splice(0)) await made[Symbol.asyncDispose]()
      await session[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
      await test.dispose()
    })

    const open = async (files: Readonly<Record<string, string>>, settings = {}): Promise<LinearRepository> => {
      const made = await sample(files, settings)
      samples.push(made)
      return made.repository
    }
    const migrate = (repository: LinearRepository) => new Migrator({ repository, database })
    const rows = async (table = 'migrate_version') =>
      (await session.query<{ id: string; v: unknown }>(`SELECT repository_id AS id, version AS v FROM ${table} ORDER BY 1`)).map(
        ({ id, v }) => [id, v === null ? null : Number(v)],
      )
    const tableNames = async () => (await database.inspect()).tables.map(({ name }) => name)
    /** The old tool's own table, with these rows. */
    const heritage = async (...own: readonly (readonly [id: string, version: number | null])[]) => {
      await session.execute(
        'CREATE TABLE migrate_version (repository_id VARCHAR(250) NOT NULL PRIMARY KEY, repository_path TEXT, version INTEGER)',
      )
      for (const [id, version] of own)
        await session.execute(`INSERT INTO migrate_version VALUES ('${id}', '/old/path', ${version ?? 'NULL'})`)
    }

    it('is not there on an empty database, and asking does not make it', async () => {
      const ledger = (await open(tables(1))).ledger()
      expect(await ledger.read(session)).toEqual([])
      expect(await ledger.readVersion(session)).toEqual({ controlled: false, version: undefined })
      expect((await refusal(() => rows())).code).toBe('MIG_STATEMENT_FAILED')
    })

    it('follows upgrades and downgrades', async () => {
      const repository = await open(tables(1, 2, 3))
      await migrate(repository).upgrade('latest')
      expect(await rows()).toEqual([['shop', 3]])
      expect(await repository.ledger().read(session)).toEqual(['3'])
      await migrate(repository).downgrade('1')
      expect(await rows()).toEqual([['shop', 1]])
      await migrate(repository).downgrade('base')
      expect(await rows()).toEqual([['shop', 0]])
      expect(await repository.ledger().read(session)).toEqual([])
    })

    it("is taken over from the old tool's database, path and all, and given back", async () => {
      await heritage(['shop', 1], ['other', 7])
      await session.execute('CREATE TABLE t1 (id INTEGER)')
      await migrate(await open(tables(1, 2))).upgrade('latest')
      expect(await rows()).toEqual([
        ['other', 7],
        ['shop', 2],
      ])
      expect(await session.query('SELECT DISTINCT repository_path AS path FROM migrate_version')).toEqual([{ path: '/old/path' }])
    })

    it('with a number that has no script moves on from there, and back to there', async () => {
      await heritage(['shop', 215])
      const repository = await open(tables(216, 217))
      await migrate(repository).upgrade('latest')
      expect(await rows()).toEqual([['shop', 217]])
      await migrate(repository).downgrade('base')
      expect(await rows()).toEqual([['shop', 215]])
      await migrate(repository).upgrade('+1')
      expect(await rows()).toEqual([['shop', 216]])
    })

    it('arrives below what was undone, even in a hole, and at what was stamped', async () => {
      await heritage(['shop', 5])
      for (const table of ['t1', 't2', 't5']) await session.execute(`CREATE TABLE ${table} (id INTEGER)`)
      const repository = await open(tables(1, 2, 5))
      await migrate(repository).downgrade('4')
      expect(await rows()).toEqual([['shop', 4]])
      await migrate(repository).upgrade('latest')
      expect(await rows()).toEqual([['shop', 5]])
      await migrate(repository).stamp('2')
      expect(await rows()).toEqual([['shop', 2]])
    })

    it('holds numbers that are there where holes are skipped', async () => {
      const repository = await open(tables(3, 7), { gaps: 'skip' })
      await migrate(repository).upgrade('latest')
      expect(await rows()).toEqual([['shop', 7]])
      await migrate(repository).downgrade('-1')
      expect(await rows()).toEqual([['shop', 3]])
      await migrate(repository).downgrade('0')
      expect(await rows()).toEqual([['shop', 0]])
    })

    it('holds a timestamp', async () => {
      const repository = await open(tables(20260102030405, 20260203040506), { numbering: 'timestamp' })
      await migrate(repository).upgrade('latest')
      expect(await rows()).toEqual([['shop', 20260203040506]])
      expect(await repository.ledger().readVersion(session)).toEqual({ controlled: true, version: 20260203040506 })
      await migrate(repository).downgrade('base')
      expect(await rows()).toEqual([['shop', 0]])
    })

    it('in a table of another name, with words that need quoting', async () => {
      const repository = await open(tables(1), { versionTable: 'my "odd` table', repositoryId: "it's \\ 50%" })
      await migrate(repository).upgrade('latest')
      expect(await rows(session.quote('my "odd` table'))).toEqual([["it's \\ 50%", 1]])
      await migrate(repository).downgrade('base')
      expect(await repository.ledger().readVersion(session)).toEqual({ controlled: true, version: 0 })
    })

    it('of other repositories only stops an upgrade before anything runs', async () => {
      await heritage(['renamed', 3])
      const error = await refusal(async () => migrate(await open(tables(1))).upgrade('latest'))
      expect(error).toMatchObject({ code: 'MIG_NOT_CONTROLLED', message: "'migrate_version' has rows of 'renamed' and none of 'shop'" })
      expect(await rows()).toEqual([['renamed', 3]])
      expect(await tableNames()).not.toContain('t1')
    })

    it('is shared by two repositories, a row each', async () => {
      const [one, two] = [await open(tables(1), { repositoryId: 'one' }), await open(tables(2), { repositoryId: 'two', gaps: 'skip' })]
      await migrate(one).upgrade('latest')
      await two.ledger().control(session, 0)
      await migrate(two).upgrade('latest')
      expect(await rows()).toEqual([
        ['one', 1],
        ['two', 2],
      ])
      await one.ledger().drop(session)
      expect(await rows()).toEqual([['two', 2]])
      await two.ledger().drop(session)
      expect((await refusal(() => rows())).details['reason']).toBe('table-missing')
    })

    it('comes under control once, at a number, and leaves it once', async () => {
      const ledger = (await open(tables(1, 2))).ledger()
      await ledger.control(session, 2)
      expect(await rows()).toEqual([['shop', 2]])
      expect(await refusal(() => ledger.control(session, 1))).toMatchObject({
        code: 'MIG_ALREADY_CONTROLLED',
        message: expect.stringContaining('at 2'),
      })
      expect(await rows()).toEqual([['shop', 2]])
      await ledger.drop(session)
      expect((await refusal(() => ledger.drop(session))).code).toBe('MIG_NOT_CONTROLLED')
    })

    it('at 0 is under control, and an upgrade goes on from it', async () => {
      const repository = await open(tables(1))
      await repository.ledger().control(session, 0)
      expect(await repository.ledger().readVersion(session)).toEqual({ controlled: true, version: 0 })
      await migrate(repository).upgrade('latest')
      expect(await rows()).toEqual([['shop', 1]])
    })

    it('that holds NULL is told, stops an upgrade, and is put right by a stamp', async () => {
      await heritage(['shop', null])
      const repository = await open(tables(1, 2))
      expect(await repository.ledger().readVersion(session)).toEqual({ controlled: true, version: undefined })
      expect((await refusal(() => migrate(repository).upgrade('latest'))).code).toBe('MIG_ROW_UNKNOWN')
      expect((await migrate(repository).current()).unknown).toEqual(['NULL'])
      await migrate(repository).stamp('1', { purge: true })
      expect(await rows()).toEqual([['shop', 1]])
    })

    it('above the last version stops every way, and is put right by a stamp', async () => {
      await heritage(['shop', 9])
      const repository = await open(tables(1, 2))
      expect((await refusal(() => migrate(repository).upgrade('latest'))).code).toBe('MIG_ROW_UNKNOWN')
      expect((await refusal(() => migrate(repository).downgrade('1'))).code).toBe('MIG_ROW_UNKNOWN')
      await migrate(repository).stamp('2', { purge: true })
      expect(await rows()).toEqual([['shop', 2]])
    })

    it('that somebody moved since it was read is not overwritten', async () => {
      const repository = await open(tables(1, 2, 3))
      await migrate(repository).upgrade('2')
      const ledger = repository.ledger()
      await ledger.read(session)
      await session.execute('UPDATE migrate_version SET version = 1')
      const error = await refusal(() => ledger.write(session, { remove: ['2'], add: ['3'] }, 'upgrade'))
      expect(error.code).toBe('MIG_LEDGER_MOVED')
      await session.execute('DELETE FROM migrate_version')
      expect((await refusal(() => ledger.write(session, { remove: ['2'], add: ['3'] }, 'upgrade'))).code).toBe('MIG_LEDGER_MOVED')
      expect(await rows()).toEqual([])
    })

    it('that is not where the step was planned from is not written', async () => {
      const repository = await open(tables(1, 2, 3))
      await migrate(repository).upgrade('2')
      const ledger = repository.ledger()
      await ledger.read(session)
      expect((await refusal(() => ledger.write(session, { remove: [], add: ['1'] }, 'upgrade'))).code).toBe('MIG_LEDGER_MOVED')
      expect((await refusal(() => ledger.write(session, { remove: ['1'], add: ['2'] }, 'upgrade'))).code).toBe('MIG_LEDGER_MOVED')
      expect(await rows()).toEqual([['shop', 2]])
    })

    it('that somebody wrote at the same moment is not written twice', async () => {
      const repository = await open(tables(1))
      const ledger = repository.ledger()
      await ledger.create(session)
      await repository.ledger().control(session, 0)
      expect((await refusal(() => ledger.write(session, { remove: [], add: ['1'] }, 'upgrade'))).code).toBe('MIG_LEDGER_MOVED')
    })

    it('in a table of another shape is refused before anything runs', async () => {
      await session.execute('CREATE TABLE migrate_version (id INTEGER, note VARCHAR(20))')
      const repository = await open(tables(1))
      expect(await refusal(() => migrate(repository).upgrade('latest'))).toMatchObject({ code: 'MIG_LEDGER_FOREIGN' })
      expect(await tableNames()).not.toContain('t1')
    })

    it('that holds no number is refused', async () => {
      await session.execute('CREATE TABLE migrate_version (repository_id VARCHAR(250) NOT NULL, repository_path TEXT, version VARCHAR(20))')
      await session.execute("INSERT INTO migrate_version VALUES ('shop', '', 'three')")
      const repository = await open(tables(1))
      expect(await refusal(() => migrate(repository).current())).toMatchObject({
        code: 'MIG_LEDGER_FOREIGN',
        message: expect.stringContaining("'three'"),
      })
    })
  })
}
