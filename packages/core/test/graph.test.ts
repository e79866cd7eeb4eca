import { describe, expect, it } from 'vitest'
import { isMigError, RevisionGraph, topologicalOrder, type MigError } from '@mig/core'
import { draw, drawRevisions } from './draw.js'

function refusal(run: () => unknown): MigError {
  try {
    run()
  } catch (error) {
    if (isMigError(error)) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('two trees, a branch, a merge and a dependency', () => {
  const graph = draw('a -> b -> d -> e', 'a -> c -> d', 'x -> y', 'd ..> y')

  it('has heads that nothing is built on', () => expect(graph.heads()).toEqual(['e', 'y']))
  it('has bases that are built on nothing', () => expect(graph.bases()).toEqual(['a', 'x']))
  it('branches where several are built on one', () => expect(graph.branchPoints()).toEqual(['a']))
  it('merges where one is built on several', () => expect(graph.mergePoints()).toEqual(['d']))
  it('needs parents and dependencies', () => expect(graph.needs('y')).toEqual(['d', 'x']))
  it('is needed by children and dependents', () => expect(graph.neededBy('d')).toEqual(['e', 'y']))
  it('does not count dependents as children', () => expect(graph.children('d')).toEqual(['e']))
  it('finds ancestors through both', () => expect([...graph.ancestors(['y'])].sort()).toEqual(['a', 'b', 'c', 'd', 'x', 'y']))
  it('finds descendants through both', () => expect([...graph.descendants(['b'])].sort()).toEqual(['b', 'd', 'e', 'y']))
  it('keeps dependencies out of lineage', () => {
    expect([...graph.lineageDown(['y'])].sort()).toEqual(['x', 'y'])
    expect([...graph.lineageUp(['d'])].sort()).toEqual(['d', 'e'])
  })
  it('reduces a set to what no other of it needs', () => expect(graph.maximal(['a', 'c', 'd', 'x', 'y'])).toEqual(['y']))
  it('reduces a set to the tips of its lines', () => expect(graph.tips(['a', 'c', 'd', 'x', 'y'])).toEqual(['d', 'y']))
})

describe('a head that something depends on', () => {
  const graph = draw('a -> b', 'x', 'b ..> x')

  it('is a head, but not an effective one', () => {
    expect(graph.heads()).toEqual(['b', 'x'])
    expect(graph.effectiveHeads()).toEqual(['x'])
  })
})

describe('the order', () => {
  it('puts each revision after what it needs, one line at a time, by id', () => {
    const graph = draw('a -> b -> c', 'a -> p -> q', 'c ..> q')
    expect(topologicalOrder(graph, graph.ids())).toEqual(['a', 'b', 'c', 'p', 'q'])
  })

  it('does not depend on the order of files', () => {
    const revisions = drawRevisions('a -> b -> d', 'a -> c -> d', 'd -> e', 'd -> f', 'x -> y', 'c ..> y')
    const forwards = RevisionGraph.build(revisions)
    const backwards = RevisionGraph.build([...revisions].reverse())
    expect(topologicalOrder(backwards, backwards.ids())).toEqual(topologicalOrder(forwards, forwards.ids()))
  })

  it('compares numbers by value', () => {
    const graph = draw('10', '9', '100')
    expect(graph.heads()).toEqual(['9', '10', '100'])
  })
})

describe('labels', () => {
  const carried = (...lines: string[]) => {
    const graph = draw(...lines)
    return Object.fromEntries(graph.ids().map((id) => [id, graph.labelsOf(id).join()]))
  }

  it('spread up the line and down it', () => expect(carried('a -> b[L] -> c')).toEqual({ a: 'L', b: 'L', c: 'L' }))
  it('stop above a branch point below', () => expect(carried('a -> b[L] -> c', 'a -> d')).toEqual({ a: '', b: 'L', c: 'L', d: '' }))
  it('count a dependent as a branch', () => expect(carried('a -> b[L]', 'x', 'a ..> x')).toEqual({ a: '', b: 'L', x: '' }))
  it('stop above a merge point below', () => {
    expect(carried('a -> m', 'b -> m', 'm -> c[L]')).toEqual({ a: '', b: '', m: '', c: 'L' })
  })
  it('spread up both sides of a branch point, and then not down', () => {
    expect(carried('a -> b[L] -> c', 'c -> d', 'c -> e')).toEqual({ a: '', b: 'L', c: 'L', d: 'L', e: 'L' })
  })
  it('do not spread down from below a merge with another line', () => {
    expect(carried('a -> b[L] -> m', 'o -> m')).toEqual({ a: '', b: 'L', m: 'L', o: '' })
  })
  it('stay where a merge point declares them', () => expect(carried('a -> m[L]', 'b -> m')).toEqual({ a: '', b: '', m: 'L' }))
  it('name the revision that declares them', () => expect(draw('a -> b[L]').labels().get('L')).toBe('b'))
  it('stand for a revision in a dependency', () => expect(draw('a -> b[L]', 'x', 'L ..> x').get('x').dependsOn).toEqual(['b']))
})

describe('what is no graph is refused', () => {
  it('a circle, with its members in order', () => {
    const error = refusal(() => draw('a -> b -> c -> a'))
    expect(error.code).toBe('MIG_CYCLE')
    expect(error.message).toBe("'a' → 'c' → 'b' → 'a' is a cycle of down revisions")
  })

  it('a circle between a head and a base', () => {
    const error = refusal(() => draw('base1 -> a -> b -> top', 'b -> a'))
    expect(error.code).toBe('MIG_CYCLE')
    expect(error.details['cycle']).toEqual(expect.arrayContaining(['a', 'b']))
  })

  it('a circle through a dependency', () => {
    expect(refusal(() => draw('a -> b', 'b ..> a')).message).toContain('is a cycle of down revisions and dependencies')
  })

  it('a revision that needs itself', () => {
    expect(refusal(() => draw('a -> a')).message).toBe("'a' → 'a' is a cycle of down revisions")
  })

  it('a parent that does not exist, naming the file', () => {
    const error = refusal(() => draw({ b: { downRevisions: ['gone'], file: '/app/b.sql' } }))
    expect(error.code).toBe('MIG_PARENT_MISSING')
    expect(error.message).toBe("revision 'b' has the down revision 'gone', which does not exist (/app/b.sql)")
  })

  it('a dependency that does not exist', () => {
    const error = refusal(() => draw({ b: { dependsOn: ['gone'], file: '/app/b.sql' } }))
    expect(error.code).toBe('MIG_DEPENDENCY_MISSING')
    expect(error.details).toMatchObject({ revision: 'b', missing: 'gone', file: '/app/b.sql' })
  })

  it('an id that exists twice, naming both files', () => {
    const [a] = drawRevisions('a')
    const error = refusal(() =>
      RevisionGraph.build([
        { ...a!, file: '1.sql' },
        { ...a!, file: '2.sql' },
      ]),
    )
    expect(error.code).toBe('MIG_REVISION_DUPLICATE')
    expect(error.details['files']).toEqual(['1.sql', '2.sql'])
  })

  it('a label that two revisions declare, or that is an id', () => {
    expect(refusal(() => draw('a[L]', 'b[L]')).code).toBe('MIG_LABEL_DUPLICATE')
    expect(refusal(() => draw('a[b]', { b: {} })).code).toBe('MIG_LABEL_DUPLICATE')
  })
})

it('a line of 50,000 revisions is built and walked without a deep stack', () => {
  const revisions = Array.from({ length: 50_000 }, (_, at) => ({
    id: `r${at}`,
    downRevisions: at === 0 ? [] : [`r${at - 1}`],
    dependsOn: [],
    labels: [],
    description: '',
  }))
  const graph = RevisionGraph.build(revisions.reverse())
  expect(graph.heads()).toEqual(['r49999'])
  expect(graph.ancestors(['r49999']).size).toBe(50_000)
})
