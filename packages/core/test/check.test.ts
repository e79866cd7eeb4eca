import { describe, expect, it } from 'vitest'
import { findLate } from '../src/check/late-versions.js'
import { recordedChecksums } from '../src/check/recorded-checksums.js'
import { severalHeads } from '../src/check/several-heads.js'
import { RevisionGraph, type FinishedStep } from '../src/index.js'

const step = (direction: FinishedStep['direction'], revision: string, detail?: string, checksum?: string): FinishedStep => ({
  direction,
  revision,
  detail,
  checksum,
})
const up = (revision: string, from: string, to = revision) => step('upgrade', revision, `${from} -> ${to}`, 'x')
const down = (revision: string, to: string) => step('downgrade', revision, `${revision} -> ${to}`)

const numbers = (...versions: readonly number[]): RevisionGraph =>
  RevisionGraph.build(
    versions.map((version, at) => ({
      id: String(version),
      downRevisions: at === 0 ? [] : [String(versions[at - 1])],
      dependsOn: [],
      labels: [],
      description: '',
    })),
  )

describe('a version that came late', () => {
  const cases: readonly (readonly [string, RevisionGraph, readonly FinishedStep[], string | undefined, readonly string[]])[] = [
    ['between two that ran', numbers(1, 2, 3), [up('1', 'base'), up('3', '1')], '3', ['2']],
    ['below all that ran on a new database', numbers(1, 2), [up('2', 'base')], '2', ['1']],
    ['nowhere: everything ran', numbers(1, 2, 3), [up('1', 'base'), up('2', '1'), up('3', '2')], '3', []],
    ['nowhere: it is above the database', numbers(1, 2), [up('1', 'base')], '1', []],
    ['nowhere: the journal has no rows', numbers(1, 2, 3), [], '3', []],
    ['nowhere: taken over at 2, then 3 ran', numbers(1, 2, 3), [up('3', '2')], '3', []],
    ['above the number that was taken over', numbers(1, 2, 3, 4), [up('4', '2')], '4', ['3']],
    ['nowhere: stamped at 3', numbers(1, 2, 3), [up('1', 'base'), step('stamp', '3')], '3', []],
    ['nowhere: the old tool ran 2 and 3', numbers(1, 2, 3, 4), [up('1', 'base'), up('4', '3')], '4', []],
    ['nowhere: the old tool ran last', numbers(1, 2, 3), [up('1', 'base')], '3', []],
    ['nowhere: it ran late', numbers(1, 2, 3), [up('1', 'base'), up('3', '1'), up('2', '3', '3')], '3', []],
    ['that was undone, and is pending', numbers(1, 2, 3), [up('1', 'base'), up('2', '1'), up('3', '2'), down('3', '2')], '2', []],
    ['after going down and up again', numbers(1, 2, 3), [up('1', 'base'), up('3', '1'), down('3', '1'), up('3', '1')], '3', ['2']],
    [
      'nowhere: the row was removed, and everything ran again',
      numbers(1, 2),
      [up('2', '1'), step('stamp', '2', 'row removed'), up('1', 'base'), up('2', '1')],
      '2',
      [],
    ],
    [
      'between two that ran, another repository having written too',
      numbers(1, 2, 3),
      [up('1', 'base'), up('9', '8'), up('3', '1')],
      '3',
      ['2'],
    ],
    ['nowhere: another repository wrote last', numbers(1, 2, 3), [up('1', 'base'), up('3', '1'), up('9', '8')], '3', []],
    ['nowhere: revisions of a graph are in the same journal', numbers(1, 2), [up('1', 'base'), up('ae10', 'base'), up('2', '1')], '2', []],
  ]
  for (const [situation, graph, steps, position, late] of cases) {
    it(`is found ${situation}`, () => expect(findLate(graph, steps, position)).toEqual(late))
  }
})

describe('what the journal knows of a script', () => {
  const known = (...steps: FinishedStep[]) =>
    [...recordedChecksums(steps)].map(([id, records]) => `${id}: ${records.map(({ checksum }) => checksum).join(' ')}`)

  it('is the text that ran last', () => {
    expect(
      known(step('upgrade', 'a', undefined, '1'), step('downgrade', 'a', undefined, '1'), step('upgrade', 'a', undefined, '2')),
    ).toEqual(['a: 2'])
  })

  it('is the text whose edit was accepted', () => {
    expect(known(step('upgrade', 'a', undefined, '1'), step('accept', 'a', 'why', '2'))).toEqual(['a: 2'])
  })

  it('is nothing after a stamp', () => {
    expect(known(step('upgrade', 'a', undefined, '1'), step('stamp', 'a'))).toEqual([])
  })

  it('is both where two repositories use one number', () => {
    expect(known(step('upgrade', '1', undefined, '1'), step('upgrade', '1', undefined, '2'))).toEqual(['1: 1 2'])
  })
})

describe('several heads', () => {
  const revision = (id: string, parent: string | undefined, ...labels: string[]) => ({
    id,
    downRevisions: parent === undefined ? [] : [parent],
    dependsOn: [],
    labels,
    description: '',
  })

  it('are no finding on branches of their own', () => {
    const graph = RevisionGraph.build([revision('a', undefined), revision('b', 'a', 'billing'), revision('c', 'a')])
    expect(severalHeads(graph, graph.heads(), 'the repository has')).toEqual([])
  })

  it('are one for each label that has several', () => {
    const graph = RevisionGraph.build([
      revision('a', undefined, 'billing'),
      revision('b', 'a'),
      revision('c', 'a'),
      revision('d', undefined),
      revision('e', undefined),
    ])
    expect(severalHeads(graph, graph.heads(), 'the repository has').map(({ message }) => message)).toEqual([
      "the repository has 2 heads on branch 'billing': b, c",
      'the repository has 2 heads without a branch label: d, e',
    ])
  })
})
