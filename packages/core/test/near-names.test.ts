import { describe, expect, it } from 'vitest'
import { editDistance, nearNames } from '../src/errors/near-names.js'

describe('the edit distance', () => {
  for (const [a, b, distance] of [
    ['', '', 0],
    ['abc', '', 3],
    ['ae10', 'ae10', 0],
    ['ae10', 'ae19', 1],
    ['ae10', 'ea10', 1],
    ['billing', 'biling', 1],
    ['kitten', 'sitting', 3],
  ] as const) {
    it(`of '${a}' and '${b}' is ${distance}`, () => {
      expect(editDistance(a, b)).toBe(distance)
      expect(editDistance(b, a)).toBe(distance)
    })
  }
})

describe('names that were perhaps meant', () => {
  const names = ['30aaeaf5a3d7', '30abeaf5a3d7', 'f00dfeed0000', 'billing', 'shop']

  it('come nearest first', () => expect(nearNames('30aaeaf5a3d8', names)).toEqual(['30aaeaf5a3d7', '30abeaf5a3d7']))
  it('may be long ones whose beginning was typed with a slip', () => expect(nearNames('f0odf', names)).toEqual(['f00dfeed0000']))
  it('may be labels', () => expect(nearNames('bilings', names)).toEqual(['billing']))
  it('are none where nothing is near', () => expect(nearNames('unrelated', names)).toEqual([]))
  it('are none for a single character', () => expect(nearNames('s', names)).toEqual([]))
})
