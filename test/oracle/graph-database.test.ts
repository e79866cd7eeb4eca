import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memoryFolder } from '../support/temp-folder.js'
import { graphDataFile, readGraphData } from './graph-data.js'
import { migrateWith, prepareDatabase, runOnDatabase, withDatabase } from './graph-database.js'
import { writeRepository, type Place } from './graph-place.js'
import { compareAll, renderReport } from './graph-report.js'
import { library, type Subject } from './graph-subject.js'

const onDatabase = ['upgrade', 'downgrade', 'stamp', 'sequence', 'current']

describe('a database taken over from Alembic', () => {
  it(
    'is upgraded, downgraded and stamped to the rows that Alembic leaves, but for the differences on purpose',
    { timeout: 300_000 },
    async () => {
      await using folder = await memoryFolder()
      const { graphs, cases } = readGraphData(graphDataFile)
      const online = cases.filter(({ op, offline }) => onDatabase.includes(op) && offline !== true)
      const places = new Map<string, Place>()
      for (const [id, revisions] of graphs)
        places.set(id, await writeRepository(join(folder.path, id), revisions, { versionTable: 'alembic_version' }))
      const subject: Subject = {
        ...library,
        run: (place, one) =>
          withDatabase(folder.path, async (file, open) => {
            await prepareDatabase(file, place, one.current ?? [])
            return runOnDatabase(file, place, one, async () => migrateWith(place, await open(), one))
          }),
      }
      const report = await compareAll(online, places, () => subject)
      console.log(renderReport(report))
      expect(report.failures).toEqual([])
      expect([...report.ran.values()].reduce((sum, count) => sum + count, 0)).toBe(online.length)
    },
  )
})
