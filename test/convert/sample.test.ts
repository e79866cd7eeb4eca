import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareCatalogs, type Database } from '@mig/core'
import { convertRepository, type ConversionReport, type ConvertEvent, type LegacyRecord } from '@mig/convert'
import { DagRepository } from '@mig/dag'
import { connect } from '@mig/database'
import { databases } from '../support/servers.js'
import { tempFolder, type TempFolder } from '../support/temp-folder.js'
import { freshCatalog, withDatabase } from './with-database.js'

const sample = join(import.meta.dirname, '../samples/numbered')

describe('the sample, converted', () => {
  let folder: TempFolder
  let target: string
  let before: string
  let report: ConversionReport
  const events: ConvertEvent[] = []

  beforeAll(async () => {
    folder = await tempFolder()
    target = join(folder.path, 'migrations')
    // As it was before the second 007 arrived: linear mode loads it.
    before = join(folder.path, 'before')
    cpSync(sample, before, { recursive: true })
    rmSync(join(before, 'versions/007_orders_note.sql'))
    const created = await Promise.all([...databases].map((server) => server.create()))
    const proveOn: Database[] = await Promise.all(created.map(({ url }) => connect(url)))
    try {
      const operations = () => import('@mig/schema')
      report = await convertRepository({ source: sample, target, proveOn, operations, onEvent: (event) => events.push(event) })
    } finally {
      for (const database of proveOn) await database[Symbol.asyncDispose]()
      for (const { dispose } of created) await dispose()
    }
  })
  afterAll(async () => folder[Symbol.asyncDispose]())

  it('is this graph, with the same ids wherever it is converted', async () => {
    const { revisions } = (await (await DagRepository.open(target)).graph()).index
    expect(revisions.map(({ id, downRevisions, description }) => `${id} <- ${downRevisions.join(' ') || 'base'}: ${description}`)).toEqual([
      '536400fd79e3 <- base: create customer',
      'cbc9e13d9ad9 <- 536400fd79e3: create product',
      '495627fcea15 <- cbc9e13d9ad9: create orders',
      'e76f4fa222da <- 495627fcea15: placeholder',
      '14b5fba31ef5 <- e76f4fa222da: add order state',
      '09f6f2596fbc <- 14b5fba31ef5: index customer email',
      '4cbaf147646e <- 09f6f2596fbc: customer points',
      '5d31b71d211a <- 09f6f2596fbc: orders note',
      'ae510735a21e <- 4cbaf147646e 5d31b71d211a: merge of the 2 changes that were version 7',
      'fa44a8a42440 <- ae510735a21e: placeholder',
      'c5b0c25914d6 <- fa44a8a42440: placeholder',
      'ed44cf074681 <- c5b0c25914d6: index customer email again',
      'b80e74b03527 <- ed44cf074681: product stock',
      '801e83818bfe <- b80e74b03527: open orders',
    ])
  })

  it('has its head written down, so that git notices what two people add', async () => {
    const [head, ...others] = await (await DagRepository.open(target)).headFiles()
    expect([head?.found, others]).toEqual([head?.expected, []])
    expect(head?.found).toContain('\n801e83818bfe open_orders\n')
  })

  it('is proved at every number on every server, with the time of each', () => {
    expect(report.proofs.map(({ dialect, versions }) => [dialect, versions])).toEqual([...databases].map(({ dialect }) => [dialect, 12]))
    const timed = events.filter((event) => event.type === 'proved-version')
    expect(timed.map(({ version }) => version).slice(0, 12)).toEqual(Array.from({ length: 12 }, (_, at) => String(at + 1)))
    expect(timed.every(({ elapsedMs }) => elapsedMs >= 0)).toBe(true)
  })

  it('is reported: three placeholders, a collision, a back-port', () => {
    expect(report.counts).toMatchObject({
      'numbers read': 12,
      imported: 9,
      'no-op': 3,
      placeholders: 3,
      collisions: 1,
      'back-ports': 1,
      'needs a human': 0,
    })
    expect(report.notes).toEqual([
      'version 7 was written twice: 4cbaf147646e and 5d31b71d211a are siblings, joined by ae510735a21e',
      'ed44cf074681 (010) is the same change as 09f6f2596fbc under another number: a database that has one has both',
    ])
  })

  it('has a certificate for each number in its record', () => {
    const record = JSON.parse(readFileSync(join(target, 'legacy.json'), 'utf8')) as LegacyRecord
    for (const { dialect } of databases) {
      const { fingerprints } = record.certificates[dialect]!
      expect(Object.keys(fingerprints)).toHaveLength(12)
      expect(fingerprints['3']).toBe(fingerprints['4']) // a placeholder
      expect(fingerprints['4']).not.toBe(fingerprints['5'])
    }
  })

  it('leaves nothing beside the target', () => {
    expect(readdirSync(folder.path).sort()).toEqual(['before', 'migrations'])
  })

  for (const server of databases) {
    describe(`on ${server.name}`, () => {
      it('goes up to its head and down to nothing', async () => {
        await withDatabase(server, async ({ database, graph, migrator }) => {
          const { applied } = await graph(target)
          expect(applied).toHaveLength(13) // the back-port is satisfied by the change that it repeats
          await (await migrator(target)).downgrade('base')
          const { tables, views, routines, triggers } = await database.inspect()
          expect({ tables, views, routines, triggers }).toEqual({ tables: [], views: [], routines: [], triggers: [] })
        })
      })

      it('takes over a database that linear mode left at 5, and gives it the schema of a fresh one', async () => {
        const fresh = await freshCatalog(server, target)
        await withDatabase(server, async ({ database, linear, graph }) => {
          await linear(before, '5')
          const { adopted, applied } = await graph(target)
          expect(adopted).toMatchObject({ table: 'migrate_version', version: '5', heads: ['14b5fba31ef5'] })
          expect(adopted?.evidence).toBe('its schema has the certified fingerprint of version 5')
          expect(applied).toHaveLength(8)
          expect(compareCatalogs(fresh, await database.inspect())).toEqual([])
        })
      })

      it('takes over a database that ran one of the two 007, at that one', async () => {
        const fresh = await freshCatalog(server, target)
        await withDatabase(server, async ({ database, linear, graph }) => {
          await linear(before, '7')
          const { adopted } = await graph(target)
          expect(adopted).toMatchObject({ version: '7', heads: ['4cbaf147646e'] })
          expect(compareCatalogs(fresh, await database.inspect())).toEqual([])
        })
      })

      it('refuses a database that went on from one of the two 007, and names what it lacks', async () => {
        await withDatabase(server, async ({ linear, graph, heads }) => {
          await linear(before, '9')
          await expect(graph(target)).rejects.toMatchObject({
            code: 'MIG_ADOPT_DRIFT',
            message: expect.stringContaining('column note'),
          })
          expect(await heads(target)).toEqual([])
        })
      })
    })
  }
})
