import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareCatalogs, isMigError, Migrator, type Catalog } from '@mig/core'
import { convertRepository } from '@mig/convert'
import { DagRepository } from '@mig/dag'
import { connect } from '@mig/database'
import { LinearRepository } from '@mig/linear'
import { driftsOf } from '../convert/drifts.js'
import { databases, type TestDatabase } from '../support/servers.js'
import { tempFolder } from '../support/temp-folder.js'

/*
 * Databases of a real product at each number of its repository, taken over and upgraded: all become like a fresh one. And databases in which
 * one object is another one: all refused, by its name. The short form takes some numbers and drifts; MIG_CONVERT_LONG=1 all.
 */

const source = join(import.meta.dirname, '../../../shared/real/nova-api-numbered')
const isHere = existsSync(source)
const isLong = process.env['MIG_CONVERT_LONG'] === '1'
const last = 82
const driftedAt = '20'
const numbers = Array.from({ length: last }, (_, index) => String(index + 1)).filter(
  (number) => isLong || ['7', '52', '82'].includes(number),
)

describe.skipIf(!isHere)(`databases of nova-api-numbered${isHere ? '' : ' (its folder does not lie beside this checkout)'}`, () => {
  let folder: Awaited<ReturnType<typeof tempFolder>>
  let graph: string
  const score: string[] = []

  beforeAll(async () => {
    folder = await tempFolder()
    graph = join(folder.path, 'graph')
    await convertRepository({ source, target: graph })
  })
  afterAll(async () => {
    console.info(score.join('\n'))
    await folder[Symbol.asyncDispose]()
  })

  const linearTo = async ({ url }: TestDatabase, number: string): Promise<void> => {
    await using database = await connect(url)
    await new Migrator({ repository: await LinearRepository.open(source), database }).upgrade(number)
  }
  const upgraded = async ({ url }: TestDatabase): Promise<{ readonly catalog: Catalog; readonly adopted: string | undefined }> => {
    await using database = await connect(url)
    const migrator = new Migrator({ repository: await DagRepository.open(graph), database, adoption: () => import('@mig/convert') })
    const { adopted } = await migrator.upgrade()
    return { catalog: await database.inspect(), adopted: adopted?.version }
  }

  for (const server of databases) {
    describe.concurrent(`on ${server.name}`, () => {
      it(`are taken over at ${numbers.length} of ${last} numbers, and become like a fresh one`, async () => {
        const fresh = await server.create()
        const { catalog } = await upgraded(fresh)
        await fresh.dispose()
        const growing = await server.create()
        const failures: string[] = []
        for (const number of numbers) {
          await linearTo(growing, number)
          const copy = await server.copy(growing)
          try {
            const { catalog: own, adopted } = await upgraded(copy)
            const differences = compareCatalogs(catalog, own)
            if (adopted !== number || differences.length > 0)
              failures.push(`${number}: adopted at ${adopted}, ${JSON.stringify(differences)}`)
          } catch (error) {
            failures.push(`${number}: ${(error as Error).message}`)
          } finally {
            await copy.dispose()
          }
        }
        await growing.dispose()
        score.push(
          `${server.name}: ${numbers.length - failures.length} of ${numbers.length} numbers taken over and equal to a fresh database`,
        )
        expect(failures).toEqual([])
      }, 3_600_000)

      it('are refused with one object that is another one, by its name', async () => {
        const all = driftsOf(server.dialect)
        expect(all.length).toBeGreaterThanOrEqual(40)
        const drifts = isLong ? all : all.filter((_drift, index) => index % 13 === 4)
        const clean = await server.create()
        await linearTo(clean, driftedAt)
        const failures: string[] = []
        for (const { what, names, statements } of drifts) {
          const copy = await server.copy(clean)
          try {
            await run(copy, statements)
            const refusal = await upgraded(copy).then(
              () => undefined,
              (error: unknown) => error,
            )
            const isNamed = isMigError(refusal, 'MIG_ADOPT_DRIFT') && names.every((name) => refusal.message.includes(name))
            if (!isNamed) failures.push(`${what} (${names.join(', ')}): ${refusal === undefined ? 'taken over' : String(refusal)}`)
          } catch (error) {
            failures.push(`${what}: could not be made: ${(error as Error).message}`)
          } finally {
            await copy.dispose()
          }
        }
        await clean.dispose()
        score.push(`${server.name}: ${drifts.length - failures.length} of ${drifts.length} drifts refused by name`)
        expect(failures).toEqual([])
      }, 3_600_000)
    })
  }
})

async function run({ url }: TestDatabase, statements: readonly string[]): Promise<void> {
  await using database = await connect(url)
  await using session = await database.session()
  for (const statement of statements) {
    const { affectedRows } = await session.execute(statement)
    if (statement.startsWith('UPDATE sqlite_master') && affectedRows !== 1) throw new Error(`nothing was edited: ${statement}`)
  }
}
