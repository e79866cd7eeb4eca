import { describe, expect, it } from 'vitest'
import { compareRows } from '../src/prove/compare-rows.js'

const now = Date.parse('2026-03-04T12:00:00Z')
const rows = (...cells: readonly unknown[]) => new Map([['a', cells.map((value) => JSON.stringify([['x', value]])).sort()]])

describe('rows of two databases', () => {
  it('are the same in any order', () => {
    expect(compareRows(rows(1, 2), rows(2, 1), now)).toEqual([])
  })

  it('differ in a value, a missing row, a row more', () => {
    expect(compareRows(rows(1), rows(2), now)).toEqual([{ place: 'table a row', left: '[["x",1]]', right: '[["x",2]]' }])
    expect(compareRows(rows(1, 2), rows(1), now)).toHaveLength(1)
    expect(compareRows(rows(1), rows(1, 1), now)).toHaveLength(1)
    expect(compareRows(new Map(), rows(1), now)).toHaveLength(1)
  })

  it('are the same where the clock wrote them', () => {
    expect(compareRows(rows('2026-03-04 12:00:01'), rows('2026-03-04 12:00:02'), now)).toEqual([])
    expect(compareRows(rows(now / 1000), rows(now / 1000 + 1), now)).toEqual([])
  })

  it('differ in a time that no clock of now wrote', () => {
    expect(compareRows(rows('2016-03-04 12:00:01'), rows('2016-03-04 12:00:02'), now)).toHaveLength(1)
    expect(compareRows(rows('2026-03-04 12:00:01'), rows(null), now)).toHaveLength(1)
  })
})
