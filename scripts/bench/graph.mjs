import { performance } from 'node:perf_hooks'
import { makePlan, RevisionGraph } from '../../packages/core/dist/index.js'
import { median, ms, printRow, times } from './measure.mjs'

/** Graphs of 1,000 to 100,000 revisions: built, and planned from base to heads. The last column is the growth over a tenth of the size. */
export default async function measureGraphs() {
  console.log('graph: build, and plan from base to heads')
  for (const [shape, make] of Object.entries({ chain, 'random DAG with merges and dependencies': randomDag })) {
    let previous
    for (const size of [1_000, 10_000, 100_000]) {
      const revisions = make(size)
      const elapsed = median(Array.from({ length: size > 10_000 ? 3 : 7 }, () => buildAndPlan(revisions)))
      printRow(`${shape}, ${size.toLocaleString('en')}`, `${ms(elapsed)} ${previous === undefined ? '' : times(elapsed / previous)}`)
      previous = elapsed
    }
  }
}

function buildAndPlan(revisions) {
  const started = performance.now()
  const graph = RevisionGraph.build(revisions)
  const plan = makePlan(graph, [], { kind: 'apply', revisions: graph.heads() })
  if (plan.steps.length !== revisions.length) throw new Error('the plan is incomplete')
  return performance.now() - started
}

const revision = (id, downRevisions, dependsOn = []) => ({ id, downRevisions, dependsOn, labels: [], description: '' })
// 12 hexadecimal digits, as mig writes them: no order, no common beginning
const idOf = (number) => ((number * 2654435761) % 2 ** 32).toString(16).padStart(8, '0') + (number % 2 ** 16).toString(16).padStart(4, '0')

function chain(size) {
  return Array.from({ length: size }, (_, index) => revision(idOf(index), index === 0 ? [] : [idOf(index - 1)]))
}

function randomDag(size) {
  let state = 20261124
  const random = (below) => (state = (state * 1103515245 + 12345) % 2 ** 31) % below
  return Array.from({ length: size }, (_, index) => {
    if (index === 0) return revision(idOf(0), [])
    const recent = () => Math.max(0, index - 1 - random(20))
    const parents = new Set(random(5) === 0 ? [recent(), recent()] : [recent()])
    const dependencies = random(10) === 0 ? [random(index)].filter((other) => !parents.has(other)) : []
    return revision(idOf(index), [...parents].map(idOf), dependencies.map(idOf))
  })
}
