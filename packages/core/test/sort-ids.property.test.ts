import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareIds } from '@mig/core'
import { IdTable } from '../src/graph/id-table.js'
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

/** Ids as mig writes them, some of them all digits or beginning with 0, so that some are numbers. */
const hashes = fc.oneof(
  fc.stringMatching(/^[0-9a-f]{12}$/),
  fc.stringMatching(/^\d{12}$/),
  fc.stringMatching(/^0\d{11}$/),
  fc.stringMatching(/^12345678901[0-9a-f]$/),
)

describe('a table of ids', () => {
  const check = (list: readonly string[]): void => {
    const table = new IdTable(list.length)
    for (const id of list) expect(table.add(id)).toBe(true)
    expect(list.map((id) => table.find(id))).toEqual([...list.keys()])
    for (const id of list) expect(table.add(id)).toBe(false)
    const places = Uint32Array.from(list.keys())
    expect(Array.from(table.sorted(places), (place) => list[place])).toEqual([...list].sort(compareIds))
    for (let place = 1; place < list.length; place++) {
      expect(Math.sign(table.compare(place - 1, place))).toBe(Math.sign(compareIds(list[place - 1]!, list[place]!)))
    }
  }

  it('finds and sorts ids of twelve hexadecimal digits', () => {
    fc.assert(fc.property(fc.uniqueArray(hashes, { maxLength: 200 }), check), { numRuns: 200 })
  })

  it('finds and sorts them among others', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.oneof(hashes, ids), { maxLength: 200 }), check), { numRuns: 200 })
  })

  it('tells an id from one that looks like it', () => {
    const table = new IdTable(3)
    for (const id of ['00000000000a', '00000000000b', 'abc']) table.add(id)
    expect(['00000000000A', '0000000000a', '\u01300000000000a', '00000000000\u0130', '', 'ab'].map((id) => table.find(id))).toEqual(
      Array.from({ length: 6 }, () => undefined),
    )
  })
})
