import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memoryFolder } from '../support/temp-folder.js'
import { commandSubject, inProcess, ownProcess, sampleOf } from './graph-command.js'
import { graphDataFile, readGraphData } from './graph-data.js'
import { writeRepository, type Place } from './graph-place.js'
import { compareAll, renderReport } from './graph-report.js'

/** Every tenth case starts the built program; the others run its `main`. */
const everyTenth = (at: number): boolean => at % 10 === 0

/** How many cases; all of them with a large `MIG_ORACLE_SAMPLE`. */
const size = Number(process.env['MIG_ORACLE_SAMPLE'] ?? 100)

describe('the mig command on SQLite', () => {
  it(`answers, changes and refuses as recorded in a sample of ${size} cases`, { timeout: 3_000_000 }, async () => {
    await using folder = await memoryFolder()
    const { graphs, cases } = readGraphData(graphDataFile)
    const sample = sampleOf(cases, size)
    const places = new Map<string, Place>()
    for (const id of new Set(sample.map(({ graph_id }) => graph_id)))
      places.set(id, await writeRepository(join(folder.path, id), graphs.get(id)!, { versionTable: 'alembic_version' }))
    const subjects = [commandSubject(folder.path, ownProcess), commandSubject(folder.path, inProcess)] as const
    const report = await compareAll(sample, places, (one) => subjects[everyTenth(sample.indexOf(one)) ? 0 : 1])
    console.log(renderReport(report))
    expect(report.failures).toEqual([])
    expect([...report.ran.values()].reduce((sum, count) => sum + count, 0)).toBe(sample.length)
  })
})
