import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareIds } from '@mig/core'
import { orderOfIds, sortIds } from '../src/graph/sort-ids.js'

/** Ids that begin alike, numbers, words beyond ASCII and next to its end, many of them twice. */
const ids = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 1, maxLength: 12 }),
  fc.stringMatching(/^abc[ab]{0,4}$/),
  fc.nat().map(String),
  fc.stringMatching(/^0\d{1,4}$/),
  fc.string({ unit: fc.constantFrom('a', '~', '\u007F', '\u0080', 'é', 'ÿ', '\uFFFF', '😀', '\0') }),
)

describe('many ids', () => {
  it('are sorted as they are compared', () => {
    fc.assert(
      fc.property(fc.array(ids, { minLength: 0, maxLength: 300 }), (list) => {
        const expected = [...list].sort(compareIds)
        expect(sortIds(list)).toEqual(expected)
        expect(orderOfIds(list).map((place) => list[place])).toEqual(expected)
      }),
      { numRuns: 300 },
    )
  })
})
