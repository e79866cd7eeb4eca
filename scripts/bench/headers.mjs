import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { DagRepository } from '../../packages/dag/dist/index.js'
import { renderDagScript } from '../../packages/script/dist/index.js'
import { interleave, median, ms, pairedRatio, printRow, times } from './measure.mjs'

const count = 10_000

/** The graph of 10,000 files, read from their headers, against only reading the same files. */
export default async function measureHeaders() {
  console.log(`headers: ${count.toLocaleString('en')} revision files, half TypeScript, half SQL`)
  const folder = await mkdtemp(join(tmpdir(), 'mig-bench-'))
  try {
    const versions = join(folder, 'versions')
    await mkdir(versions)
    for (let index = 0; index < count; index++) await writeRevision(versions, index)
    const found = await interleave({ read: () => timed(() => readAll(versions)), load: () => timed(() => load(folder)) }, 5)
    printRow('reading the files', ms(median(found.read)))
    printRow('reading them and building the graph', `${ms(median(found.load))} ${times(pairedRatio(found.load, found.read))}`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const idOf = (index) => `${index.toString(16).padStart(11, '0')}a`

async function writeRevision(versions, index) {
  const language = index % 2 === 0 ? 'ts' : 'sql'
  const text = renderDagScript({
    language,
    revision: idOf(index),
    downRevisions: index === 0 ? [] : [idOf(index - 1)],
    dependsOn: [],
    branchLabels: [],
    description: `create table ${index}`,
    createdAt: '2026-11-24T10:00:00Z',
    upgrade:
      language === 'sql' ? `CREATE TABLE t${index} (id INTEGER PRIMARY KEY);` : `await op.execute('CREATE TABLE t${index} (id INTEGER)')`,
    downgrade: language === 'sql' ? `DROP TABLE t${index};` : `await op.execute('DROP TABLE t${index}')`,
  })
  await writeFile(join(versions, `${idOf(index)}_create_table.${language}`), text)
}

async function timed(run) {
  const started = performance.now()
  await run()
  return performance.now() - started
}

/** What any tool that knows every file has to do, in the fastest way there is. */
function readAll(versions) {
  for (const name of readdirSync(versions)) readFileSync(join(versions, name), 'utf8')
}

async function load(folder) {
  const graph = await (await DagRepository.open(folder)).graph()
  if (graph.size !== count) throw new Error('the graph is incomplete')
}
