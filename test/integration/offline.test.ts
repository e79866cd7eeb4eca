import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  catalogFingerprint,
  isMigError,
  Migrator,
  offlineSql,
  type Dialect,
  type JournalEntry,
  type OfflineRequest,
  type Repository,
} from '@mig/core'
import { DagRepository } from '@mig/dag'
import { connect, offlineDialect } from '@mig/database'
import { LinearRepository } from '@mig/linear'
import { clientNames, findClient, runByClient } from '../support/clients.js'
import { databases } from '../support/servers.js'
import { tempFolder } from '../support/temp-folder.js'

const operations = () => import('@mig/schema')

/** Bodies whose text trips a careless writer: delimiters inside bodies and strings, comments in routines, quotes, statements that refuse a transaction. */
const tricky: Readonly<Record<Dialect, readonly (readonly [up: string, down: string])[]>> = {
  sqlite: [
    [
      `CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT DEFAULT 'it''s; "so" -- really');
CREATE TABLE log (line TEXT);
CREATE TRIGGER a_log AFTER INSERT ON a BEGIN
  INSERT INTO log VALUES ('new; ' || NEW.name); -- a comment; with a semicolon
  UPDATE a SET name = CASE WHEN NEW.id > 1 THEN 'x' ELSE 'y' END WHERE id = NEW.id;
END;
INSERT INTO a (id) VALUES (1); INSERT INTO a (name) VALUES ('\\ '' ;
.quit
second line');`,
      'DROP TABLE log; DROP TABLE a;',
    ],
    ['PRAGMA foreign_keys = ON;\nCREATE TABLE b (a_id INTEGER REFERENCES a (id));\nPRAGMA foreign_keys = OFF;\nVACUUM;', 'DROP TABLE b;'],
  ],
  postgres: [
    [
      `CREATE TABLE a (id serial PRIMARY KEY, name text DEFAULT 'it''s; "so" -- really');
CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  -- a comment; with 'quotes'
  NEW.name := upper(NEW.name) || '; $$ \\';
  RETURN NEW;
END
$body$;
CREATE TRIGGER a_shout BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION shout();
CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT n; SELECT n * 2; END;
DO $$ BEGIN PERFORM 1; END $$;
INSERT INTO a (name) VALUES (E'tab\\t;'), ('plain \\ ;');
SELECT set_config('search_path', '', false);`,
      'DROP FUNCTION twice(integer);\nDROP TABLE a;\nDROP FUNCTION shout();',
    ],
    [
      'CREATE INDEX CONCURRENTLY a_name ON a (name);\nALTER TABLE a ADD COLUMN flag boolean;',
      'ALTER TABLE a DROP COLUMN flag;\nDROP INDEX CONCURRENTLY a_name;',
    ],
  ],
  mysql: [
    [
      `CREATE TABLE a (id INTEGER AUTO_INCREMENT PRIMARY KEY, name VARCHAR(50) DEFAULT 'it''s; "so" -- really') COMMENT 'a; b';
CREATE TABLE log (line VARCHAR(100));
CREATE TRIGGER a_log AFTER INSERT ON a FOR EACH ROW BEGIN
  -- a comment; with a // in it
  INSERT INTO log VALUES (CONCAT('new; $$ ', NEW.name));
  IF NEW.id > 1 THEN INSERT INTO log VALUES ("more"); END IF;
END;
DELIMITER $$
CREATE PROCEDURE tidy(IN n INT)
BEGIN
  DECLARE done INT DEFAULT 0;
  WHILE done < n DO SET done = done + 1; DELETE FROM log WHERE line = 'a;b'; END WHILE;
END$$
DELIMITER ;
INSERT INTO a (name) VALUES ('semi;colon'), ('back\\\\slash'), ("dou'ble");`,
      'DROP PROCEDURE tidy;\nDROP TABLE log;\nDROP TABLE a;',
    ],
    ['ALTER TABLE a ADD COLUMN n INT /*!50100 NOT NULL */ DEFAULT 3;\nUPDATE a SET n = 4 WHERE id = 1;', 'ALTER TABLE a DROP COLUMN n;'],
  ],
}

const code = `
export const revision = 'c3'
export const downRevision = 'b2'
export async function upgrade(op) {
  await op.createTable('c', {
    id: { type: 'integer', primaryKey: true, autoIncrement: true },
    name: { type: 'varchar', length: 50, nullable: false, default: "it's; a ? and a $1" },
    n: { type: 'decimal', precision: 10, scale: 2 },
  }, { indexes: [{ name: 'c_name', columns: ['name'], unique: true }] })
  await op.addColumn('c', 'note', { type: 'text' })
  await op.renameTable('c', 'customer')
  await op.execute\`INSERT INTO customer (name, n, note) VALUES (\${'O\\'Neil; \\\\ ? $1'}, \${-1.5}, \${null})\`
  await op.execute(op.dialect === 'postgres' ? 'UPDATE customer SET n = 3 - $1' : 'UPDATE customer SET n = 3 -?', -2)
}
export async function downgrade(op) {
  await op.dropIndex('c_name', { table: 'customer' })
  await op.dropColumn('customer', 'note')
  await op.dropTable('customer')
}`

/** a1 and b2 are SQL, c3 is code, d4 is an empty merge-like end. */
function writeDag(folder: string, dialect: Dialect): void {
  mkdirSync(join(folder, 'versions'), { recursive: true })
  const [first, second] = tricky[dialect]
  const sql = (id: string, parent: string, [up, down]: readonly [string, string]) =>
    `-- ${id}; it's\n-- revision: ${id}\n-- down revision: ${parent}\n\n-- migrate:up\n${up}\n-- migrate:down\n${down}\n`
  writeFileSync(join(folder, 'versions/a1_step.sql'), sql('a1', '', first!))
  writeFileSync(join(folder, 'versions/b2_step.sql'), sql('b2', 'a1', second!))
  writeFileSync(join(folder, 'versions/c3_code.mjs'), code)
}

function writeLinear(folder: string, dialect: Dialect): void {
  mkdirSync(join(folder, 'versions'), { recursive: true })
  writeFileSync(join(folder, 'mig.cfg.json'), JSON.stringify({ repositoryId: "the shop's", versionTable: 'migrate_version' }))
  for (const [index, [up, down]] of tricky[dialect].entries()) {
    writeFileSync(join(folder, `versions/00${index + 1}_default_upgrade.sql`), `${up}\n`)
    writeFileSync(join(folder, `versions/00${index + 1}_default_downgrade.sql`), `${down}\n`)
  }
  writeFileSync(join(folder, 'versions/003_code.mjs'), code)
}

/** What an online and an offline run must have in common. */
async function stateOf(url: string, repository: Repository, tables: readonly string[]): Promise<unknown> {
  await using database = await connect(url)
  await using session = await database.session()
  const rows = await Promise.all(tables.map((table) => session.query(`SELECT * FROM ${table} ORDER BY 1`).catch(() => 'absent')))
  const told = ({ revision, direction, statement, checksum, layoutChecksum, state, detail }: JournalEntry) => ({
    revision,
    direction,
    statement,
    checksum,
    layoutChecksum,
    state,
    detail: detail?.replace(/(?:; )?offline script$/, '') || undefined,
  })
  const finished = (await database.journal.read(session)).filter(({ statement }) => statement === 0)
  return {
    fingerprint: catalogFingerprint(await database.inspect(session)),
    ledger: await session.query(`SELECT * FROM ${repository.ledger().table} ORDER BY 1`),
    rows,
    journal: finished.map(told),
  }
}

for (const server of databases) {
  const client = findClient(server.dialect)
  const name = `scripts for ${server.name}${client === undefined ? ` (${clientNames[server.dialect].join(' or ')} is not installed)` : ''}`
  if (client === undefined && process.env['CI'] === 'true') {
    it(name, () => expect.unreachable())
    continue
  }
  describe.skipIf(client === undefined)(name, () => {
    const tables = server.dialect === 'postgres' ? ['a', 'customer'] : ['a', 'log', 'customer']

    const withDatabase = async <T>(work: (url: string) => Promise<T>): Promise<T> => {
      const created = await server.create()
      try {
        return await work(created.url)
      } finally {
        await created.dispose()
      }
    }
    const write = async (repository: Repository, url: string, request: OfflineRequest): Promise<string> =>
      (await offlineSql(request, { repository, dialect: await offlineDialect(url), operations })).sql
    const migrate = async <T>(repository: Repository, url: string, work: (migrator: Migrator) => Promise<T>): Promise<T> => {
      await using database = await connect(url)
      return await work(new Migrator({ repository, database, operations }))
    }

    for (const [mode, ends] of [
      ['dag', ['a1', 'b2', 'c3']],
      ['linear', ['1', '2', '3']],
    ] as const) {
      const open = async (folder: string): Promise<Repository> => {
        if (mode === 'dag') writeDag(folder, server.dialect)
        else writeLinear(folder, server.dialect)
        return mode === 'dag' ? DagRepository.open(folder) : LinearRepository.open(folder)
      }

      it(`gives what the online run gives, up and down (${mode})`, async () => {
        await using folder = await tempFolder()
        const repository = await open(folder.path)
        await withDatabase((online) =>
          withDatabase(async (offline) => {
            const ways = [
              ['upgrade', `base:${ends[0]}`],
              ['upgrade', `${ends[0]}:head`],
              ['downgrade', `${ends[2]}:${ends[0]}`],
              ['downgrade', `${ends[0]}:base`],
              ['stamp', `base:${ends[2]}`],
              ['stamp', `${ends[2]}:${ends[1]}`],
              ['stamp', `${ends[1]}:base`],
              ['upgrade', 'head'],
              ['downgrade', `head:base`],
            ] as const
            for (const [verb, range] of ways) {
              const to = range.split(':').at(-1)!
              await migrate(repository, online, async (migrator) => {
                if (verb === 'stamp') await migrator.stamp(to)
                else await migrator[verb](to)
              })
              expect(runByClient(offline, await write(repository, offline, { verb, target: range })), `${verb} ${range}`).toMatchObject({
                exitCode: 0,
              })
              expect(await stateOf(offline, repository, tables), `${verb} ${range}`).toEqual(await stateOf(online, repository, tables))
            }
          }),
        )
      })

      it(`refuses to begin elsewhere and changes nothing (${mode})`, async () => {
        await using folder = await tempFolder()
        const repository = await open(folder.path)
        await withDatabase(async (url) => {
          const refused = async (request: OfflineRequest): Promise<void> => {
            const { exitCode, output } = runByClient(url, await write(repository, url, request))
            expect(exitCode, output).not.toBe(0)
            expect(output).toMatch(/mig: this database is not at (?:base|[abc]?\d), where the script sta/)
          }
          await refused({ verb: 'upgrade', target: `${ends[0]}:${ends[1]}` })
          await using database = await connect(url)
          await using session = await database.session()
          expect((await database.inspect(session)).tables).toEqual([])
          await expect(session.query(`SELECT * FROM ${repository.ledger().table}`)).rejects.toThrow()
          await migrate(repository, url, (migrator) => migrator.upgrade(ends[0]))
          const before = await stateOf(url, repository, tables)
          await refused({ verb: 'upgrade', target: `base:${ends[0]}` })
          await refused({ verb: 'upgrade', target: `${ends[1]}:${ends[2]}` })
          await refused({ verb: 'downgrade', target: `${ends[1]}:base` })
          await refused({ verb: 'stamp', target: `base:${ends[2]}` })
          expect(await stateOf(url, repository, tables)).toEqual(before)
        })
      })
    }

    it('goes on from an online run, and an online run from it', async () => {
      await using folder = await tempFolder()
      writeDag(folder.path, server.dialect)
      const repository = await DagRepository.open(folder.path)
      await withDatabase(async (url) => {
        await migrate(repository, url, (migrator) => migrator.upgrade('a1'))
        expect(runByClient(url, await write(repository, url, { verb: 'upgrade', target: 'a1:b2' }))).toMatchObject({ exitCode: 0 })
        expect((await migrate(repository, url, (migrator) => migrator.upgrade('head'))).applied).toEqual(['c3'])
        const log = await migrate(repository, url, (migrator) => migrator.log({ revision: 'b2' }))
        expect(log).toMatchObject([{ state: 'done', detail: 'a1 -> b2; offline script', finishedAt: undefined }])
        expect(Math.abs(Date.parse(log[0]!.startedAt) - Date.now())).toBeLessThan(60_000)
      })
    })

    it('creates the bookkeeping tables alone', async () => {
      await using folder = await tempFolder()
      writeLinear(folder.path, server.dialect)
      const repository = await LinearRepository.open(folder.path)
      await withDatabase(async (url) => {
        for (const _again of [1, 2]) expect(runByClient(url, await write(repository, url, { verb: 'ensure-version' })).exitCode).toBe(0)
        await using database = await connect(url)
        await using session = await database.session()
        expect(await session.query('SELECT * FROM migrate_version')).toEqual([])
        expect(await session.query('SELECT * FROM mig_journal')).toEqual([])
      })
    })

    it('stops at a failing statement, and what is recorded is true', async () => {
      await using folder = await tempFolder()
      mkdirSync(join(folder.path, 'versions'))
      const body = (id: string, parent: string, up: string) =>
        writeFileSync(
          join(folder.path, `versions/${id}_x.sql`),
          `-- x\n-- revision: ${id}\n-- down revision: ${parent}\n\n-- migrate:up\n${up}\n`,
        )
      body('a1', '', 'CREATE TABLE a (id INTEGER);')
      body('b2', 'a1', 'CREATE TABLE b (id INTEGER);\nINSERT INTO nowhere VALUES (1);')
      body('c3', 'b2', 'CREATE TABLE c (id INTEGER);')
      const repository = await DagRepository.open(folder.path)
      await withDatabase(async (url) => {
        const { exitCode, output } = runByClient(url, await write(repository, url, { verb: 'upgrade', target: 'head' }))
        expect(exitCode).not.toBe(0)
        expect(output).toContain('nowhere')
        expect(await migrate(repository, url, async (migrator) => (await migrator.current()).rows)).toEqual(['a1'])
        await using database = await connect(url)
        const expected = server.dialect === 'mysql' ? ['a', 'b'] : ['a']
        expect((await database.inspect()).tables.map((table) => table.name)).toEqual(expected)
      })
    })

    if (server.dialect !== 'sqlite') {
      it('does not begin while another process migrates', async () => {
        await using folder = await tempFolder()
        writeDag(folder.path, server.dialect)
        const repository = await DagRepository.open(folder.path)
        await withDatabase(async (url) => {
          await using database = await connect(url)
          await database.exclusively({}, async () => {
            const { exitCode, output } = runByClient(url, await write(repository, url, { verb: 'upgrade', target: 'head' }))
            expect(exitCode).not.toBe(0)
            expect(output).toContain('mig: another process is migrating this database')
          })
        })
      })
    }

    if (server.dialect === 'postgres') {
      it('works in the configured schema, which it creates', async () => {
        await using folder = await tempFolder()
        writeDag(folder.path, server.dialect)
        const repository = await DagRepository.open(folder.path)
        await withDatabase(async (url) => {
          const dialect = await offlineDialect('postgres', { schema: "the shop's" })
          const { sql } = await offlineSql({ verb: 'upgrade', target: 'head' }, { repository, dialect, operations })
          expect(runByClient(url, sql)).toMatchObject({ exitCode: 0 })
          await using database = await connect(url, { schema: "the shop's" })
          const migrator = new Migrator({ repository, database })
          expect((await migrator.current()).rows).toEqual(['c3'])
          expect((await database.inspect()).tables.map((table) => table.name)).toEqual(['a', 'customer'])
        })
      })
    }

    const nova = join(import.meta.dirname, '../../../shared/real/nova-api-numbered')
    it.skipIf(!existsSync(nova))(
      `runs the real repository nova-api-numbered${existsSync(nova) ? '' : ' (its folder does not lie beside this checkout)'}`,
      async () => {
        const repository = await LinearRepository.open(nova)
        await withDatabase((online) =>
          withDatabase(async (offline) => {
            await migrate(repository, online, (migrator) => migrator.upgrade('latest'))
            for (const target of ['52', '52:latest'])
              expect(runByClient(offline, await write(repository, offline, { verb: 'upgrade', target }))).toMatchObject({ exitCode: 0 })
            const { journal: done, ...state } = (await stateOf(offline, repository, [])) as { readonly journal: readonly unknown[] }
            expect(state).toEqual({ ...((await stateOf(online, repository, [])) as object), journal: undefined })
            expect(done.length).toBe(82)
          }),
        )
      },
    )
  })
}

describe('a code script that asks the database', () => {
  const scripts = {
    'op.query': "await op.query('SELECT 1')",
    'an affected count': "const { affectedRows } = await op.execute('DELETE FROM a'); if (affectedRows) throw new Error('x')",
    'the query runner': "await (await op.queryRunner).query('SELECT 1')",
    "TypeORM's alterations": "const runner = await op.queryRunner\n  await runner.dropColumn('a', 'b')",
  }
  for (const dialect of ['postgres', 'mysql', 'sqlite'] as const) {
    for (const [what, statement] of Object.entries(scripts)) {
      it(`names the line: ${what} on ${dialect}`, async () => {
        await using folder = await tempFolder()
        mkdirSync(join(folder.path, 'versions'))
        const file = join(folder.path, 'versions/a1_ask.ts')
        writeFileSync(
          file,
          `interface Unused { readonly a: 1 }\n\nexport const revision = 'a1'\nexport const downRevision = null\nexport async function upgrade(op: any) {\n  await op.execute('CREATE TABLE a (b integer)')\n  ${statement}\n}\n`,
        )
        const repository = await DagRepository.open(folder.path)
        const failure: unknown = await offlineSql(
          { verb: 'upgrade', target: 'head' },
          { repository, dialect: await offlineDialect(dialect), operations },
        ).catch((error: unknown) => error)
        if (!isMigError(failure, 'MIG_OFFLINE_READ')) throw failure
        expect(failure.details).toMatchObject({ file, line: what.startsWith('TypeORM') ? 8 : 7 })
        expect(failure.message).toContain(`${file}:${what.startsWith('TypeORM') ? 8 : 7}:`)
      })
    }
  }
})
