import { describe, expect, it } from 'vitest'
import { makePlan, type Releases, type RevisionGraph, type RevisionId, type Verb } from '@mig/core'
import { findTarget, historyOf, resolveDagTarget, resolveOfflineRange } from '@mig/dag'
import { draw, stepsOf } from '../../core/test/draw.js'
import { refusal } from './refusal.js'

const noReleases: Releases = new Map()

/** What a target makes of a database: the steps, and the rows afterwards. */
async function outcome(
  graph: RevisionGraph,
  verb: Verb,
  target: string | readonly string[],
  current: readonly RevisionId[],
  releases = noReleases,
) {
  const goal = await resolveDagTarget(verb, typeof target === 'string' ? [target] : target, { graph, current, releases })
  const plan = makePlan(graph, current, goal)
  return [stepsOf(plan).join(' '), plan.to.join(' ')]
}

const refusedFor = (
  graph: RevisionGraph,
  verb: Verb,
  target: string | readonly string[],
  current: readonly RevisionId[] = [],
  releases = noReleases,
) => refusal(() => outcome(graph, verb, target, current, releases))

describe('one line', () => {
  const graph = draw('ae10 -> ae20 -> bf30[report] -> bf40')

  for (const [target, current, steps, rows] of [
    ['head', [], '+ae10 +ae20 +bf30 +bf40', 'bf40'],
    ['heads', ['ae20'], '+bf30 +bf40', 'bf40'],
    ['ae20', [], '+ae10 +ae20', 'ae20'],
    ['bf3', ['ae10'], '+ae20 +bf30', 'bf30'],
    ['report', ['ae20'], '+bf30', 'bf30'],
    ['repo', ['ae20'], '+bf30', 'bf30'],
    ['+1', ['ae20'], '+bf30', 'bf30'],
    ['+2', [], '+ae10 +ae20', 'ae20'],
    ['ae10+2', [], '+ae10 +ae20 +bf30', 'bf30'],
    ['head-1', ['ae20'], '+bf30', 'bf30'],
    ['base+1', [], '+ae10', 'ae10'],
    ['report@+1', ['ae10'], '+ae20', 'ae20'],
    ['report@head', [], '+ae10 +ae20 +bf30 +bf40', 'bf40'],
    ['base', ['ae20'], '', 'ae20'],
    ['ae10', ['bf40'], '', 'bf40'],
  ] as const) {
    it(`upgrades to ${target} from ${current.join() || 'nothing'}`, async () =>
      expect(await outcome(graph, 'upgrade', target, current)).toEqual([steps, rows]))
  }

  for (const [target, current, steps, rows] of [
    ['ae10', ['bf40'], '-bf40 -bf30 -ae20', 'ae10'],
    ['base', ['bf30'], '-bf30 -ae20 -ae10', ''],
    ['-1', ['bf40'], '-bf40', 'bf30'],
    ['-4', ['bf40'], '-bf40 -bf30 -ae20 -ae10', ''],
    ['report-1', ['bf40'], '-bf40 -bf30', 'ae20'],
    ['head-3', ['bf40'], '-bf40 -bf30 -ae20', 'ae10'],
    ['report@base', ['ae20'], '-ae20 -ae10', ''],
    ['ae20', ['ae20'], '', 'ae20'],
  ] as const) {
    it(`downgrades to ${target} from ${current.join()}`, async () =>
      expect(await outcome(graph, 'downgrade', target, current)).toEqual([steps, rows]))
  }

  for (const [verb, target, current, code, message] of [
    ['upgrade', 'ae', [], 'MIG_TARGET_AMBIGUOUS', "'ae' is the beginning of 2: ae10, ae20"],
    ['upgrade', 'ae11', [], 'MIG_TARGET_UNKNOWN', "no revision or label 'ae11'"],
    ['upgrade', 'nope@head', [], 'MIG_BRANCH_UNKNOWN', "no branch 'nope' (in the target 'nope@head')"],
    ['upgrade', '+9', ['ae10'], 'MIG_TARGET_RANGE', "'+9' walks past the head: there are 3 steps above 'ae10'"],
    ['downgrade', '-9', ['ae10'], 'MIG_TARGET_RANGE', "'-9' walks past the base: there is 1 step below 'ae10'"],
    ['downgrade', '-1', [], 'MIG_TARGET_RANGE', "nothing is applied, so '-1' has nothing to undo"],
    ['upgrade', '-1', ['ae20'], 'MIG_TARGET_DIRECTION', "'-1' goes the other way"],
    ['downgrade', '+1', ['ae20'], 'MIG_TARGET_DIRECTION', "'+1' goes the other way"],
    ['downgrade', 'bf30', ['ae20'], 'MIG_TARGET_DIRECTION', "'bf30' is not applied: there is nothing to undo"],
    ['upgrade', 'ae10+1zzz', [], 'MIG_TARGET_UNKNOWN', "no revision or label 'ae10+1zzz'"],
    ['stamp', '+1', [], 'MIG_TARGET_INVALID', "'+1' is relative, which stamp does not take"],
    ['stamp', '-1', ['ae20'], 'MIG_TARGET_INVALID', "'-1' is relative, which stamp does not take"],
  ] as const) {
    it(`refuses to ${verb} to ${target} from ${current.join() || 'nothing'}`, async () => {
      const error = await refusedFor(graph, verb, target, current)
      expect([error.code, error.message]).toEqual([code, message])
      expect(error.hint).toBeTruthy()
    })
  }

  it('says what was perhaps meant', async () => {
    expect((await refusedFor(graph, 'upgrade', 'ea10')).hint).toBe("Did you mean 'ae10'?")
    expect((await refusedFor(graph, 'upgrade', 'reprot')).hint).toBe("Did you mean 'report'?")
    expect((await refusedFor(graph, 'upgrade', 'zzzzzz')).hint).toBe('See mig history, or mig heads.')
  })

  it('names a row that no file declares, and the way out', async () => {
    const error = await refusedFor(graph, 'upgrade', 'head', ['gone'])
    expect(error.code).toBe('MIG_ROW_UNKNOWN')
    expect(error.details['rows']).toEqual(['gone'])
    expect(error.hint).toContain('mig stamp --purge')
  })
})

describe('two labelled branches over a common base', () => {
  const graph = draw('base0 -> bill1[billing] -> bill2', 'base0 -> shop1[shop] -> shop2')

  it('refuses head with the choices', async () => {
    const error = await refusedFor(graph, 'upgrade', 'head')
    expect(error.code).toBe('MIG_HEADS_SEVERAL')
    expect(error.hint).toBe(
      `Choose billing@head (bill2), shop@head (shop2), or heads for all of them; to join them: mig merge heads -m "merge"`,
    )
  })

  it('refuses a bare step with the choices', async () => {
    const error = await refusedFor(graph, 'downgrade', '-1', ['bill2', 'shop2'])
    expect(error.code).toBe('MIG_HEADS_SEVERAL')
    expect(error.hint).toBe('Choose billing@-1 or shop@-1')
    expect((await refusedFor(graph, 'upgrade', '+1', ['bill1', 'shop1'])).hint).toBe('Choose billing@+1 or shop@+1')
  })

  it('upgrades and downgrades one branch', async () => {
    expect(await outcome(graph, 'upgrade', 'billing@head', ['shop1'])).toEqual(['+bill1 +bill2', 'bill2 shop1'])
    expect(await outcome(graph, 'upgrade', 'shop@+1', ['bill2'])).toEqual(['+shop1', 'bill2 shop1'])
    expect(await outcome(graph, 'downgrade', 'billing@-1', ['bill2', 'shop2'])).toEqual(['-bill2', 'bill1 shop2'])
    expect(await outcome(graph, 'downgrade', 'billing@base0', ['bill2', 'shop2'])).toEqual(['-bill2 -bill1', 'shop2'])
  })

  it('upgrades everything with heads', async () => {
    expect(await outcome(graph, 'upgrade', 'heads', [])).toEqual(['+base0 +bill1 +bill2 +shop1 +shop2', 'bill2 shop2'])
  })

  it('refuses a revision of the other branch', async () => {
    const error = await refusedFor(graph, 'upgrade', 'billing@shop2')
    expect([error.code, error.message]).toEqual(['MIG_BRANCH_MISMATCH', "'shop2' is not on the branch 'billing'"])
  })

  it('chooses among what begins alike by the branch', async () => {
    const alike = draw('aa10[billing]', 'aa20[shop]')
    expect(await outcome(alike, 'upgrade', 'shop@aa', [])).toEqual(['+aa20', 'aa20'])
    expect((await refusedFor(alike, 'upgrade', 'aa')).code).toBe('MIG_TARGET_AMBIGUOUS')
  })

  it('stamps one branch and leaves the other', async () => {
    expect(await outcome(graph, 'stamp', 'bill1', ['bill2', 'shop2'])).toEqual(['=', 'bill1 shop2'])
    expect(await outcome(graph, 'stamp', ['bill2', 'shop1'], [])).toEqual(['=', 'bill2 shop1'])
    expect(await outcome(graph, 'stamp', ['bill1', 'bill2'], [])).toEqual(['=', 'bill2'])
    expect(await outcome(graph, 'stamp', 'base', ['bill2', 'shop2'])).toEqual(['=', ''])
  })
})

describe('a merge', () => {
  const graph = draw('a111 -> b111 -> d111', 'a111 -> c111 -> d111')

  it('is undone by -1, which leaves both sides', async () => {
    expect(await outcome(graph, 'downgrade', '-1', ['d111'])).toEqual(['-d111', 'b111 c111'])
  })

  it('is not walked through', async () => {
    const error = await refusedFor(graph, 'downgrade', '-2', ['d111'])
    expect([error.code, error.message]).toEqual(['MIG_TARGET_RANGE', "'-2' cannot be walked: 'd111' leads down to b111 and c111"])
  })

  it('is not walked through on a branch either', async () => {
    const labelled = draw('a111 -> b111[left] -> d111', 'a111 -> c111 -> d111', 'd111 -> e111')
    expect((await refusedFor(labelled, 'upgrade', 'left@e111-2')).code).toBe('MIG_TARGET_RANGE')
  })

  it('is undone down to one side', async () => {
    expect(await outcome(graph, 'downgrade', 'b111', ['d111'])).toEqual(['-d111', 'b111 c111'])
  })
})

describe('a tree that depends on another', () => {
  const graph = draw('bill1[billing] -> bill2', 'shop1[shop] -> shop2', 'bill1 ..> shop2')

  it('starts a step up from what is only implied', async () => {
    expect(await outcome(graph, 'upgrade', 'billing@+1', ['shop2'])).toEqual(['+bill2', 'bill2 shop2'])
  })

  it('takes dependents along', async () =>
    expect(await outcome(graph, 'downgrade', 'billing@base', ['bill2', 'shop2'])).toEqual(['-shop2 -bill2 -bill1', 'shop1']))

  it('drops the rows that would imply a branch that is stamped to its base', async () => {
    expect(await outcome(graph, 'stamp', 'billing@base', ['bill2', 'shop2'])).toEqual(['=', ''])
  })
})

describe('ids of up to three characters', () => {
  const graph = draw('a1 -> a2')

  it('are only found whole, as in Alembic', async () => {
    expect(await outcome(graph, 'upgrade', 'a1', [])).toEqual(['+a1', 'a1'])
    expect((await refusedFor(graph, 'upgrade', 'a')).code).toBe('MIG_TARGET_UNKNOWN')
    expect((await refusedFor(draw('a1', 'b2'), 'upgrade', 'b')).code).toBe('MIG_TARGET_UNKNOWN')
  })
})

describe('an empty repository', () => {
  const graph = draw()

  it('has nothing to upgrade to', async () => {
    expect(await outcome(graph, 'upgrade', 'head', [])).toEqual(['', ''])
    expect(await outcome(graph, 'upgrade', 'heads', [])).toEqual(['', ''])
  })

  it('knows no revision', async () => {
    expect((await refusedFor(graph, 'upgrade', 'ae10')).hint).toBe(
      'The repository is empty; write a revision with: mig revision -m MESSAGE',
    )
  })
})

describe('a release', () => {
  const graph = draw('r100 -> r200 -> r300', 'x100 -> x200')
  const releases: Releases = new Map([
    ['1.0.0', ['r100']],
    ['1.1.0', ['r200', 'x100']],
    ['2.0.0', ['r999']],
  ])

  it('is upgraded to with all of its heads', async () => {
    expect(await outcome(graph, 'upgrade', 'release:^1', [], releases)).toEqual(['+r100 +r200 +x100', 'r200 x100'])
  })

  it('is downgraded to by undoing what is no part of it', async () => {
    expect(await outcome(graph, 'downgrade', 'release:1.0.0', ['r300', 'x200'], releases)).toEqual(['-x200 -x100 -r300 -r200', 'r100'])
  })

  it('that names a revision without a file is refused, and undoes nothing', async () => {
    const error = await refusedFor(graph, 'downgrade', 'release:2.0.0', ['r300'], releases)
    expect([error.code, error.details['missing']]).toEqual(['MIG_RELEASES_INVALID', ['r999']])
  })

  it('that is not tagged is refused with those that are', async () => {
    const error = await refusedFor(graph, 'upgrade', 'release:^3', [], releases)
    expect([error.code, error.hint]).toEqual(['MIG_RELEASE_UNKNOWN', 'Tagged releases: 1.0.0, 1.1.0, 2.0.0'])
  })
})

describe('what a target names on its own', () => {
  const graph = draw('a111 -> b111 -> c111', 'x111[side]')
  const find = (target: string, current: readonly RevisionId[] = []) => findTarget(target, { graph, current, releases: noReleases })

  it('is what the rows say for current', async () => expect(await find('current', ['b111', 'x111'])).toEqual(['b111', 'x111']))
  it('is nothing for base', async () => expect(await find('base')).toEqual([]))
  it('counts -N from every head', async () => expect(await find('-1')).toEqual(['b111']))
  it('takes symbols with a step', async () => expect(await find('c111-2')).toEqual(['a111']))
})

describe('a range without a database', () => {
  const graph = draw('a111 -> b111 -> c111', 'x111')
  const plan = async (verb: 'upgrade' | 'downgrade', range: string) => {
    const { from, goal } = await resolveOfflineRange(verb, [range], { graph, releases: noReleases })
    return stepsOf(makePlan(graph, from, goal)).join(' ')
  }

  it('goes from one revision to another', async () => {
    expect(await plan('upgrade', 'a111:c111')).toBe('+b111 +c111')
    expect(await plan('downgrade', 'c111:a111')).toBe('-c111 -b111')
  })
  it('begins at the base where it is left out', async () => {
    expect(await plan('upgrade', ':b111')).toBe('+a111 +b111')
    expect(await plan('upgrade', 'b111')).toBe('+a111 +b111')
  })
  it('takes steps from its beginning', async () => expect(await plan('upgrade', 'a111:+1')).toBe('+b111'))
  it('must say where a downgrade begins', async () =>
    expect((await refusal(() => plan('downgrade', 'a111'))).code).toBe('MIG_TARGET_INVALID'))
  it('begins at one revision', async () => expect((await refusal(() => plan('upgrade', 'heads:heads'))).code).toBe('MIG_HEADS_SEVERAL'))
  it('has no current revision', async () => expect((await refusal(() => plan('upgrade', 'current:head'))).code).toBe('MIG_TARGET_INVALID'))
})

describe('heads as the start of a walk', () => {
  const place = (graph: RevisionGraph) => ({ graph, current: [], releases: new Map() })

  it('is the one revision that nothing needs, also where several are nobody’s parent', async () => {
    const graph = draw('a -> b', 'a -> c', 'b ..> c')
    expect(await findTarget('heads-1', place(graph))).toEqual(['a'])
  })

  it('is refused with the choices where there are several, also as the end of a history', async () => {
    const graph = draw('a -> b', 'a -> c')
    await expect(findTarget('heads-1', place(graph))).rejects.toMatchObject({ code: 'MIG_HEADS_SEVERAL' })
    await expect(historyOf(':heads+1', place(graph))).rejects.toMatchObject({ code: 'MIG_HEADS_SEVERAL' })
  })
})
