import { performance } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { makePlan, RevisionGraph } from '../../packages/core/dist/index.js'
import { interleave, median, ms, pairedRatio, printRow, times } from './measure.mjs'

const sizes = [1_000, 10_000, 100_000]
const total = Math.max(...sizes)
/** How much longer ten times as many revisions may take. */
const goal = 12
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc')

/**
 * Graphs of 1,000 to 100,000 revisions: built, and planned from base to heads. The last column is the growth over a tenth of the size.
 *
 * Every round works through 100,000 revisions for each size, as a hundred graphs, as ten, or as one, and keeps what it
 * made until it has all of it. A single small graph would never meet the garbage collector, and the growth would tell
 * of that and not of the graph. Nor does a round meet the garbage of the one before.
 */
export default async function measureGraphs() {
  console.log('graph: build, and plan from base to heads')
  for (const [shape, make] of Object.entries({ chain, 'random DAG with merges and dependencies': randomDag })) {
    const subjects = Object.fromEntries(
      sizes.map((size) => {
        const graphs = Array.from({ length: total / size }, (_, seed) => make(size, seed))
        return [size, () => timeAll(graphs)]
      }),
    )
    const found = await interleave(subjects, 11)
    for (const [at, size] of sizes.entries()) {
      const growth = at === 0 ? '' : `${times(pairedRatio(found[size], found[sizes[at - 1]]))}   (goal ${goal} ×)`
      printRow(`${shape}, ${size.toLocaleString('en')}`, `${ms(median(found[size]))} ${growth}`)
    }
  }
}

/** The time of one graph, as the mean over all of them. */
function timeAll(graphs) {
  const kept = []
  collectGarbage({ type: 'minor' })
  const started = performance.now()
  for (const revisions of graphs) kept.push(buildAndPlan(revisions))
  return (performance.now() - started) / kept.length
}

function buildAndPlan(revisions) {
  const graph = RevisionGraph.build(revisions)
  const plan = makePlan(graph, [], { kind: 'apply', revisions: graph.heads() })
  if (plan.steps.length !== revisions.length) throw new Error('the plan is incomplete')
  return { graph, plan }
}

const revision = (id, downRevisions, dependsOn = []) => ({ id, downRevisions, dependsOn, labels: [], description: '' })
// 12 hexadecimal digits, as mig writes them: no order, no common beginning
const idOf = (number) => ((number * 2654435761) % 2 ** 32).toString(16).padStart(8, '0') + (number % 2 ** 16).toString(16).padStart(4, '0')

function chain(size, seed) {
  const first = seed * size
  return Array.from({ length: size }, (_, index) => revision(idOf(first + index), index === 0 ? [] : [idOf(first + index - 1)]))
}

function randomDag(size, seed) {
  // Park and Miller's generator
  let state = 20261124 + seed
  const random = (below) => (state = (state * 48271) % 2147483647) % below
  const first = seed * size
  return Array.from({ length: size }, (_, index) => {
    if (index === 0) return revision(idOf(first), [])
    const recent = () => Math.max(0, index - 1 - random(20))
    const parents = new Set(random(5) === 0 ? [recent(), recent()] : [recent()])
    const dependencies = random(10) === 0 ? [random(index)].filter((other) => !parents.has(other)) : []
    const idAt = (at) => idOf(first + at)
    return revision(idAt(index), [...parents].map(idAt), dependencies.map(idAt))
  })
}
