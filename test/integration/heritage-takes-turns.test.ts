import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compareCatalogs, Migrator } from '@mig/core'
import { connect } from '@mig/database'
import { LinearRepository } from '@mig/linear'
import { hasHeritageTool, startHeritageTool } from '../support/heritage-tool.js'
import { runMain } from '../support/run-cli.js'
import { databases } from '../support/servers.js'
import { tempFolder } from '../support/temp-folder.js'

const versions = 12
const steps = 50

/** A repository of SQLAlchemy Migrate: SQL for all databases, for one, and placeholders. */
function writeRepository(location: string): void {
  mkdirSync(join(location, 'versions'), { recursive: true })
  writeFileSync(join(location, 'migrate.cfg'), '[db_settings]\nrepository_id=shop\nversion_table=migrate_version\nrequired_dbs=[]\n')
  const write = (number: number, words: string, up: string, down: string): void => {
    for (const [direction, text] of [
      ['upgrade', up],
      ['downgrade', down],
    ] as const) {
      writeFileSync(join(location, 'versions', `${String(number).padStart(3, '0')}_${words}_${direction}.sql`), text)
    }
  }
  for (let number = 1; number <= versions; number++) {
    if (number % 4 === 0) write(number, 'placeholder_default', '', '')
    else if (number % 4 === 1) {
      write(number, 'table_default', `CREATE TABLE t${number} (id INTEGER NOT NULL, note VARCHAR(20));\n`, `DROP TABLE t${number};\n`)
    } else if (number % 4 === 2) {
      for (const database of ['sqlite', 'mysql']) {
        write(
          number,
          `column_${database}`,
          `ALTER TABLE t${number - 1} ADD COLUMN c INTEGER;\n`,
          `ALTER TABLE t${number - 1} DROP COLUMN c;\n`,
        )
      }
    } else {
      write(
        number,
        'rows_default',
        `BEGIN;\nINSERT INTO t${number - 2} (id, note) VALUES (${number}, 'it''s; one');\nCOMMIT;\n`,
        `DELETE FROM t${number - 2} WHERE id = ${number};\n`,
      )
    }
  }
}

/** The same numbers on every run: a failure can be looked at again. */
function* dice(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    yield state / 2 ** 32
  }
}

/** The database as the old tool's driver wants to be called. */
const heritageUrl = (url: string): string => url.replace(/^sqlite:/, 'sqlite:////').replace(/^(?:mysql|mariadb):/, 'mysql+pymysql:')

describe.skipIf(!hasHeritageTool)(
  `SQLAlchemy Migrate and mig${hasHeritageTool ? '' : ' (python3-migrate and python3-pymysql are not installed)'}`,
  () => {
    for (const server of databases.filter(({ dialect }) => dialect !== 'postgres')) {
      it(`take turns on one database and agree after each of ${steps} steps on ${server.name}`, async () => {
        await using folder = await tempFolder()
        const location = join(folder.path, 'repo')
        writeRepository(location)
        const { url, dispose } = await server.create()
        await using tool = startHeritageTool(folder.path)
        const old = async (...argv: readonly string[]) => {
          const result = await tool.run(argv[0]!, heritageUrl(url), 'repo', ...argv.slice(1))
          expect(result, `migrate ${argv.join(' ')}`).toMatchObject({ exit: 0 })
          return result.stdout.trim()
        }
        const mig = async (...argv: readonly string[]) => {
          const result = await runMain([...argv, '--database', url.replace(/^mysql:/, 'mariadb:'), '--repository', location], folder.path)
          expect(result, `mig ${argv.join(' ')}`).toMatchObject({ exitCode: 0 })
          return result.stdout.trim()
        }
        try {
          const random = dice(20_260_101)
          const next = (): number => random.next().value
          await old('version_control')
          let at = 0
          for (let step = 0; step < steps; step++) {
            const target = Math.floor(next() * (versions + 1))
            const run = next() < 0.5 ? old : mig
            if (target !== at) await run(target > at ? 'upgrade' : 'downgrade', String(target))
            at = target
            expect([await old('db_version'), await mig('db_version')], `after step ${step}`).toEqual([String(at), String(at)])
          }
          await (at < versions ? old('upgrade') : Promise.resolve())
          await using database = await connect(url)
          await using scratch = await database.scratch()
          await new Migrator({ repository: await LinearRepository.open(location), database: scratch }).upgrade('latest')
          expect(compareCatalogs(await scratch.inspect(), await database.inspect())).toEqual([])
        } finally {
          await dispose()
        }
      }, 300_000)
    }
  },
)
