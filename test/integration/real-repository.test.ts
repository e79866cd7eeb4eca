import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareCatalogs, Migrator, type Catalog } from '@mig/core'
import { convertRepository, decideAdoption, type ConversionReport, type LegacyRecord } from '@mig/convert'
import { DagRepository } from '@mig/dag'
import { connect } from '@mig/database'
import { LinearRepository } from '@mig/linear'
import { databases } from '../support/servers.js'
import { tempFolder } from '../support/temp-folder.js'

/** 82 numbered versions of a real product, with SQL recorded for three dialects; it lies beside the checkout where it is to be had. */
const source = join(import.meta.dirname, '../../../shared/real/nova-api-numbered')
const isHere = existsSync(source)

describe.skipIf(!isHere)(`the real repository nova-api-numbered${isHere ? '' : ' (its folder does not lie beside this checkout)'}`, () => {
  let folder: Awaited<ReturnType<typeof tempFolder>>
  let report: ConversionReport
  let graph: string

  beforeAll(async () => {
    folder = await tempFolder()
    graph = join(folder.path, 'graph')
    await using sqlite = await connect('sqlite::memory:')
    report = await convertRepository({ source, target: graph, proveOn: [sqlite] })
  })
  afterAll(async () => folder[Symbol.asyncDispose]())

  it('becomes a graph of 82 revisions, proved at every number, its gate reported', async () => {
    expect(report.revisions).toBe(82)
    expect(report.proofs).toMatchObject([{ dialect: 'sqlite', versions: 82 }])
    expect(report.notes).toEqual([expect.stringContaining('version 30')])
    expect(report.counts).toMatchObject({ 'no-op gates': 1, placeholders: 50 })
  })

  for (const server of databases) {
    describe(`on ${server.name}`, () => {
      const withDatabase = async <T>(work: (url: string) => Promise<T>): Promise<T> => {
        const created = await server.create()
        try {
          return await work(created.url)
        } finally {
          await created.dispose()
        }
      }
      const linearTo = async (url: string, target: string): Promise<Catalog> => {
        await using database = await connect(url)
        await new Migrator({ repository: await LinearRepository.open(source), database }).upgrade(target)
        return await database.inspect()
      }
      const graphToHead = async (url: string): Promise<{ readonly catalog: Catalog; readonly adopted: string | undefined }> => {
        await using database = await connect(url)
        const migrator = new Migrator({ repository: await DagRepository.open(graph), database, adoption: () => import('@mig/convert') })
        const { adopted } = await migrator.upgrade('head')
        return { catalog: await database.inspect(), adopted: adopted?.version }
      }

      it('gives the schema of the linear run at 82', async () => {
        const linear = await withDatabase((url) => linearTo(url, '82'))
        const fresh = await withDatabase(graphToHead)
        expect(fresh.adopted).toBeUndefined()
        expect(linear.tables.length).toBeGreaterThan(30)
        expect(compareCatalogs(linear, fresh.catalog)).toEqual([])
      })

      it('adopts a database that the linear mode left at 52, and upgrades it', async () => {
        const fresh = await withDatabase(graphToHead)
        const adopted = await withDatabase(async (url) => {
          await linearTo(url, '52')
          return graphToHead(url)
        })
        expect(adopted.adopted).toBe('52')
        expect(compareCatalogs(fresh.catalog, adopted.catalog)).toEqual([])
      })

      it('is proved at all 82 numbers, and then knows a database at each of them', async () => {
        await using own = await tempFolder()
        const target = join(own.path, 'graph')
        await withDatabase(async (url) => {
          await using database = await connect(url)
          const { proofs } = await convertRepository({ source, target, proveOn: [database] })
          expect(proofs).toMatchObject([{ dialect: server.dialect, versions: 82 }])
          const repository = await DagRepository.open(target)
          const { versions } = JSON.parse(readFileSync(join(target, 'legacy.json'), 'utf8')) as LegacyRecord
          const linear = new Migrator({ repository: await LinearRepository.open(source), database })
          for (const { version, revision } of versions) {
            await linear.upgrade(version)
            await using session = await database.session()
            const evidence = `its schema has the certified fingerprint of version ${version}`
            expect(await decideAdoption({ repository, database, session })).toMatchObject({
              kind: 'adopt',
              version,
              heads: [revision],
              evidence,
            })
          }
        })
      })
    })
  }
})
