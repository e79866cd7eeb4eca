import { describe, expect, it } from 'vitest'
import { drawLanes } from '../src/render/graph-lanes.js'

/** Nodes newest first, written `id: parents`. */
const draw = (...nodes: string[]): string =>
  drawLanes(
    nodes.map((node) => {
      const [id, parents = ''] = node.split(':')
      return { id: id!, parents: parents.trim().split(' ').filter(Boolean), text: id! }
    }),
  ).join('\n')

const picture = (text: string): string =>
  text
    .split('\n')
    .slice(1, -1)
    .map((line) => line.replace(/^ {6}/, ''))
    .join('\n')

describe('a drawn graph', () => {
  it('of one line is one lane', () => {
    expect(draw('c: b', 'b: a', 'a')).toBe(
      picture(`
      ● c
      ● b
      ● a
`),
    )
  })

  it('of a branch and its merge opens a lane and closes it', () => {
    expect(draw('d: b c', 'c: a', 'b: a', 'a')).toBe(
      picture(`
      ● d
      ├─╮
      │ ● c
      ● │ b
      ├─╯
      ● a
`),
    )
  })

  it('of two heads joins them at the branch point', () => {
    expect(draw('c: a', 'b: a', 'a')).toBe(
      picture(`
      ● c
      │ ● b
      ├─╯
      ● a
`),
    )
  })

  it('of a root above another line leaves a line between them', () => {
    expect(draw('b: a', 'a', 'd: c', 'c')).toBe(
      picture(`
      ● b
      ● a

      ● d
      ● c
`),
    )
    expect(draw('e: c d', 'd', 'x', 'c')).toBe(
      picture(`
      ● e
      ├─╮
      │ ● d
      │
      │ ● x
      ● c
`),
    )
  })

  it('of two roots keeps them apart', () => {
    expect(draw('d: b', 'c: a', 'b', 'a')).toBe(
      picture(`
      ● d
      │ ● c
      ● │ b
        ● a
`),
    )
  })

  it('names every node once, whatever the graph', () => {
    let seed = 7
    const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2 ** 31) % below
    const nodes = Array.from({ length: 300 }, (_, index) => {
      const parents = new Set(Array.from({ length: index === 0 ? 0 : 1 + random(3) }, () => Math.max(0, index - 1 - random(9))))
      return `n${index}: ${[...parents].map((parent) => `n${parent}`).join(' ')}`
    })
    const lines = draw(...nodes.reverse()).split('\n')
    const named = lines.flatMap((line) => /● .*?(n\d+)$/.exec(line)?.[1] ?? [])
    expect(named).toHaveLength(300)
    expect(new Set(named).size).toBe(300)
    for (const line of lines) expect(line.match(/●/g)?.length ?? 0).toBeLessThanOrEqual(1)
  })
})
