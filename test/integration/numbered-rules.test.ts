import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Migrator, type Session } from '@mig/core'
import { connect } from '@mig/database'
import { LinearRepository } from '@mig/linear'
import { runMain } from '../support/run-cli.js'
import { databases } from '../support/servers.js'
import { tempFolder } from '../support/temp-folder.js'

/** A repository of SQLAlchemy Migrate with these files. */
async function heritageFolder(files: Readonly<Record<string, string>>) {
  const folder = await tempFolder()
  mkdirSync(join(folder.path, 'versions'))
  writeFileSync(join(folder.path, 'migrate.cfg'), '[db_settings]\nrepository_id=shop\nversion_table=migrate_version\n')
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.path, 'versions', name), text)
  return folder
}

async function rowsOf<Row>(url: string, sql: string): Promise<readonly Row[]> {
  await using database = await connect(url)
  await using session: Session = await database.session()
  return await session.query<Row>(sql)
}

for (const server of databases) {
  describe(`a numbered repository on ${server.name}`, () => {
    const withUrl = async (work: (url: string) => Promise<void>): Promise<void> => {
      const { url, dispose } = await server.create()
      try {
        await work(url)
      } finally {
        await dispose()
      }
    }

    it('is deployed by two at once: both succeed, and every script runs once', () =>
      withUrl(async (url) => {
        await using folder = await heritageFolder({
          '001_audit_default_upgrade.sql': 'CREATE TABLE audit (version INTEGER NOT NULL);\nINSERT INTO audit VALUES (1);\n',
          ...Object.fromEntries([2, 3, 4, 5].map((n) => [`00${n}_step_default_upgrade.sql`, `INSERT INTO audit VALUES (${n});\n`])),
        })
        const deploy = async () => {
          await using database = await connect(url)
          return await new Migrator({ repository: await LinearRepository.open(folder.path), database }).upgrade('latest')
        }
        const results = await Promise.all([deploy(), deploy(), deploy()])
        expect(results.flatMap(({ applied }) => applied).sort()).toEqual(['1', '2', '3', '4', '5'])
        const audit = await rowsOf<{ version: number }>(url, 'SELECT version FROM audit ORDER BY version')
        expect(audit.map(({ version }) => Number(version))).toEqual([1, 2, 3, 4, 5])
        const ledger = await rowsOf<{ version: number }>(url, 'SELECT version FROM migrate_version')
        expect(ledger.map(({ version }) => Number(version))).toEqual([5])
      }))

    it('stops before anything runs where a Python version is on the way, and names the two ways on', () =>
      withUrl(async (url) => {
        await using folder = await heritageFolder({
          '001_a_default_upgrade.sql': 'CREATE TABLE a (id INTEGER);\n',
          '001_a_default_downgrade.sql': 'DROP TABLE a;\n',
          '002_b.py': 'def upgrade(migrate_engine):\n    pass\n',
          '003_c_default_upgrade.sql': 'CREATE TABLE c (id INTEGER);\n',
        })
        const run = (...words: readonly string[]) => runMain([...words, '--database', url, '--repository', folder.path], folder.path)
        const refused = await run('upgrade')
        expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(join(folder.path, 'versions/002_b.py')) })
        expect(refused.stderr).toMatch(/MIG_SCRIPT_LANGUAGE.*\nhint: .*mig convert, or write its statements into a \.ts or \.sql file/)
        expect((await run('current', '--json')).stdout).toContain('"rows": []')
        expect(await run('upgrade', '1')).toMatchObject({ exitCode: 0 })
        expect(await run('upgrade', '2')).toMatchObject({ exitCode: 2 })
        writeFileSync(join(folder.path, 'versions/002_b_default_upgrade.sql'), '')
        expect(await run('upgrade')).toMatchObject({ exitCode: 0 })
        expect((await run('history')).stdout).toContain('2 -> 3 (head), c')
        // down again, it is the Python that has the other direction
        expect((await run('downgrade', '1')).stderr).toMatch(/MIG_IRREVERSIBLE|MIG_SCRIPT_LANGUAGE/)
        expect((await run('db_version')).stdout).toBe('3\n')
      }))
  })
}

const on = (dialect: string) => databases.filter((server) => server.dialect === dialect)

for (const server of on('mysql')) {
  it(`a mariadb: URL finds the _mysql_ scripts, with hints and DELIMITER, on ${server.name}`, async () => {
    await using folder = await heritageFolder({
      '001_a_mysql_upgrade.sql': [
        'CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER) /*!40100 DEFAULT CHARSET=latin1 */;',
        'DELIMITER //',
        'CREATE TRIGGER counts BEFORE INSERT ON a FOR EACH ROW BEGIN',
        '  SET NEW.n = NEW.id;',
        '  SET NEW.n = NEW.n + 1;',
        'END //',
        'DELIMITER ;',
        'INSERT INTO a (id) VALUES (41);\n',
      ].join('\n'),
      '001_a_postgresql_upgrade.sql': 'NOT FOR THIS ONE;\n',
    })
    const { url, dispose } = await server.create()
    try {
      const result = await runMain(['upgrade', '--database', url.replace(/^mysql:/, 'mariadb:'), '--repository', folder.path], folder.path)
      expect(result, result.stderr).toMatchObject({ exitCode: 0 })
      expect(await rowsOf(url, 'SELECT n FROM a')).toEqual([{ n: 42 }])
      const [table] = await rowsOf<Record<string, string>>(url, 'SHOW CREATE TABLE a')
      expect(Object.values(table!).join(' ')).toContain('latin1')
    } finally {
      await dispose()
    }
  })
}

for (const server of on('postgres')) {
  it(`CREATE INDEX CONCURRENTLY runs, and its step is recorded, on ${server.name}`, async () => {
    await using folder = await heritageFolder({
      '001_a_default_upgrade.sql': 'CREATE TABLE a (id INTEGER);\n',
      '002_b_postgresql_upgrade.sql': 'CREATE INDEX CONCURRENTLY ix_a ON a (id);\n',
      '002_b_postgresql_downgrade.sql': 'DROP INDEX CONCURRENTLY ix_a;\n',
    })
    const { url, dispose } = await server.create()
    try {
      await using database = await connect(url)
      const migrator = new Migrator({ repository: await LinearRepository.open(folder.path), database })
      expect(await migrator.upgrade('latest')).toMatchObject({ applied: ['1', '2'] })
      expect(await rowsOf(url, "SELECT indisvalid FROM pg_index JOIN pg_class ON oid = indexrelid WHERE relname = 'ix_a'")).toEqual([
        { indisvalid: true },
      ])
      expect(await migrator.downgrade('1')).toMatchObject({ undone: ['2'] })
    } finally {
      await dispose()
    }
  })
}

/** File names of a real repository: 202 versions in Python from 216 on, 119 of them placeholders. It lies beside the checkout where it is to be had. */
const nova = join(import.meta.dirname, '../../../shared/oracle/nova-versions.json')
const isHere = existsSync(nova)

describe.skipIf(!isHere)(
  `a repository with the names of nova${isHere ? '' : ' (nova-versions.json does not lie beside this checkout)'}`,
  () => {
    it('loads, lists and plans from the number below its first', async () => {
      const { long_chain: chain } = JSON.parse(readFileSync(nova, 'utf8')) as {
        readonly long_chain: {
          readonly main: { readonly versions: readonly { readonly version: number; readonly files: readonly string[] }[] }
        }
      }
      const { versions } = chain.main
      await using folder = await heritageFolder(Object.fromEntries(versions.flatMap(({ files }) => files.map((file) => [file, '']))))
      const repository = await LinearRepository.open(folder.path)
      expect(await repository.problems()).toEqual([])
      const graph = await repository.graph()
      expect(graph.ids().map(Number)).toEqual(versions.map(({ version }) => version))
      const [first, last] = [versions[0]!.version, versions.at(-1)!.version]
      const url = `sqlite:${join(folder.path, 'app.db')}`
      const run = (...words: readonly string[]) => runMain([...words, '--database', url, '--repository', folder.path], folder.path)
      expect((await run('version')).stdout).toBe(`${last}\n`)
      expect((await run('history')).stdout.trim().split('\n')).toHaveLength(versions.length)
      expect(await run('version_control', String(first - 1))).toMatchObject({ exitCode: 0 })
      expect(JSON.parse((await run('status', '--json')).stdout)).toMatchObject({ pending: { length: versions.length } })
      await using database = await connect(url)
      const plan = await new Migrator({ repository, database }).plan('upgrade', 'latest')
      expect(plan.steps).toHaveLength(versions.length)
      const refused = await run('upgrade')
      expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(versions[0]!.files[0]!) })
      expect((await run('db_version')).stdout).toBe(`${first - 1}\n`)
    })
  },
)
