import { describe, expect, it } from 'vitest'
import { foldJournal, type JournalEntry } from '@mig/core'

/** `a 7 upgrade 2 intent`: run, revision, direction, statement (0: the whole step), state. */
const entry = (told: string, sequence: number): JournalEntry => {
  const [run, revision, direction, statement, state] = told.split(' ') as [string, string, 'upgrade', string, JournalEntry['state']]
  return {
    sequence,
    run,
    revision,
    direction,
    statement: Number(statement),
    checksum: undefined,
    state,
    session: '1',
    host: 'h',
    user: 'u',
    engine: '1',
    startedAt: `t${sequence}`,
    detail: undefined,
    finishedAt: state === 'intent' ? undefined : `t${sequence}`,
  }
}
const told = ({ run, revision, direction, statement, state }: JournalEntry) => `${run} ${revision} ${direction} ${statement} ${state}`
const fold = (lines: readonly string[], options?: Parameters<typeof foldJournal>[1]) => foldJournal(lines.map(entry), options).map(told)

const finished = ['a 1 upgrade 1 intent', 'a 1 upgrade 1 done', 'a 1 upgrade 2 intent', 'a 1 upgrade 0 done']
const failed = [
  'b 2 upgrade 1 intent',
  'b 2 upgrade 2 intent',
  'b 2 upgrade 3 intent',
  'b 2 upgrade 1 done',
  'b 2 upgrade 2 failed',
  'b 2 upgrade 0 failed',
]
const died = ['c 2 upgrade 2 intent']

describe('the journal for people', () => {
  it('has a line for each step, beside failed statements and what a run that died had begun', () => {
    expect(fold([...finished, ...failed, ...died])).toEqual([
      'a 1 upgrade 0 done',
      'b 2 upgrade 2 failed',
      'b 2 upgrade 0 failed',
      'c 2 upgrade 2 intent',
    ])
  })

  it('has one for each statement on request, with what became of it', () => {
    expect(fold([...finished, ...failed, ...died], { statements: true })).toEqual([
      'a 1 upgrade 1 done',
      'a 1 upgrade 2 done', // the row of the step stands for it
      'a 1 upgrade 0 done',
      'b 2 upgrade 1 done',
      'b 2 upgrade 2 failed', // the third was announced with it, and never ran
      'b 2 upgrade 0 failed',
      'c 2 upgrade 2 intent',
    ])
  })

  it('takes the end of a statement that the row of its step stands for from that row', () => {
    const [, second] = foldJournal(finished.map(entry), { statements: true })
    expect(second).toMatchObject({ sequence: 2, startedAt: 't2', finishedAt: 't3' })
  })
})
