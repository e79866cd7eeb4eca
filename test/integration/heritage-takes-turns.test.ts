import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compareCatalogs, Migrator } from '@mig/core'
import { connect } from '@mig/database'
import { LinearRepository } from '@mig/linear'
import { dice } from '../support/dice.js'
import { heritageVersions as versions, writeHeritageRepository } from '../support/heritage-repository.js'
import { hasHeritageTool, heritageUrl, startHeritageTool } from '../support/heritage-tool.js'
import { runMain } from '../support/run-cli.js'
import { databases } from '../support/servers.js'
import { tempFolder } from '../support/temp-folder.js'

const steps = 50

describe.skipIf(!hasHeritageTool)(
  `SQLAlchemy Migrate and mig${hasHeritageTool ? '' : ' (python3-migrate and python3-pymysql are not installed)'}`,
  () => {
    for (const server of databases.filter(({ dialect }) => dialect !== 'postgres')) {
      it(`take turns on one database and agree after each of ${steps} steps on ${server.name}`, async () => {
        await using folder = await tempFolder()
        const location = join(folder.path, 'repo')
        writeHeritageRepository(location)
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
