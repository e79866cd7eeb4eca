import { describe, expect, it } from 'vitest'
import type { RevisionGraph, RevisionId } from '@mig/core'
import { historyOf } from '@mig/dag'
import { draw } from '../../core/test/draw.js'
import { refusal } from './refusal.js'

const shown = async (graph: RevisionGraph, range: string | undefined, current: readonly RevisionId[] = []) =>
  (await historyOf(range, { graph, current, releases: new Map([['1.0.0', ['b111']]]) })).join(' ')

describe('the history of a line', () => {
  const graph = draw('a111 -> b111 -> c111[top] -> d111')

  for (const [range, revisions] of [
    [undefined, 'd111 c111 b111 a111'],
    [':', 'd111 c111 b111 a111'],
    ['b111:', 'd111 c111 b111'],
    [':b111', 'b111 a111'],
    ['b111:c111', 'c111 b111'],
    ['-1:', 'd111 c111'],
    ['b111:+1', 'c111 b111'],
    ['-2:current', 'c111 b111'],
    ['current:top', 'c111'],
    [':release:1.0.0', 'b111 a111'],
    ['release:1.0.0:head', 'd111 c111 b111'],
  ] as const) {
    it(`${range ?? 'without a range'} is ${revisions}`, async () => expect(await shown(graph, range, ['c111'])).toBe(revisions))
  }

  for (const [range, code] of [
    ['b111', 'MIG_TARGET_INVALID'],
    ['release:1.0.0', 'MIG_TARGET_INVALID'],
    ['c111:a111', 'MIG_TARGET_RANGE'],
    ['-9:', 'MIG_TARGET_RANGE'],
    ['-1:+1', 'MIG_TARGET_INVALID'],
    ['nope:', 'MIG_TARGET_UNKNOWN'],
  ] as const) {
    it(`${range} is refused with ${code}`, async () => expect((await refusal(() => shown(graph, range))).code).toBe(code))
  }
})

describe('the history of branches', () => {
  const graph = draw('a111 -> b111 -> d111', 'a111 -> c111[side] -> d111', 'x111')

  it('shows a range along the lines that lead up from its lower end', async () => expect(await shown(graph, 'b111:d111')).toBe('d111 b111'))
  it('shows one branch from its base', async () => expect(await shown(graph, 'side@base:heads')).toBe('d111 c111 b111 a111'))
  it('refuses +N from several revisions with the choices', async () => {
    const error = await refusal(() => shown(graph, 'current:+1', ['d111', 'x111']))
    expect([error.code, error.hint]).toEqual(['MIG_HEADS_SEVERAL', 'Choose d111:+1 or x111:+1'])
  })
})
