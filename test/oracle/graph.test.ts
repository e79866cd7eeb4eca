import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tempFolder } from '../support/temp-folder.js'
import { graphDataFile, readGraphData } from './graph-data.js'
import { writeRepository, type Place } from './graph-place.js'
import { compareAll, renderReport } from './graph-report.js'
import { library } from './graph-subject.js'
import { vary } from './graph-variation.js'

const recorded = readGraphData(graphDataFile)

/** Compares all of it and returns the report. */
async function compareData({ graphs, cases }: typeof recorded) {
  await using folder = await tempFolder()
  const places = new Map<string, Place>()
  for (const [id, revisions] of graphs) places.set(id, await writeRepository(join(folder.path, id), revisions))
  const report = await compareAll(cases, places, () => library)
  expect(report.failures).toEqual([])
  expect([...report.ran.values()].reduce((sum, count) => sum + count, 0)).toBe(cases.length)
  return report
}

describe('the graph, targets, plans and new files', () => {
  it('are what Alembic says, but for the differences on purpose', async () => {
    const report = await compareData(recorded)
    console.log(renderReport(report))
    expect(report.ran.size).toBeGreaterThan(0)
  })

  const seed = Number(process.env['MIG_ORACLE_SEED'] ?? 1)
  it(`are the same with other ids and with files in another order (seed ${seed})`, async () => {
    await compareData(vary(recorded.graphs, recorded.cases, seed))
  })
})
