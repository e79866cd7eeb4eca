import { describe, expect, it } from 'vitest'
import { graphProblems, RevisionGraph, type Revision } from '../src/index.js'
import { draw } from './draw.js'

const revision = (id: string, downRevisions: readonly string[] = [], facts: Partial<Revision> = {}): Revision => ({
  id,
  downRevisions,
  dependsOn: [],
  labels: [],
  description: '',
  file: `${id}.sql`,
  ...facts,
})

const codes = (...revisions: Revision[]) => graphProblems(revisions).map(({ code }) => code)

describe('the problems of a graph', () => {
  it('are none where it can be built', () => {
    const graph = draw('a -> b -> d', 'a -> c -> d')
    expect(graphProblems(graph.ids().map((id) => graph.get(id)))).toEqual([])
  })

  it('are all told, of every kind', () => {
    const found = graphProblems([
      revision('a', [], { labels: ['x'] }),
      revision('a', [], { file: 'copy.sql' }),
      revision('b', ['nowhere'], { labels: ['x', 'a'] }),
      revision('c', ['b'], { dependsOn: ['x', 'lost'] }),
      revision('d', ['f']),
      revision('e', ['d']),
      revision('f', ['e']),
      revision('g', ['h']),
      revision('h', ['g']),
    ])
    expect(found.map(({ code }) => code)).toEqual([
      'MIG_REVISION_DUPLICATE',
      'MIG_LABEL_DUPLICATE',
      'MIG_LABEL_DUPLICATE',
      'MIG_PARENT_MISSING',
      'MIG_DEPENDENCY_MISSING',
      'MIG_CYCLE',
      'MIG_CYCLE',
    ])
    expect(found.map(({ message }) => message).join('\n')).toContain("'nowhere'")
    for (const { hint } of found) expect(hint).toBeTruthy()
  })

  it('begin with the one that building throws', () => {
    const cases = [
      [revision('a', ['b'])],
      [revision('a', ['b']), revision('b', ['a'])],
      [revision('a'), revision('a')],
      [revision('a', [], { labels: ['a'] })],
    ]
    for (const revisions of cases) {
      const [first] = graphProblems(revisions)
      expect(() => RevisionGraph.build(revisions)).toThrow(first!.message)
    }
  })

  it('tell a circle once, however many ways lead into it', () => {
    expect(
      codes(revision('a', ['c']), revision('b', ['a']), revision('c', ['b']), revision('d', ['c']), revision('e', ['a', 'd'])),
    ).toEqual(['MIG_CYCLE'])
  })

  it('leave out a parent whose file is known to be broken', () => {
    expect(graphProblems([revision('b', ['a'])], new Set(['a']))).toEqual([])
  })
})
