import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeRows, encodeRows } from '../src/execute/answer-text.js'
import { answerDetails, readAnswers } from '../src/execute/kept-answers.js'
import type { JournalEntry } from '../src/ports/journal.js'

const value = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.bigInt(),
  fc.date(),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  fc
    .oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }))
    .map((json) => JSON.parse(JSON.stringify(json)) as object),
)
const rows = fc.array(fc.dictionary(fc.string(), value, { noNullPrototype: true, maxKeys: 5 }), { maxLength: 4 })
const kept = (details: readonly string[], checksum: string): JournalEntry[] =>
  details.map((detail) => ({ detail, checksum, state: 'answer' }) as JournalEntry)

describe('answers that are kept for a replay', () => {
  it('are read back the same', () => {
    fc.assert(
      fc.property(rows, (given) => {
        expect(decodeRows(encodeRows(given)!)).toEqual(given)
      }),
    )
  })

  it('are not kept when they hold what only a driver knows', () => {
    expect(encodeRows([{ place: new Map() }])).toBeUndefined()
    expect(encodeRows([{ when: { at: new Date() } }])).toBeUndefined()
  })

  it('are put together from pieces, and count as the last run was told them', () => {
    const long = [{ text: 'x'.repeat(20_000) }]
    const [first, again] = [answerDetails('3.1', [{ n: 1 }]), answerDetails('3.1', long)]
    expect(again.length).toBe(3)
    const found = readAnswers([...kept(first, 'a'), ...kept(answerDetails('3.2', []), 'b'), ...kept(again, 'c')])
    expect(found.get('3.1')?.checksum).toBe('c')
    expect(found.get('3.1')?.rows()).toEqual(long)
    expect(found.get('3.2')?.rows()).toEqual([])
  })

  it('are not read where a piece is missing, and not kept where they are too long', () => {
    expect(readAnswers(kept(answerDetails('3.1', [{ text: 'x'.repeat(20_000) }]).slice(1), 'a')).size).toBe(0)
    expect(answerDetails('3.1', [{ text: 'x'.repeat(1_000_001) }])).toEqual([])
  })
})
