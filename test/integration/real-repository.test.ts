import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareCatalogs, Migrator, type Catalog, type Dialect } from '@mig/core'
import { convertRepository, decideAdoption, type ConversionReport, type LegacyRecord } from '@mig/convert'
import { DagRepository } from '@mig/dag'
import { connect } from '@mig/database'
import { LinearRepository } from '@mig/linear'
import { readSnapshot, type Snapshot } from '../support/read-snapshot.js'
import { databases } from '../support/servers.js'
import { tempFolder } from '../support/temp-folder.js'

/** 82 numbered versions of a real product, with SQL recorded for three dialects; it lies beside the checkout where it is to be had. */
const source = join(import.meta.dirname, '../../../shared/real/nova-api-numbered')
const isHere = existsSync(source)

const folderOf: Readonly<Record<Dialect, string>> = { mysql: 'mysql', postgres: 'postgresql', sqlite: 'sqlite' }
/** What was recorded, in the shape in which it is read here: SQLite's texts as hashes are left out, and order where it says nothing. */
function recorded(dialect: Dialect, version: number): Snapshot {
  const file = join(source, 'snapshots', folderOf[dialect], `${String(version).padStart(3, '0')}.json`)
  const snapshot = JSON.parse(readFileSync(file, 'utf8')) as Snapshot & { readonly tables: Record<string, Record<string, unknown>> }
  if (dialect !== 'sqlite') return snapshot
  const { tables, indexes } = snapshot
  const told = Object.entries(tables).map(
    ([name, { columns, foreign_keys, uniques }]) => [name, { columns, foreign_keys, uniques }] as const,
  )
  return { indexes, others: [], tables: Object.fromEntries(told) }
}

const sortLists = (snapshot: Snapshot): unknown =>
  JSON.parse(
    JSON.stringify(snapshot, (key, value: unknown) =>
      (key === 'foreign_keys' || key === 'uniques') && Array.isArray(value) ? value.map((one) => JSON.stringify(one)).sort() : value,
    ),
  )

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

      it('gives the schemas that SQLAlchemy Migrate gave, at every recorded version', () =>
        withDatabase(async (url) => {
          const { snapshots } = JSON.parse(readFileSync(join(source, 'MANIFEST.json'), 'utf8')) as { readonly snapshots: readonly number[] }
          await using database = await connect(url)
          await using session = await database.session()
          // tables that name no character set took the server's
          if (server.dialect === 'mysql') await session.execute('ALTER DATABASE CHARACTER SET latin1 COLLATE latin1_swedish_ci')
          const migrator = new Migrator({ repository: await LinearRepository.open(source), database })
          for (const version of snapshots) {
            await migrator.upgrade(String(version))
            expect(sortLists(await readSnapshot(server.dialect, session)), `version ${version}`).toEqual(
              sortLists(recorded(server.dialect, version)),
            )
          }
          expect(snapshots.at(-1)).toBe(82)
        }))

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
