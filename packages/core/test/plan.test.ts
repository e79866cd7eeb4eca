import { describe, expect, it } from 'vitest'
import { isMigError, RevisionGraph, type MigError } from '@mig/core'
import { draw, expectPlan, planFor } from './draw.js'

describe('a line', () => {
  const graph = draw('a -> b -> c -> d')

  it('is applied from the base up', () => expectPlan(graph, { apply: ['c'] }, { steps: ['+a', '+b', '+c'], heads: ['c'] }))

  it('is applied from where the database is', () => expectPlan(graph, { from: ['b'], apply: ['d'] }, { steps: ['+c', '+d'], heads: ['d'] }))

  it('needs nothing when the target is below', () => expectPlan(graph, { from: ['d'], apply: ['b'] }, { steps: [], heads: ['d'] }))

  it('is undone from the top down', () => expectPlan(graph, { from: ['d'], undo: ['b'] }, { steps: ['-d', '-c', '-b'], heads: ['a'] }))

  it('is undone to nothing', () => expectPlan(graph, { from: ['b'], undo: ['a'] }, { steps: ['-b', '-a'], heads: [] }))

  it('has nothing to undo above the database', () => expectPlan(graph, { from: ['b'], undo: ['c'] }, { steps: [], heads: ['b'] }))

  it('is one row that moves', () => {
    expect(planFor(graph, { from: ['a'], apply: ['b'] }).steps).toEqual([
      { kind: 'upgrade', revision: 'b', ledger: { remove: ['a'], add: ['b'] } },
    ])
  })
})

describe('a merge of two branches', () => {
  const graph = draw('a -> b -> d', 'a -> c -> d')

  it('is applied through both sides', () => expectPlan(graph, { apply: ['d'] }, { steps: ['+a', '+b', '+c', '+d'], heads: ['d'] }))

  it('downgrades to the branch point through both sides', () => {
    expectPlan(graph, { from: ['d'], undo: ['b', 'c'] }, { steps: ['-d', '-c', '-b'], heads: ['a'] })
  })

  it('leaves the other side when one is undone', () =>
    expectPlan(graph, { from: ['d'], undo: ['b'] }, { steps: ['-d', '-b'], heads: ['c'] }))

  it('has a row for each side below the merge', () => {
    expect(planFor(graph, { from: ['b'], apply: ['c'] }).to).toEqual(['b', 'c'])
    expect(planFor(graph, { from: ['d'], undo: ['d'] }).to).toEqual(['b', 'c'])
  })

  it('takes both rows away with the merge, and brings them back with its downgrade', () => {
    expect(planFor(graph, { from: ['b', 'c'], apply: ['d'] }).steps[0]!.ledger).toEqual({ remove: ['b', 'c'], add: ['d'] })
    expect(planFor(graph, { from: ['d'], undo: ['d'] }).steps[0]!.ledger).toEqual({ remove: ['d'], add: ['b', 'c'] })
  })
})

describe('a branch point of which one side is applied', () => {
  const graph = draw('a -> b', 'a -> c')

  it('gets a second row with the other side', () => {
    expect(planFor(graph, { from: ['b'], apply: ['c'] }).steps).toEqual([
      { kind: 'upgrade', revision: 'c', ledger: { remove: [], add: ['c'] } },
    ])
  })

  it('loses a row without getting its parent back while the other side is there', () => {
    expect(planFor(graph, { from: ['b', 'c'], undo: ['b'] }).steps).toEqual([
      { kind: 'downgrade', revision: 'b', ledger: { remove: ['b'], add: [] } },
    ])
  })
})

describe('a dependency between two trees', () => {
  // shop needs billing, without being built on it
  const graph = draw('b1 -> b2 -> b3', 's1 -> s2', 'b2 ..> s2')

  it('is applied before what depends on it, and implied by its row', () => {
    expectPlan(graph, { apply: ['s2'] }, { steps: ['+b1', '+b2', '+s1', '+s2'], heads: ['s2'] })
  })

  it('takes what depends on it along when it is undone', () => {
    expectPlan(graph, { from: ['b3', 's2'], undo: ['b2'] }, { steps: ['-s2', '-b3', '-b2'], heads: ['b1', 's1'] })
  })

  it('stays when what depends on it is undone', () =>
    expectPlan(graph, { from: ['s2'], undo: ['s1'] }, { steps: ['-s2', '-s1'], heads: ['b2'] }))

  it('leaves no row that another row implies', () =>
    expectPlan(graph, { from: ['b3', 's2'], undo: ['b3'] }, { steps: ['-b3'], heads: ['s2'] }))
})

describe('a merge point that also depends on its own ancestor', () => {
  // Alembic stops half-way through this upgrade, with the last body run and its rows behind
  const graph = draw('a -> b -> d', 'a -> c -> d', 'a ..> d')

  it('is applied to the end', () => expectPlan(graph, { apply: ['d'] }, { steps: ['+a', '+b', '+c', '+d'], heads: ['d'] }))
})

describe('a dependency on another tree through a label', () => {
  // Alembic leaves the row d here, which a later upgrade trips over
  const graph = draw('a[billing]', 'd', 'a -> e', 'b -> c', 'billing ..> d', 'd ..> e')

  it('leaves no redundant row after a downgrade', () => {
    const top = planFor(graph, { apply: ['e', 'c'] }).to
    expect(top).toEqual(['c', 'e'])
    expectPlan(graph, { from: top, undo: ['e'] }, { steps: ['-e'], heads: ['c', 'd'] })
  })
})

describe('rows that overlap', () => {
  const graph = draw('a -> b -> c')

  it('are put right before the first step', () => {
    expect(planFor(graph, { from: ['a', 'b'], apply: ['c'] }).steps).toEqual([
      { kind: 'stamp', ledger: { remove: ['a'], add: [] } },
      { kind: 'upgrade', revision: 'c', ledger: { remove: ['b'], add: ['c'] } },
    ])
  })

  it('are reduced by a stamp that names them', () => expectPlan(graph, { stamp: ['a', 'b'] }, { steps: ['='], heads: ['b'] }))

  it('are left alone while there is nothing to do', () =>
    expectPlan(graph, { from: ['a', 'b'], apply: ['b'] }, { steps: [], heads: ['a', 'b'] }))
})

describe('a stamp', () => {
  const graph = draw('a -> b -> c', 'x -> y')

  it('makes the rows what the goal says, in one change', () => {
    expect(planFor(graph, { from: ['b', 'x'], stamp: ['c', 'x'] }).steps).toEqual([
      { kind: 'stamp', ledger: { remove: ['b'], add: ['c'] } },
    ])
  })

  it('empties the rows', () => expectPlan(graph, { from: ['b', 'x'], stamp: [] }, { steps: ['='], heads: [] }))

  it('does nothing when the rows are right', () => expectPlan(graph, { from: ['b'], stamp: ['b'] }, { steps: [], heads: ['b'] }))

  it('replaces rows that no file declares', () => {
    expect(planFor(graph, { from: ['gone'], stamp: ['b'] }).steps).toEqual([{ kind: 'stamp', ledger: { remove: ['gone'], add: ['b'] } }])
  })
})

describe('a revision that replaces others', () => {
  const graph = draw('s -> t', { s: { replaces: ['o1', 'o2'] } })

  it('is recorded without running where all of them are applied', () => {
    expectPlan(graph, { from: ['o2'], apply: ['t'] }, { steps: ['=', '+t'], heads: ['t'] })
  })

  it('runs on a new database', () => expectPlan(graph, { apply: ['t'] }, { steps: ['+s', '+t'], heads: ['t'] }))
})

describe('a revision that is equivalent to another', () => {
  const graph = draw('a -> p', 'a -> m', { m: { equivalentTo: ['p'] } })

  it('is recorded without running where the other is applied, whichever declares it', () => {
    expectPlan(graph, { from: ['p'], apply: ['m'] }, { steps: ['='], heads: ['m', 'p'] })
    expectPlan(graph, { from: ['m'], apply: ['p'] }, { steps: ['='], heads: ['m', 'p'] })
  })

  it('runs once where neither is there', () => expectPlan(graph, { apply: ['m', 'p'] }, { steps: ['+a', '+m', '='], heads: ['m', 'p'] }))
})

describe('what no file declares', () => {
  const graph = draw('a -> b')
  const refusal = (run: () => unknown): MigError => {
    try {
      run()
    } catch (error) {
      if (isMigError(error)) return error
      throw error
    }
    throw new Error('nothing was refused')
  }

  it('as a row is named, with the way out', () => {
    const error = refusal(() => planFor(graph, { from: ['gone'], apply: ['b'] }))
    expect(error.code).toBe('MIG_ROW_UNKNOWN')
    expect(error.message).toBe("the version table names 'gone', which is in no file of this repository")
    expect(error.hint).toContain('mig stamp --purge')
  })

  it('as a goal is refused, whatever the kind', () => {
    expect(refusal(() => planFor(graph, { apply: ['typo'] })).code).toBe('MIG_TARGET_UNKNOWN')
    expect(refusal(() => planFor(graph, { from: ['b'], undo: ['typo'] })).code).toBe('MIG_TARGET_UNKNOWN')
    expect(refusal(() => planFor(graph, { from: ['b'], stamp: ['typo'] })).code).toBe('MIG_TARGET_UNKNOWN')
  })
})

describe('the order of docs/order.md', () => {
  it('goes one line at a time, by ids, and backwards down', () => {
    const graph = draw('a -> b -> d', 'a -> c -> d', 'a -> e')
    expectPlan(graph, { apply: graph.heads() }, { steps: ['+a', '+b', '+c', '+d', '+e'], heads: ['d', 'e'] })
    expectPlan(graph, { from: ['d', 'e'], undo: ['a'] }, { steps: ['-e', '-d', '-c', '-b', '-a'], heads: [] })
    expect(
      RevisionGraph.build(
        ['10', 'b', 'B', '2', '0a'].map((id) => ({ id, downRevisions: [], dependsOn: [], labels: [], description: '' })),
      ).heads(),
    ).toEqual(['2', '10', '0a', 'B', 'b'])
  })
})
