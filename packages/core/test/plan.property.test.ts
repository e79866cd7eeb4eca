import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makePlan, RevisionGraph, type Goal, type RevisionId } from '@mig/core'
import { Definitions, run, situations, type Situation } from './situations.js'

/** Cases of each law, 10,000 and more over all of them; more with `MIG_PROPERTY_RUNS`. */
const numRuns = Number(process.env['MIG_PROPERTY_RUNS'] ?? 1_500)

const check = (law: (situation: Situation, graph: RevisionGraph, brute: Definitions) => void): void =>
  fc.assert(
    fc.property(situations, (situation) => law(situation, RevisionGraph.build(situation.revisions), new Definitions(situation.revisions))),
    { numRuns },
  )

const apply = (revisions: readonly RevisionId[]): Goal => ({ kind: 'apply', revisions })
const undo = (revisions: readonly RevisionId[]): Goal => ({ kind: 'undo', revisions })

describe('a plan, against the definitions', () => {
  it('applies exactly what is wanted, what that needs, and what was there, in order, with the right rows at every step', () => {
    check(({ rows, goal }, graph, brute) => {
      const plan = makePlan(graph, rows, apply(goal))
      expect(run(brute, rows, plan)).toEqual([...brute.closed([...rows, ...goal])].sort())
      expect(plan.steps).toHaveLength(brute.closed([...rows, ...goal]).length - brute.closed(rows).length)
    })
  })

  it('undoes exactly what is named and what needs it, in order, with the right rows at every step', () => {
    check(({ rows, goal }, graph, brute) => {
      const before = brute.closed(rows)
      const doomed = brute.dependents(goal)
      const plan = makePlan(graph, rows, undo(goal))
      expect(run(brute, rows, plan)).toEqual(before.filter((id) => !doomed.includes(id)).sort())
      expect(plan.steps).toHaveLength(before.filter((id) => doomed.includes(id)).length)
    })
  })

  it('has nothing left to do once it has run', () => {
    check(({ rows, goal }, graph) => {
      for (const wanted of [apply(goal), undo(goal)]) {
        const { to } = makePlan(graph, rows, wanted)
        expect(makePlan(graph, to, wanted).steps).toEqual([])
      }
    })
  })

  it('is the same in whatever order files and rows come', () => {
    check(({ revisions, rows, goal }, graph) => {
      const turned = RevisionGraph.build([...revisions].reverse())
      for (const wanted of [apply, undo]) {
        expect(makePlan(turned, [...rows].reverse(), wanted([...goal].reverse()))).toEqual(makePlan(graph, rows, wanted(goal)))
      }
    })
  })

  it('is taken back by undoing what it applied', () => {
    check(({ rows, goal }, graph) => {
      const up = makePlan(graph, rows, apply(goal))
      const applied = up.steps.flatMap((step) => (step.kind === 'upgrade' ? [step.revision] : []))
      const down = makePlan(graph, up.to, undo(applied))
      expect(down.to).toEqual([...rows].sort())
      expect(down.steps.map((step) => (step.kind === 'downgrade' ? step.revision : ''))).toEqual([...applied].reverse())
    })
  })

  it('stamps to the reduced rows in one change', () => {
    check(({ rows, goal }, graph, brute) => {
      const plan = makePlan(graph, rows, { kind: 'stamp', revisions: goal })
      expect([...plan.to].sort()).toEqual(
        goal.filter((id) => !goal.some((other) => other !== id && brute.closed([other]).includes(id))).sort(),
      )
      expect(plan.steps.length).toBeLessThanOrEqual(1)
      expect(makePlan(graph, plan.to, { kind: 'stamp', revisions: goal }).steps).toEqual([])
    })
  })

  it('puts rows that overlap right, and then does what it would have done', () => {
    check(({ rows, goal }, graph, brute) => {
      const overlapping = brute.closed(rows)
      const [clean, repaired] = [makePlan(graph, rows, apply(goal)), makePlan(graph, overlapping, apply(goal))]
      expect(repaired.steps.filter((step) => step.kind !== 'stamp')).toEqual(clean.steps)
      if (clean.steps.length > 0) expect(repaired.to).toEqual(clean.to)
    })
  })

  it('has no step that could be left out', () => {
    check(({ rows, goal }, graph, brute) => {
      for (const wanted of [apply(goal), undo(goal)]) {
        const plan = makePlan(graph, rows, wanted)
        const before = brute.closed(rows)
        const kept =
          wanted.kind === 'apply' ? brute.closed([...rows, ...goal]) : before.filter((id) => !brute.dependents(goal).includes(id))
        // each revision that is on one side and not on the other is one step, and nothing else is
        const moved = brute.ids().filter((id) => before.includes(id) !== kept.includes(id))
        expect(plan.steps.flatMap((step) => (step.kind === 'stamp' ? [] : [step.revision])).sort()).toEqual([...moved].sort())
        expect(plan.steps).toHaveLength(moved.length)
      }
    })
  })

  it('that undoes a base and what it carries is taken back by applying what it undid', () => {
    check(({ rows, goal }, graph) => {
      const down = makePlan(graph, rows, undo(goal))
      const undone = down.steps.flatMap((step) => (step.kind === 'downgrade' ? [step.revision] : []))
      const up = makePlan(graph, down.to, apply(undone))
      expect(up.to).toEqual([...rows].sort())
      expect(up.steps.map((step) => (step.kind === 'upgrade' ? step.revision : ''))).toEqual([...undone].reverse())
    })
  })
})

describe('a graph, against the definitions', () => {
  it('has the heads, the bases, the branch points and the order that they say', () => {
    check((_situation, graph, brute) => {
      const ids = [...brute.ids()].sort()
      const parentsOf = (id: RevisionId): readonly RevisionId[] => graph.get(id).downRevisions
      const childrenOf = (id: RevisionId): readonly RevisionId[] => ids.filter((other) => parentsOf(other).includes(id))
      expect(graph.heads()).toEqual(ids.filter((id) => childrenOf(id).length === 0))
      expect(graph.effectiveHeads()).toEqual(ids.filter((id) => !ids.some((other) => brute.needs(other, id))))
      expect(graph.bases()).toEqual(ids.filter((id) => parentsOf(id).length === 0))
      expect(graph.branchPoints()).toEqual(ids.filter((id) => childrenOf(id).length > 1))
      for (const id of ids) {
        expect([...graph.ancestors([id])].sort()).toEqual([...brute.closed([id])].sort())
        expect([...graph.descendants([id])].sort()).toEqual([...brute.dependents([id])].sort())
        expect(graph.children(id)).toEqual(childrenOf(id))
        expect(graph.neededBy(id)).toEqual(ids.filter((other) => brute.needs(other, id)))
      }
      const order = graph.index.ids
      for (const [at, id] of order.entries())
        expect(order.slice(0, at)).toEqual(expect.arrayContaining(ids.filter((other) => brute.needs(id, other))))
    })
  })
})
