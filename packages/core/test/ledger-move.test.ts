import { describe, expect, it } from 'vitest'
import { ledgerMove, readLedgerMove } from '../src/plan/ledger-move.js'

describe('where a step took the rows', () => {
  for (const [remove, add] of [
    [[], ['a']],
    [['a'], []],
    [['a', 'b'], ['c']],
    [['a;'], ['b;', 'c']],
  ] as const) {
    const text = ledgerMove({ remove, add })
    it(`is read again from '${text}', with and without a note`, () => {
      expect(readLedgerMove(text)).toEqual({ from: remove, to: add })
      expect(readLedgerMove(`${text}; offline script; tag: x -> y, z\nmore`)).toEqual({ from: remove, to: add })
    })
  }

  it('is not read from another note', () => {
    for (const text of [undefined, 'tag: a', 'row removed', 'adopted from migrate_version at 3; its schema'])
      expect(readLedgerMove(text)).toBeUndefined()
  })
})
