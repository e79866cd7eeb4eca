import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isMigError, makePlan, RevisionGraph, type Goal, type Plan, type RevisionId, type Verb } from '@mig/core'
import { resolveDagTarget } from '@mig/dag'
import { Definitions, run, situations, type Situation } from '../../core/test/situations.js'

/** Cases of each law; more with `MIG_PROPERTY_RUNS`. */
const numRuns = Number(process.env['MIG_PROPERTY_RUNS'] ?? 1_000)

const goalOf = (verb: Verb, target: string, graph: RevisionGraph, current: readonly RevisionId[]): Promise<Goal> =>
  resolveDagTarget(verb, [target], { graph, current, releases: new Map() })

const check = (law: (situation: Situation, graph: RevisionGraph, brute: Definitions) => Promise<void>): Promise<void> =>
  fc.assert(
    fc.asyncProperty(situations, (situation) =>
      law(situation, RevisionGraph.build(situation.revisions), new Definitions(situation.revisions)),
    ),
    { numRuns },
  )

describe('a target, against the definitions', () => {
  const planOf = async (verb: Verb, target: string, graph: RevisionGraph, rows: readonly RevisionId[]): Promise<Plan> =>
    makePlan(graph, rows, await goalOf(verb, target, graph, rows))

  it('heads applies everything, base undoes everything', async () => {
    await check(async ({ rows }, graph, brute) => {
      expect(run(brute, rows, await planOf('upgrade', 'heads', graph, rows))).toEqual([...brute.ids()].sort())
      expect(run(brute, rows, await planOf('downgrade', 'base', graph, rows))).toEqual([])
    })
  })

  it('ID applies it and what it needs, and undoes what is built on it with what needs that', async () => {
    await check(async ({ rows, goal: [id = ''] }, graph, brute) => {
      if (!graph.has(id)) return
      expect(run(brute, rows, await planOf('upgrade', id, graph, rows))).toEqual([...brute.closed([...rows, id])].sort())
      const doomed = brute.dependents(brute.ids().filter((other) => graph.get(other).downRevisions.includes(id)))
      const before = brute.closed(rows)
      try {
        const left = run(brute, rows, await planOf('downgrade', id, graph, rows))
        expect(left).toEqual(before.filter((other) => !doomed.includes(other)).sort())
      } catch (error) {
        if (!isMigError(error, 'MIG_TARGET_DIRECTION')) throw error
        // only where nothing above it is applied
        expect(before.filter((other) => doomed.includes(other))).toEqual([])
      }
    })
  })

  it('LABEL is the revision that declares it', async () => {
    await check(async ({ rows, revisions }, graph) => {
      for (const { id, labels } of revisions) {
        for (const label of labels) expect(await goalOf('upgrade', label, graph, rows)).toEqual(await goalOf('upgrade', id, graph, rows))
      }
    })
  })

  it('+1 applies the one child of the one row, -1 undoes the one row, and each takes the other back', async () => {
    await check(async ({ rows }, graph, brute) => {
      if (rows.length !== 1) return
      const down = await planOf('downgrade', '-1', graph, rows)
      expect(down.steps.map((step) => step.kind !== 'stamp' && step.revision)).toEqual([rows[0]])
      const children = graph.children(rows[0]!)
      if (children.length !== 1) return
      const up = await planOf('upgrade', '+1', graph, rows)
      expect(run(brute, rows, up)).toEqual([...brute.closed([...rows, children[0]!])].sort())
    })
  })

  it('of any form gives a plan that is in order, or is refused with a code and a hint; in whatever order the files come', async () => {
    const forms = fc.record({
      branch: fc.option(fc.constantFrom('q', 'b', 'x', 'label_q', 'label_b', 'label', 'nowhere'), { nil: undefined }),
      symbol: fc.constantFrom('q', 'b', 'x', 'k', 'label_q', 'label_b', 'label_', 'head', 'heads', 'base', 'current', 'nowhere', ''),
      steps: fc.constantFrom('', '', '', '+1', '+2', '-1', '-2', '-9'),
      verb: fc.constantFrom('upgrade' as const, 'downgrade' as const, 'stamp' as const),
    })
    const answer = async (verb: Verb, target: string, graph: RevisionGraph, rows: readonly RevisionId[]): Promise<Plan | string> => {
      try {
        return await planOf(verb, target, graph, rows)
      } catch (error) {
        if (!isMigError(error)) throw error
        expect(error.hint, error.message).toBeTruthy()
        return error.code
      }
    }
    await fc.assert(
      fc.asyncProperty(situations, forms, async ({ revisions, rows }, { branch, symbol, steps, verb }) => {
        const target = `${branch === undefined ? '' : `${branch}@`}${symbol}${steps}`
        const found = await answer(verb, target, RevisionGraph.build(revisions), rows)
        if (typeof found !== 'string' && verb !== 'stamp') run(new Definitions(revisions), rows, found)
        const turned = RevisionGraph.build([...revisions].reverse())
        expect(await answer(verb, target, turned, [...rows].reverse())).toEqual(found)
      }),
      { numRuns: numRuns * 3 },
    )
  })
})
