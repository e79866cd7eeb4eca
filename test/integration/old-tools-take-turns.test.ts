import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Migrator, type Database } from '@mig/core'
import { convertRepository, type LegacyRecord } from '@mig/convert'
import { DagRepository } from '@mig/dag'
import { connect } from '@mig/database'
import { dice } from '../support/dice.js'
import { heritageVersions, writeHeritageRepository } from '../support/heritage-repository.js'
import { hasHeritageTool, heritageUrl, startHeritageTool } from '../support/heritage-tool.js'
import { runMain } from '../support/run-cli.js'
import { databases, type TestServer } from '../support/servers.js'
import { tempFolder, type TempFolder } from '../support/temp-folder.js'

/*
 * An old tool and mig take turns on one database after the conversion, mig with `keepLegacyVersion`: whoever moves it, both say the same
 * afterwards, and the schema and the rows are those of that version. The short form takes 30 steps; MIG_CONVERT_LONG=1 takes 200.
 */

const steps = process.env['MIG_CONVERT_LONG'] === '1' ? 200 : 30

/** The old tool, as far as the turns need it. */
interface OldTool {
  /** Brings the database to a version; 0 is nothing. */
  readonly to: (version: number, from: number) => Promise<void>
  /** Where it says that the database is. */
  readonly version: () => Promise<number>
}

interface Turns {
  readonly server: TestServer
  readonly folder: TempFolder
  readonly url: string
  readonly graph: string
  readonly versions: number
  readonly old: OldTool
  readonly seed: number
}

async function takeTurns({ server, folder, url, graph, versions, old, seed }: Turns): Promise<void> {
  const config = { mode: 'dag', repository: graph, database: url, keepLegacyVersion: true }
  writeFileSync(join(folder.path, 'mig.config.json'), JSON.stringify(config))
  const mig = async (...argv: readonly string[]) => {
    const result = await runMain(argv, folder.path)
    expect(result, `mig ${argv.join(' ')}`).toMatchObject({ exitCode: 0 })
    return result.stdout
  }
  const { versions: entries } = JSON.parse(readFileSync(join(graph, 'legacy.json'), 'utf8')) as LegacyRecord
  const headsAt = (version: number) => [entries.find((entry) => entry.version === String(version))?.revision].flatMap((id) => id ?? [])
  await using database = await connect(url)
  const expected = await contentsAt(database, graph, versions)
  const random = dice(seed)
  const next = (): number => random.next().value
  const tally = { old: 0, mig: 0, followed: 0 }
  let at = 0
  for (let step = 0; step < steps; step++) {
    const target = Math.floor(next() * (versions + 1))
    const isOld = next() < 0.5
    const place = `step ${step}: ${isOld ? 'the old tool' : 'mig'} from ${at} to ${target}, on ${server.name}`
    if (isOld && target !== at) await old.to(target, at)
    else if (!isOld) await (target === at ? mig('adopt') : mig(target > at ? 'upgrade' : 'downgrade', String(target)))
    tally[isOld ? 'old' : 'mig'] += target === at ? 0 : 1
    at = target
    expect(await old.version(), place).toBe(at)
    const { rows, legacy } = JSON.parse(await mig('current', '--json')) as {
      readonly rows: readonly string[]
      readonly legacy: { readonly version: string; readonly heads: readonly string[]; readonly standing: string } | null
    }
    // where the old tool went last, mig says where that is, and follows with its next turn
    const hasMoved = legacy?.standing === 'moved' || legacy?.standing === 'alone'
    if (hasMoved) tally.followed++
    expect(hasMoved ? legacy.heads : rows, place).toEqual(headsAt(at))
    if (legacy) expect(legacy.version, place).toBe(String(at))
    if (!isOld && target !== 0) expect(legacy?.standing, place).toBe('in-step')
    expect(await contents(database), place).toBe(expected[at])
  }
  expect(Math.min(tally.old, tally.mig, tally.followed), JSON.stringify(tally)).toBeGreaterThan(steps / 10)
}

/** Schema and rows at every version, 0 first. */
async function contentsAt(database: Database, graph: string, versions: number): Promise<readonly string[]> {
  await using scratch = await database.scratch()
  const migrator = new Migrator({ repository: await DagRepository.open(graph), database: scratch })
  const seen = [await contents(scratch)]
  for (let version = 1; version <= versions; version++) {
    await migrator.upgrade(String(version))
    seen.push(await contents(scratch))
  }
  return seen
}

/** Of the tables that the versions make. */
async function contents(database: Database): Promise<string> {
  await using session = await database.session()
  const catalog = await database.inspect(session)
  const tables = catalog.tables.filter(({ name }) => name !== 'schema_migrations')
  const rows: unknown[] = []
  for (const { name } of tables) rows.push(await session.query(`SELECT * FROM ${name} ORDER BY 1`))
  return JSON.stringify([{ ...catalog, tables }, rows])
}

describe('golang-migrate and mig', () => {
  const versions = 10
  /** Pairs of files, statements that alter and that fill, numbers without a statement, and one way back that is none. */
  const writeSource = (path: string): void => {
    mkdirSync(path, { recursive: true })
    const write = (number: number, up: string, down: string) => {
      writeFileSync(join(path, `${number}_step.up.sql`), up)
      writeFileSync(join(path, `${number}_step.down.sql`), down)
    }
    for (let number = 1; number <= versions; number++) {
      const table = `t${number - ((number - 1) % 4)}`
      if (number % 4 === 1) write(number, `CREATE TABLE ${table} (id INTEGER NOT NULL, note VARCHAR(20));\n`, `DROP TABLE ${table};\n`)
      else if (number % 4 === 2) write(number, `ALTER TABLE ${table} ADD COLUMN c INTEGER;\n`, `ALTER TABLE ${table} DROP COLUMN c;\n`)
      else if (number % 4 === 3) {
        write(number, `INSERT INTO ${table} (id, note) VALUES (${number}, 'it''s one');\n`, `DELETE FROM ${table} WHERE id = ${number};\n`)
      } else write(number, '', '')
    }
  }

  /** What golang-migrate does, in SQL: the row says dirty while a file runs, and is gone when nothing is left. */
  const standIn = (database: Database, source: string): OldTool => {
    const files = readdirSync(source)
    const run = async (...statements: readonly string[]) => {
      await using session = await database.session()
      for (const statement of statements) await session.execute(statement)
    }
    const record = (version: number, isDirty: boolean) =>
      run(
        'DELETE FROM schema_migrations',
        ...(version > 0 || isDirty ? [`INSERT INTO schema_migrations (version, dirty) VALUES (${version}, ${isDirty})`] : []),
      )
    const step = async (number: number, direction: 'up' | 'down') => {
      await record(direction === 'up' ? number : number - 1, true)
      const file = files.find((name) => name.startsWith(`${number}_`) && name.endsWith(`.${direction}.sql`))!
      const text = readFileSync(join(source, file), 'utf8').trim()
      if (text !== '') await run(text)
      await record(direction === 'up' ? number : number - 1, false)
    }
    return {
      to: async (version, from) => {
        await run('CREATE TABLE IF NOT EXISTS schema_migrations (version BIGINT NOT NULL PRIMARY KEY, dirty BOOLEAN NOT NULL)')
        for (let number = from + 1; number <= version; number++) await step(number, 'up')
        for (let number = from; number > version; number--) await step(number, 'down')
      },
      version: async () => {
        await using session = await database.session()
        const rows = await session
          .query<{ readonly version: number | string; readonly dirty: unknown }>('SELECT version, dirty FROM schema_migrations')
          .catch(() => [])
        expect(rows.map(({ dirty }) => dirty === true || Number(dirty) === 1)).not.toContain(true)
        return Number(rows[0]?.version ?? 0)
      },
    }
  }

  for (const server of databases) {
    it(`take turns on one database on ${server.name} and agree after each of ${steps} steps`, async () => {
      await using folder = await tempFolder()
      const [source, graph] = [join(folder.path, 'source'), join(folder.path, 'graph')]
      writeSource(source)
      await convertRepository({ source, target: graph, from: 'golang-migrate' })
      const { url, dispose } = await server.create()
      try {
        await using database = await connect(url)
        await takeTurns({ server, folder, url, graph, versions, old: standIn(database, source), seed: 20_260_201 })
      } finally {
        await dispose()
      }
    }, 1_800_000)
  }
})

describe.skipIf(!hasHeritageTool)(
  `SQLAlchemy Migrate and mig, after the conversion${hasHeritageTool ? '' : ' (python3-migrate and python3-pymysql are not installed)'}`,
  () => {
    for (const server of databases.filter(({ dialect }) => dialect !== 'postgres')) {
      it(`take turns on one database on ${server.name} and agree after each of ${steps} steps`, async () => {
        await using folder = await tempFolder()
        const [source, graph] = [join(folder.path, 'repo'), join(folder.path, 'graph')]
        writeHeritageRepository(source)
        const copy = join(folder.path, 'copy') // the real tool writes compiled files into its own
        cpSync(source, copy, { recursive: true })
        await convertRepository({ source: copy, target: graph })
        const { url, dispose } = await server.create()
        await using tool = startHeritageTool(folder.path)
        const run = async (...argv: readonly string[]) => {
          const result = await tool.run(argv[0]!, heritageUrl(url), 'repo', ...argv.slice(1))
          expect(result, `migrate ${argv.join(' ')}`).toMatchObject({ exit: 0 })
          return result.stdout.trim()
        }
        try {
          await run('version_control')
          const old: OldTool = {
            to: async (version, from) => void (await run(version > from ? 'upgrade' : 'downgrade', String(version))),
            version: async () => Number(await run('db_version')),
          }
          await takeTurns({ server, folder, url, graph, versions: heritageVersions, old, seed: 20_260_202 })
        } finally {
          await dispose()
        }
      }, 1_800_000)
    }
  },
)
