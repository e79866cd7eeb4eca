import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Migrator, offlineSql, type Dialect, type MigEvent, type MigratorOptions } from '@mig/core'
import { keepLegacy } from '@mig/convert'
import { DagRepository } from '@mig/dag'
import { offlineDialect } from '@mig/database'
import { folderSource, numberedSource, type Converted, type NumberedSource } from '../../packages/convert/test/numbered-source.js'
import { databases } from '../support/servers.js'
import { withDatabase, type LiveTest } from './with-database.js'

/* What becomes of the old tool's table: it is dropped, or kept in step; and a schema that differs, taken over as it is. */

const files = {
  '001_a.sql': '-- migrate:up\nCREATE TABLE a (id INTEGER NOT NULL, name VARCHAR(20));\n-- migrate:down\nDROP TABLE a;\n',
  '002_placeholder_default_upgrade.sql': '',
  '002_placeholder_default_downgrade.sql': '',
  '003_b.sql': '-- migrate:up\nCREATE TABLE b (id INTEGER NOT NULL);\nCREATE INDEX b_id ON b (id);\n-- migrate:down\nDROP TABLE b;\n',
  '004_c.sql': '-- migrate:up\nCREATE TABLE c (id INTEGER NOT NULL);\n-- migrate:down\nDROP TABLE c;\n',
}
const otherRow = "INSERT INTO migrate_version (repository_id, repository_path, version) VALUES ('another', 'x', 7)"

/** Makes the last write of an adoption fail. */
const refuseAdoptionRow: Readonly<Record<Dialect, readonly string[]>> = {
  sqlite: [
    "CREATE TRIGGER refuse BEFORE INSERT ON mig_journal WHEN NEW.direction = 'adopt' BEGIN SELECT RAISE(ABORT, 'no adoption today'); END",
  ],
  postgres: [
    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no adoption today''; END'",
    "CREATE TRIGGER refuse BEFORE INSERT ON mig_journal FOR EACH ROW WHEN (NEW.direction = 'adopt') EXECUTE FUNCTION refuse()",
  ],
  mysql: [
    "CREATE TRIGGER refuse BEFORE INSERT ON mig_journal FOR EACH ROW BEGIN IF NEW.direction = 'adopt' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no adoption today'; END IF; END",
  ],
}

interface Live extends LiveTest {
  readonly mig: (options?: Partial<MigratorOptions>) => Promise<Migrator>
  readonly to: (number: string, verb?: 'downgrade') => Promise<void>
  readonly events: MigEvent[]
  /** The rows of a table, or `undefined` without one. */
  readonly rows: (table: string, columns: string) => Promise<readonly unknown[] | undefined>
}

for (const server of databases) {
  describe.concurrent(`on ${server.name}`, () => {
    let source: NumberedSource
    let converted: Converted

    beforeAll(async () => {
      source = numberedSource(files)
      converted = await source.convert()
    })
    afterAll(() => source[Symbol.dispose]())

    const on = (work: (live: Live) => Promise<void>, target = () => converted.target) =>
      withDatabase(server, async (live) => {
        const events: MigEvent[] = []
        await work({
          ...live,
          events,
          mig: async (options) =>
            new Migrator({
              repository: await DagRepository.open(target()),
              database: live.database,
              adoption: () => import('@mig/convert'),
              onEvent: (event) => events.push(event),
              ...options,
            }),
          to: (number, verb) => live.linear(source.source, number, verb),
          rows: async (table, columns) => {
            await using session = await live.database.session()
            return await session.query(`SELECT ${columns} FROM ${table} ORDER BY 1`).then(
              (rows) => rows,
              () => undefined,
            )
          },
        })
      })
    const at = (version: string) => converted.at(version)!
    const oldRows = ({ rows }: Live) => rows('migrate_version', 'repository_id, version')

    describe('a schema that differs', () => {
      it('is taken over as it is, for a reason; every difference is in the journal', () =>
        on(async (live) => {
          await live.to('3')
          await live.run('CREATE TABLE mine (id INTEGER)', 'ALTER TABLE a ADD COLUMN extra INTEGER', 'DROP TABLE b')
          const mig = await live.mig()
          await expect(mig.adopt()).rejects.toMatchObject({ code: 'MIG_ADOPT_DRIFT' })
          const places = ['table a column extra', 'table b', 'table mine']
          const decision = await mig.adopt({ acceptDrift: { reason: 'the night job' } })
          const differences = decision.kind === 'adopt' ? decision.differences : []
          expect(differences.map(({ place }) => place)).toEqual(places)
          expect(live.events.find(({ type }) => type === 'adopted')).toMatchObject({ differences })
          expect(await live.heads(converted.target)).toEqual([at('3')])
          const noted = (await mig.log()).filter(({ direction }) => direction === 'adopt').map(({ detail }) => detail)
          expect(noted[0]).toMatch(/^adopted from migrate_version at 3; .* in 3 places; accepted: the night job$/)
          expect(noted[1]).toMatch(/^differs: table a column extra: absent -> \{.*; table b: \{.*\} -> absent; table mine: absent -> \{/)
          expect((await mig.upgrade()).applied).toEqual([at('4')])
        }))

      it('is kept whole where it differs in much', () =>
        on(async (live) => {
          await live.to('1')
          const names = Array.from({ length: 60 }, (_, index) => `mine_${String(index).padStart(2, '0')}`)
          await live.run(...names.map((name) => `CREATE TABLE ${name} (id INTEGER NOT NULL, a_rather_long_name_of_a_column VARCHAR(40))`))
          const mig = await live.mig()
          await mig.upgrade('head', { acceptDrift: { reason: 'long' } })
          const text = (await mig.log()).flatMap(({ detail }) => detail ?? []).join('\n')
          for (const name of names) expect(text).toContain(`table ${name}: absent -> {`)
        }))
    })

    describe('the old table, no longer wanted', () => {
      it('is dropped with the adoption', () =>
        on(async (live) => {
          await live.to('3')
          const mig = await live.mig()
          expect((await mig.planAdoption({ dropLegacy: true })).removals).toMatchObject([{ table: 'migrate_version', removes: 'table' }])
          expect(await mig.adopt({ dropLegacy: true })).toMatchObject({ version: '3' })
          expect(await oldRows(live)).toBeUndefined()
          expect(await live.heads(converted.target)).toEqual([at('3')])
          expect((await mig.log()).at(-1)?.detail).toMatch(/; dropped migrate_version$/)
          expect(await mig.legacy()).toBeUndefined()
          expect(await mig.adopt({ dropLegacy: true })).toEqual({ kind: 'none', why: 'kept' })
          expect((await mig.upgrade()).applied).toEqual([at('4')])
        }))

      it('stays with the rows of other repositories; this one is removed', () =>
        on(async (live) => {
          await live.to('3')
          await live.run(otherRow)
          const mig = await live.mig()
          expect((await mig.planAdoption({ dropLegacy: true })).removals).toMatchObject([{ removes: 'row', others: ['another'] }])
          await mig.upgrade('head', { dropLegacy: true })
          expect(await oldRows(live)).toEqual([{ repository_id: 'another', version: 7 }])
          expect(await live.heads(converted.target)).toEqual([at('4')])
        }))

      it('is dropped later, once no old program runs any more', () =>
        on(async (live) => {
          await live.to('3')
          const mig = await live.mig()
          await mig.upgrade()
          expect(await oldRows(live)).toEqual([{ repository_id: 'shop', version: 3 }])
          expect(await mig.adopt({ dropLegacy: true })).toEqual({ kind: 'none', why: 'kept' })
          expect(await oldRows(live)).toBeUndefined()
          expect((await mig.log()).at(-1)).toMatchObject({ direction: 'adopt', revision: at('4'), detail: 'dropped migrate_version' })
        }))

      it('stays where the old tool has run since', () =>
        on(async (live) => {
          await live.to('1')
          const mig = await live.mig()
          await mig.adopt()
          await live.to('3')
          await expect(mig.upgrade('head', { dropLegacy: true })).rejects.toMatchObject({ code: 'MIG_ADOPT_MOVED' })
          expect(await oldRows(live)).toEqual([{ repository_id: 'shop', version: 3 }])
          await mig.adopt({ dropLegacy: true })
          expect(await oldRows(live)).toBeUndefined()
          expect(await live.heads(converted.target)).toEqual([at('3')])
        }))

      it('and the new one change together or not at all', () =>
        on(async (live) => {
          await live.to('3')
          const mig = await live.mig()
          await mig.ensureVersionTable()
          await live.run(...refuseAdoptionRow[server.dialect])
          await expect(mig.adopt({ dropLegacy: true, acceptDrift: { reason: 'a trigger' } })).rejects.toThrow(/no adoption today/)
          expect(await live.heads(converted.target)).toEqual([])
          expect(await oldRows(live)).toEqual([{ repository_id: 'shop', version: 3 }])
        }))

      it('is dropped when an earlier run could only empty it', () =>
        on(async (live) => {
          await live.to('3')
          const mig = await live.mig()
          await mig.adopt()
          await live.run('DELETE FROM migrate_version')
          await mig.adopt({ dropLegacy: true })
          expect(await oldRows(live)).toBeUndefined()
        }))
    })

    describe('the old number, kept in step', () => {
      const keeps = { keepLegacyVersion: true }
      const both = async (live: Live) => [await live.heads(converted.target), (await oldRows(live)) ?? 'absent']
      const shop = (version: number) => [{ repository_id: 'shop', version }]

      it('moves with every change of the rows', () =>
        on(async (live) => {
          await live.to('1')
          await live.run(otherRow)
          const mig = await live.mig(keeps)
          const other = { repository_id: 'another', version: 7 }
          await mig.adopt()
          // 2 does nothing, but it is a revision
          expect(await both(live)).toEqual([[at('1')], [other, ...shop(1)]])
          await mig.upgrade('3')
          expect(await both(live)).toEqual([[at('3')], [other, ...shop(3)]])
          expect((await mig.log()).at(-1)?.detail).toBe(`${at('2')} -> ${at('3')}; migrate_version at 3`)
          await mig.upgrade()
          expect(await both(live)).toEqual([[at('4')], [other, ...shop(4)]])
          await mig.downgrade('2')
          expect(await both(live)).toEqual([[at('2')], [other, ...shop(2)]])
          await mig.downgrade('base')
          expect(await both(live)).toEqual([[], [other, ...shop(0)]])
          await mig.upgrade('1')
          await mig.stamp(at('4'))
          expect(await both(live)).toEqual([[at('4')], [other, ...shop(4)]])
          expect(await mig.legacy()).toMatchObject({ standing: 'in-step', version: '4' })
        }))

      it('is there on a new database, too', () =>
        on(async (live) => {
          await (await live.mig(keeps)).upgrade('3')
          expect(await both(live)).toEqual([[at('3')], shop(3)])
          await live.to('4') // the old tool goes on from there
          expect(await both(live)).toEqual([[at('3')], shop(4)])
        }))

      it('stays with the rows when a step fails', () =>
        on(async (live) => {
          await live.to('1')
          await live.run('CREATE TABLE c (id INTEGER)')
          const mig = await live.mig(keeps)
          await mig.adopt({ acceptDrift: { reason: 'in the way of 4' } })
          await expect(mig.upgrade()).rejects.toMatchObject({ code: 'MIG_STEP_FAILED' })
          expect(await both(live)).toEqual([[at('3')], shop(3)])
          await live.run('DROP TABLE c')
          await mig.upgrade()
          expect(await both(live)).toEqual([[at('4')], shop(4)])
        }))

      it('is followed where the old tool has run, up and down', () =>
        on(async (live) => {
          await live.to('1')
          const mig = await live.mig(keeps)
          await mig.adopt()
          await live.to('3')
          expect((await mig.current()).legacy).toMatchObject({ standing: 'moved', version: '3' })
          expect((await mig.plan('upgrade', 'head')).from).toEqual([at('3')])
          expect(await mig.upgrade()).toMatchObject({ adopted: { version: '3' }, applied: [at('4')] })
          expect(await both(live)).toEqual([[at('4')], shop(4)])
          await live.to('1', 'downgrade')
          expect(await mig.upgrade('3')).toMatchObject({ adopted: { version: '1' }, applied: [at('2'), at('3')] })
          expect(await both(live)).toEqual([[at('3')], shop(3)])
          await live.to('0', 'downgrade')
          expect(await mig.upgrade('1')).toMatchObject({ applied: [at('1')] })
          expect(await both(live)).toEqual([[at('1')], shop(1)])
          await live.to('4')
          expect(await mig.downgrade('3')).toMatchObject({ adopted: { version: '4' }, undone: [at('4')] })
          expect(await both(live)).toEqual([[at('3')], shop(3)])
        }))

      it('is not followed to a schema that is another one', () =>
        on(async (live) => {
          await live.to('1')
          const mig = await live.mig(keeps)
          await mig.adopt()
          await live.run('UPDATE migrate_version SET version = 3')
          await expect(mig.upgrade()).rejects.toMatchObject({ code: 'MIG_ADOPT_DRIFT' })
          expect(await both(live)).toEqual([[at('1')], shop(3)])
        }))

      it('comes into step where it was left behind before', () =>
        on(async (live) => {
          await live.to('1')
          await (await live.mig()).upgrade()
          expect(await both(live)).toEqual([[at('4')], shop(1)])
          await (await live.mig(keeps)).adopt()
          expect(await both(live)).toEqual([[at('4')], shop(4)])
        }))

      it('stays away where someone has dropped it', () =>
        on(async (live) => {
          await live.to('1')
          await (await live.mig()).adopt({ dropLegacy: true })
          await (await live.mig(keeps)).upgrade()
          expect(await both(live)).toEqual([[at('4')], 'absent'])
        }))

      it('and dropped: not both', () =>
        on(async (live) => {
          await live.to('1')
          await expect((await live.mig(keeps)).upgrade('head', { dropLegacy: true })).rejects.toMatchObject({ code: 'MIG_OPTION_INVALID' })
          expect(await both(live)).toEqual([[], shop(1)])
        }))
    })
  })
}

describe('revisions that came after the conversion', () => {
  it('leave the old number at the last one', async () => {
    using source = numberedSource(files)
    const { target, at } = await source.convert()
    const later = `-- revision: feedc0ffee01\n-- down revision: ${at('4')}\n\n-- migrate:up\nCREATE TABLE d (id INTEGER);\n-- migrate:down\nDROP TABLE d;\n`
    writeFileSync(join(target, 'versions/feedc0ffee01.sql'), later)
    const server = databases.find(({ dialect }) => dialect === 'sqlite')!
    await withDatabase(server, async ({ database, heads }) => {
      const repository = await DagRepository.open(target)
      const mig = new Migrator({ repository, database, adoption: () => import('@mig/convert'), keepLegacyVersion: true })
      await mig.upgrade()
      expect(await heads(target)).toEqual(['feedc0ffee01'])
      expect(await mig.legacy()).toMatchObject({ version: '4', standing: 'in-step' })
      await mig.downgrade('3')
      expect(await mig.legacy()).toMatchObject({ version: '3', standing: 'in-step' })
    })
  })
})

describe('a script for the client of a server', () => {
  it('keeps the old number in step', async () => {
    using source = numberedSource(files)
    const { target, at } = await source.convert()
    const repository = await DagRepository.open(target)
    const context = { repository, ledger: await keepLegacy(repository), dialect: await offlineDialect('postgres') }
    const { sql } = await offlineSql({ verb: 'upgrade', target: '3:4' }, context)
    expect(sql).toContain(`UPDATE "migrate_version" SET "version" = 4 WHERE "repository_id" = 'shop';`)
    expect(sql).toContain(`${at('3')} -> ${at('4')}; migrate_version at 4; offline script`)
    expect((await offlineSql({ verb: 'upgrade', target: '1' }, context)).sql).toMatch(
      /INSERT INTO "migrate_version" [^;]*WHERE NOT EXISTS[^]*UPDATE "migrate_version" SET "version" = 1/,
    )
  })
})

describe('the number of golang-migrate', () => {
  const sources = {
    '1_a.up.sql': 'CREATE TABLE a (id INTEGER);\n',
    '1_a.down.sql': 'DROP TABLE a;\n',
    '20240102030405_b.up.sql': 'CREATE TABLE b (id INTEGER);\n',
    '20240102030405_b.down.sql': 'DROP TABLE b;\n',
  }
  for (const server of databases) {
    it(`is kept in step on ${server.name}, in its one row, which is absent for nothing`, async () => {
      using source = folderSource(sources)
      const { target } = await source.convert({ from: 'golang-migrate' })
      await withDatabase(server, async ({ database, run }) => {
        const repository = await DagRepository.open(target)
        const mig = new Migrator({ repository, database, adoption: () => import('@mig/convert'), keepLegacyVersion: true })
        const row = async () => {
          await using session = await database.session()
          const rows = await session.query<{ version: number | string; dirty: unknown }>('SELECT version, dirty FROM schema_migrations')
          return rows.map(({ version, dirty }) => `${version} ${dirty === true || Number(dirty) === 1 ? 'dirty' : 'clean'}`)
        }
        await mig.upgrade('1')
        expect(await row()).toEqual(['1 clean'])
        await mig.upgrade()
        expect(await row()).toEqual(['20240102030405 clean'])
        await mig.downgrade('base')
        expect(await row()).toEqual([])
        await mig.upgrade('1')
        expect(await row()).toEqual(['1 clean'])
        await run(`UPDATE schema_migrations SET dirty = ${server.dialect === 'postgres' ? 'TRUE' : '1'}`)
        await expect(mig.upgrade()).rejects.toMatchObject({ code: 'MIG_ADOPT_DIRTY' })
        expect(await row()).toEqual(['1 dirty'])
      })
    })
  }

  it('is not to be had from a tool with a row per version', async () => {
    using source = folderSource({ '20240101000000_a.sql': '-- migrate:up\nCREATE TABLE a (id INTEGER);\n-- migrate:down\nDROP TABLE a;\n' })
    const { target } = await source.convert({ from: 'dbmate' })
    const server = databases.find(({ dialect }) => dialect === 'sqlite')!
    await withDatabase(server, async ({ database, heads }) => {
      const repository = await DagRepository.open(target)
      const mig = new Migrator({ repository, database, adoption: () => import('@mig/convert'), keepLegacyVersion: true })
      await expect(mig.upgrade()).rejects.toMatchObject({
        code: 'MIG_ADOPT_KEEP',
        message: "dbmate keeps a row per version in 'schema_migrations': there is no number to keep in step",
      })
      expect(await heads(target)).toEqual([])
    })
  })
})
