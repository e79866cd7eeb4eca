import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Migrator, type Database } from '@mig/core'
import { identify, type Identification } from '@mig/convert'
import { DagRepository } from '@mig/dag'
import { connect } from '@mig/database'
import { LinearRepository } from '@mig/linear'
import { numberedSource, type Converted, type NumberedSource } from '../../packages/convert/test/numbered-source.js'
import { runCli } from '../support/run-cli.js'
import { databases, type TestServer } from '../support/servers.js'
import { tempFolder } from '../support/temp-folder.js'
import { follow } from '../support/transcript.js'
import { withDatabase } from './with-database.js'

const files = {
  '001_a.sql': 'CREATE TABLE a (id INTEGER NOT NULL, name VARCHAR(20));\n',
  '002_placeholder_default_upgrade.sql': '',
  '003_rows.sql': "INSERT INTO a (id, name) VALUES (1, 'one');\n",
  '004_b.sql': 'CREATE TABLE b (id INTEGER NOT NULL);\n',
  '005_index.sql': 'CREATE INDEX b_id ON b (id);\n',
}
/** Whatever says where a database is. */
const traces = ['mig_version', 'mig_journal', 'migrate_version']

const heads = ({ matches }: Identification) => matches.map((state) => state.heads.join(' '))

for (const server of databases) {
  describe.concurrent(`a database on ${server.name} without a version table`, () => {
    let source: NumberedSource
    let plain: Converted
    let certified: Converted

    beforeAll(async () => {
      source = numberedSource(files)
      plain = await source.convert()
      await withDatabase(server, async ({ database }) => {
        certified = await source.convert({ target: `${source.target}-certified`, proveOn: [database] })
      })
    })
    afterAll(() => source[Symbol.dispose]())

    /** A database as the old tool leaves it, without what says so. */
    const at = (number: string | undefined, work: (database: Database) => Promise<void>, ...more: readonly string[]) =>
      withDatabase(server, async ({ database, linear, run }) => {
        if (number !== undefined) await linear(source.source, number)
        for (const table of traces) await run(`DROP TABLE IF EXISTS ${table}`)
        await run(...more)
        await work(database)
      })
    const find = async (database: Database, { target }: Pick<Converted, 'target'>) =>
      identify({ repository: await DagRepository.open(target), database })

    it.each([
      ['1', ['1', '2', '3']],
      ['3', ['1', '2', '3']],
      ['4', ['4']],
      ['5', ['5']],
    ])('is known at %s, by a replay and by the certificate, with every revision that has its schema', (number, versions) =>
      at(number, async (database) => {
        for (const [converted, by] of [
          [plain, 'replay'],
          [certified, 'certificate'],
        ] as const) {
          const found = await find(database, converted)
          expect(found).toMatchObject({ by, nearest: [], notReplayed: [] })
          expect(heads(found)).toEqual(versions.map((version) => converted.at(version)))
          expect(found.matches.map((state) => state.versions)).toEqual(versions.map((version) => [version]))
          // the placeholder is the state before it; the rows are not
          expect(found.matches.map(({ isNoOp }) => isNoOp)).toEqual(versions.map((version) => version === '2'))
        }
      }),
    )

    it('is at the base when it is empty', () => at(undefined, async (database) => expect(heads(await find(database, plain))).toEqual([''])))

    it('is looked for beyond the certificate where the graph has gone on', () =>
      at('5', async (database) => {
        const target = `${certified.target}-gone-on`
        cpSync(certified.target, target, { recursive: true })
        const later = `-- revision: feedc0ffee01\n-- down revision: ${certified.at('5')}\n\n-- migrate:up\nDELETE FROM a;\n`
        writeFileSync(join(target, 'versions/feedc0ffee01.sql'), later)
        const found = await find(database, { target })
        expect(found.by).toBe('replay')
        expect(heads(found)).toEqual([certified.at('5'), 'feedc0ffee01'])
      }))

    it('that no revision has is told by the nearest three, and what differs', () =>
      at(
        '4',
        async (database) => {
          const found = await find(database, certified)
          expect(found).toMatchObject({ by: 'replay', matches: [] })
          expect(found.nearest.map((state) => state.heads)).toEqual([[certified.at('4')], [certified.at('5')], [certified.at('1')]])
          expect(found.nearest[0]!.differences).toMatchObject([{ place: 'table a column extra', left: undefined }])
          expect(found.nearest[1]!.differences.map(({ place }) => place)).toEqual(['table a column extra', 'table b index b_id'])
        },
        'ALTER TABLE a ADD COLUMN extra INTEGER',
      ))

    it('is known without the table of its old tool, and with it', () =>
      at(
        '4',
        async (database) => expect(heads(await find(database, plain))).toEqual([plain.at('4')]),
        'CREATE TABLE migrate_version (repository_id VARCHAR(250) NOT NULL PRIMARY KEY, version INTEGER)',
      ))

    it('is known in a numbered repository, too', () =>
      at('4', async (database) => {
        const repository = await LinearRepository.open(source.source)
        expect(heads(await identify({ repository, database }))).toEqual(['4'])
      }))
  })

  describe.concurrent(`a graph with branches, on ${server.name}`, () => {
    const revision = (id: string, parents: string, sql: string) =>
      `-- revision: ${id}\n-- down revision: ${parents}\n\n-- migrate:up\n${sql}\n`
    const graph: Readonly<Record<string, string>> = {
      a0: revision('a0', '', 'CREATE TABLE root (id INTEGER);'),
      b1: revision('b1', 'a0', 'CREATE TABLE left_one (id INTEGER);'),
      b2: revision('b2', 'b1', 'CREATE TABLE left_two (id INTEGER);'),
      c1: revision('c1', 'a0', 'CREATE TABLE right_one (id INTEGER);'),
      d0: revision('d0', 'b2, c1', 'CREATE TABLE joined (id INTEGER);'),
    }
    const repositoryOf = async (path: string, more: Readonly<Record<string, string>> = {}) => {
      mkdirSync(join(path, 'versions'), { recursive: true })
      for (const [name, text] of Object.entries({ ...graph, ...more })) writeFileSync(join(path, `versions/${name}.sql`), text)
      return DagRepository.open(path)
    }

    it.each([['a0'], ['b1'], ['b2'], ['c1'], ['b1', 'c1'], ['b2', 'c1'], ['d0']])('knows a database at %s %s', async (...targets) => {
      await using folder = await tempFolder()
      const repository = await repositoryOf(folder.path)
      await withDatabase(server, async ({ database, run }) => {
        const migrator = new Migrator({ repository, database })
        for (const target of targets.filter((one) => one !== undefined)) await migrator.upgrade(target)
        await run('DROP TABLE mig_version', 'DROP TABLE mig_journal')
        const found = await identify({ repository, database })
        const expected = targets.filter((one) => one !== undefined).join(' ')
        // points at which two branches stand together are seen in one order only: the nearest are told then
        if (expected === 'b1 c1') expect(found.nearest.map((state) => state.heads.join(' '))).toContain('b1')
        else expect(heads(found)).toEqual([expected])
      })
    })

    it('goes round a revision that fails on an empty server', async () => {
      await using folder = await tempFolder()
      const repository = await repositoryOf(folder.path, { b1: revision('b1', 'a0', 'INSERT INTO nowhere VALUES (1);') })
      await withDatabase(server, async ({ database, run }) => {
        await new Migrator({ repository, database }).upgrade('c1')
        await run('DROP TABLE mig_version', 'DROP TABLE mig_journal')
        const found = await identify({ repository, database })
        expect(heads(found)).toEqual(['c1'])
        expect(found.notReplayed).toMatchObject([{ revision: 'b1', reason: expect.stringMatching(/nowhere/) }])
      })
    })

    it('leaves no scratch database when it is stopped', async () => {
      await using folder = await tempFolder()
      const repository = await repositoryOf(folder.path)
      await withDatabase(server, async ({ database }) => {
        const stop = new AbortController()
        const scratch: Database[] = []
        // the scratch databases of this call alone
        const watched = new Proxy(database, {
          get(target, member) {
            const value: unknown = Reflect.get(target, member, target)
            if (typeof value !== 'function') return value
            if (member !== 'scratch') return value.bind(target) as unknown
            return async () => {
              const made = await target.scratch()
              scratch.push(made)
              return made
            }
          },
        })
        const identified = identify({
          repository,
          database: watched,
          signal: stop.signal,
          onEvent: ({ number }) => {
            if (number === 2) stop.abort()
          },
        })
        await expect(identified).rejects.toMatchObject({ code: 'MIG_INTERRUPTED', message: 'stopped by a signal after 2 of 5 revisions' })
        expect(scratch).toHaveLength(1)
        expect(await isThere(server, database, scratch[0]!.displayUrl)).toBe(false)
        if (server.dialect !== 'sqlite') expect(await isThere(server, database, database.displayUrl)).toBe(true)
        expect((await database.inspect()).tables).toEqual([])
      })
    })
  })
}

/** Whether a server has the database of a URL. */
async function isThere({ dialect }: TestServer, database: Database, url: string): Promise<boolean> {
  if (dialect === 'sqlite') return existsSync(url.replace(/^sqlite:/, ''))
  await using session = await database.session()
  const from = dialect === 'postgres' ? 'datname AS name FROM pg_database' : 'schema_name AS name FROM information_schema.schemata'
  const names = await session.query<{ readonly name: string }>(`SELECT ${from}`)
  return names.some(({ name }) => name === new URL(url).pathname.slice(1))
}

describe('mig identify', () => {
  it('says what to do next', async () => {
    await using folder = await tempFolder()
    mkdirSync(join(folder.path, 'migrations/versions'), { recursive: true })
    const write = (id: string, parent: string, text: string, sql: string) =>
      writeFileSync(
        join(folder.path, `migrations/versions/${id}.sql`),
        `-- ${text}\n-- revision: ${id}\n-- down revision: ${parent}\n\n-- migrate:up\n${sql}\n`,
      )
    write('a1', '', 'account', 'CREATE TABLE account (id INTEGER);')
    write('b2', 'a1', 'orders', 'CREATE TABLE orders (id INTEGER);')
    write('c3', 'b2', 'reserved', '')
    write('d4', 'c3', 'note', 'ALTER TABLE orders ADD COLUMN note VARCHAR(20);')
    write('e5', 'd4', 'first order', 'INSERT INTO orders (id) VALUES (1);')
    writeFileSync(join(folder.path, 'mig.config.json'), JSON.stringify({ mode: 'dag', database: 'sqlite:./app.db' }))
    const sql = async (...statements: readonly string[]) => {
      await using database = await connect(`sqlite:${join(folder.path, 'app.db')}`)
      await using session = await database.session()
      for (const statement of statements) await session.execute(statement)
    }
    await follow(
      folder.path,
      `
      $ mig identify
      this schema (0 tables) is that of, as a replay on this server shows:
        base: nothing is applied
      next: mig upgrade
      `,
    )
    await sql('CREATE TABLE account (id INTEGER)', 'CREATE TABLE orders (id INTEGER)')
    await follow(
      folder.path,
      `
      $ mig identify
      this schema (2 tables) is that of, as a replay on this server shows:
        b2 orders
        c3 reserved
      next: mig stamp c3
      $ mig stamp c3
      record +c3
      recorded: c3
      `,
    )
    await sql('ALTER TABLE orders ADD COLUMN note VARCHAR(20)')
    await follow(
      folder.path,
      `
      $ mig identify
      this schema (2 tables) is that of, as a replay on this server shows:
        d4 note
        e5 first order
      they differ in rows alone, which a schema does not tell; next, for the one whose rows are there:
        mig stamp d4
        mig stamp e5
      `,
    )
    await sql('ALTER TABLE account ADD COLUMN mine INTEGER')
    await follow(
      folder.path,
      `
      $ mig identify
      no revision has this schema (2 tables); the nearest:
      d4 note: 1 difference
        table account column mine
          there: absent
          here:  {"name":"mine","type":"INTEGER","nullable":true}
      e5 first order: 1 difference
        table account column mine
          there: absent
          here:  {"name":"mine","type":"INTEGER","nullable":true}
      b2 orders: 2 differences
        table account column mine
          there: absent
          here:  {"name":"mine","type":"INTEGER","nullable":true}
        table orders column note
          there: absent
          here:  {"name":"note","type":"VARCHAR(20)","nullable":true}
      [3]
      `,
    )
    const { stdout, exitCode } = await runCli(`identify sqlite:${join(folder.path, 'app.db')} --json`, folder.path)
    expect(exitCode).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject({
      by: 'replay',
      matches: [],
      nearest: [{ heads: ['d4'] }, { heads: ['e5'] }, { heads: ['b2'] }],
    })
  })
})
