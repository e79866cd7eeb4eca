import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareCatalogs } from '@mig/core'
import { connect } from '@mig/database'
import { numberedSource, type NumberedSource } from '../../packages/convert/test/numbered-source.js'
import { databases, type TestServer } from '../support/servers.js'
import { freshCatalog, withDatabase, type LiveTest } from './with-database.js'

const files = {
  '001_a.sql': '-- migrate:up\nCREATE TABLE a (id INTEGER NOT NULL, name VARCHAR(20));\n-- migrate:down\nDROP TABLE a;\n',
  '002_placeholder_default_upgrade.sql': '',
  '003_b.sql': "CREATE TABLE b (id INTEGER NOT NULL, state VARCHAR(10) DEFAULT 'new' NOT NULL);\n",
  '005_index.sql': 'CREATE INDEX a_name ON a (name);\n',
  '006_c.sql': 'CREATE TABLE c (id INTEGER NOT NULL);\n',
}
const versionTable = 'CREATE TABLE migrate_version (repository_id VARCHAR(250) NOT NULL PRIMARY KEY, repository_path TEXT, version INTEGER)'
const row = (id: string, version: number | 'NULL') =>
  `INSERT INTO migrate_version (repository_id, repository_path, version) VALUES ('${id}', 'x', ${version})`

for (const server of databases) {
  describe(`a database on ${server.name}, met by a converted repository`, () => {
    let source: NumberedSource
    let target: string

    beforeAll(async () => {
      source = numberedSource(files)
      target = (await source.convert()).target
    })
    afterAll(() => source[Symbol.dispose]())

    const inState = async (prepare: (live: LiveTest) => Promise<void>, expected: (live: LiveTest) => Promise<void>) =>
      withDatabase(server, async (live) => {
        await prepare(live)
        await expected(live)
      })
    const isRefused = (code: string, message: RegExp) => async (live: LiveTest) => {
      const before = await live.database.inspect()
      await expect(live.graph(target)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
      expect(await live.heads(target)).toEqual([])
      expect(await live.database.inspect()).toEqual(before)
    }

    it('is new when it is empty', async () => {
      await inState(
        async () => undefined,
        async ({ graph }) => {
          const { adopted, applied } = await graph(target)
          expect(adopted).toBeUndefined()
          expect(applied).toHaveLength(5)
        },
      )
    })

    it('is new when the old tool says 0 and nothing is there', async () => {
      await inState(
        ({ run }) => run(versionTable, row('shop', 0)),
        async ({ graph }) => expect((await graph(target)).applied).toHaveLength(5),
      )
    })

    it.each(['1', '2', '3', '5', '6'])('is taken over at %s, and becomes like a fresh one', async (number) => {
      const fresh = await freshCatalog(server, target)
      await withDatabase(server, async ({ database, linear, graph, heads }) => {
        await linearTo(linear, source, number)
        const { adopted } = await graph(target)
        expect(adopted).toMatchObject({ version: number, evidence: `its schema equals a replay of version ${number} on this server` })
        expect(compareCatalogs(fresh, await database.inspect())).toEqual([])
        expect(await heads(target)).toHaveLength(1)
      })
    })

    it('keeps its old table, and is not asked again', async () => {
      await inState(
        ({ linear }) => linearTo(linear, source, '3'),
        async ({ graph, database }) => {
          await graph(target)
          await using session = await database.session()
          expect(await session.query('SELECT repository_id, version FROM migrate_version')).toEqual([{ repository_id: 'shop', version: 3 }])
          await session.execute('UPDATE migrate_version SET version = 999')
          expect(await graph(target)).toMatchObject({ applied: [], steps: [] })
        },
      )
    })

    it('is taken over when the new version table is there and empty', async () => {
      await inState(
        async ({ linear, migrator }) => {
          await linearTo(linear, source, '3')
          await (await migrator(target)).ensureVersionTable()
        },
        async ({ graph }) => expect((await graph(target)).adopted).toMatchObject({ version: '3' }),
      )
    })

    it('is taken over by its own row when other repositories have one, too', async () => {
      await inState(
        async ({ linear, run }) => {
          await linearTo(linear, source, '3')
          await run(row('another', 77))
        },
        async ({ graph }) => expect((await graph(target)).adopted).toMatchObject({ version: '3' }),
      )
    })

    it('leaves evidence in the journal', async () => {
      await inState(
        ({ linear }) => linearTo(linear, source, '3'),
        async ({ migrator }) => {
          const deployer = await migrator(target)
          await deployer.adopt()
          expect((await deployer.log()).at(-1)?.detail).toMatch(/^adopted from migrate_version at 3; its schema equals a replay/)
        },
      )
    })

    it('is refused above the last number', () =>
      inState(
        async ({ linear, run }) => {
          await linearTo(linear, source, '6')
          await run('UPDATE migrate_version SET version = 7')
        },
        isRefused('MIG_ADOPT_ABOVE', /at version 7, above the last converted one, 6/),
      ))

    it('is refused at a number that the source never had', () =>
      inState(
        async ({ linear, run }) => {
          await linearTo(linear, source, '3')
          await run('UPDATE migrate_version SET version = 4')
        },
        isRefused('MIG_ADOPT_UNKNOWN', /version 4 of the database was not in the converted repository/),
      ))

    it('is refused at NULL', () =>
      inState(
        async ({ linear, run }) => {
          await linearTo(linear, source, '3')
          await run('UPDATE migrate_version SET version = NULL')
        },
        isRefused('MIG_ADOPT_UNKNOWN', /holds no number for 'shop' \(NULL\)/),
      ))

    it('is refused when only another repository has a row', () =>
      inState(
        ({ run }) => run(versionTable, row('another', 3), 'CREATE TABLE a (id INTEGER)'),
        isRefused('MIG_ADOPT_UNVERSIONED', /1 table and no version row of 'shop', only of 'another'/),
      ))

    it('is refused with tables and no version table', () =>
      inState(({ run }) => run('CREATE TABLE a (id INTEGER)'), isRefused('MIG_ADOPT_UNVERSIONED', /1 table and no version row of 'shop'/)))

    it('is refused with tables at version 0', () =>
      inState(
        ({ run }) => run(versionTable, row('shop', 0), 'CREATE TABLE a (id INTEGER)'),
        isRefused('MIG_ADOPT_UNVERSIONED', /1 table and version 0 of 'shop'/),
      ))

    it('is refused when a table of that name is another one', () =>
      inState(
        ({ run }) => run('CREATE TABLE migrate_version (id INTEGER)'),
        isRefused('MIG_ADOPT_UNKNOWN', /the table 'migrate_version' is no version table/),
      ))

    it.each([
      ['a lost index', 'drop-index', /index a_name is .* at version 6 and absent in the database/],
      ['a column more', 'ALTER TABLE a ADD COLUMN extra INTEGER', /column extra is absent at version 6/],
      ['a table more', 'CREATE TABLE mine (id INTEGER)', /table mine is absent at version 6/],
      ['a table less', 'DROP TABLE c', /table c is .* at version 6 and absent in the database/],
    ])('is refused with %s, which is named', (_what, statement, message) =>
      inState(
        async ({ linear, run }) => {
          await linearTo(linear, source, '6')
          await run(statement === 'drop-index' ? dropIndex(server) : statement)
        },
        isRefused('MIG_ADOPT_DRIFT', message),
      ),
    )
  })

  describe(`a database on ${server.name}, met by a baseline`, () => {
    let source: NumberedSource
    let target: string

    beforeAll(async () => {
      source = numberedSource(files)
      const created = await server.create()
      try {
        await using database = await connect(created.url)
        target = (await source.convert({ mode: { kind: 'baseline', version: '5' }, proveOn: [database] })).target
      } finally {
        await created.dispose()
      }
    })
    afterAll(() => source[Symbol.dispose]())

    it('is refused below it, with the tool and the number that bring it there', async () => {
      await withDatabase(server, async ({ linear, graph }) => {
        await linearTo(linear, source, '3')
        await expect(graph(target)).rejects.toMatchObject({
          code: 'MIG_ADOPT_BELOW',
          message: 'the database is at version 3, below the baseline 5',
          hint: expect.stringMatching(/to version 5 with mig's linear mode/),
        })
      })
    })

    it.each(['5', '6'])('is taken over at %s, by the certificate', async (number) => {
      const fresh = await freshCatalog(server, target)
      await withDatabase(server, async ({ database, linear, graph }) => {
        await linearTo(linear, source, number)
        const { adopted } = await graph(target)
        expect(adopted).toMatchObject({ version: number, evidence: `its schema has the certified fingerprint of version ${number}` })
        expect(compareCatalogs(fresh, await database.inspect())).toEqual([])
      })
    })
  })
}

/** The source skips 4, which a run may not cross without saying so. */
async function linearTo(linear: LiveTest['linear'], source: NumberedSource, number: string): Promise<void> {
  source.change({ './mig.cfg.json': JSON.stringify({ repositoryId: 'shop', gaps: 'skip' }) })
  await linear(source.source, number)
}

const dropIndex = ({ dialect }: TestServer): string => (dialect === 'mysql' ? 'DROP INDEX a_name ON a' : 'DROP INDEX a_name')
