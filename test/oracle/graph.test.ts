import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkName, findTarget, historyOf, resolveDagTarget } from '@mig/dag'
import { isMigError, makePlan, readStanding, RevisionGraph, type Plan, type RevisionId, type Verb } from '@mig/core'

/** Answers recorded from Alembic; the file's own README tells its format. Another file of the same format can be named. */
const file = process.env['MIG_ORACLE_GRAPH'] ?? join(import.meta.dirname, 'alembic-graph.public.jsonl')

interface GraphRevision {
  readonly revision: string
  readonly down_revision: readonly string[]
  readonly depends_on?: readonly string[]
  readonly branch_labels?: readonly string[]
}

interface Expected {
  readonly error?: { readonly cause?: { readonly class: string }; readonly internal?: boolean; readonly after_steps?: number }
  readonly steps?: readonly { readonly kind: string; readonly revision: string }[]
  readonly final_heads?: readonly string[]
  readonly redundant_rows?: readonly string[]
  readonly order?: string
  readonly order_varies?: boolean
  readonly revisions?: readonly (
    string | null | { readonly revision: string; readonly flags: readonly string[]; readonly labels?: readonly string[] }
  )[]
  readonly heads?: readonly string[]
  readonly effective_heads?: readonly string[]
  readonly bases?: readonly string[]
  readonly branches?: readonly unknown[]
  readonly at_head?: boolean
  readonly loads?: boolean
  readonly results?: readonly Expected[]
}

interface Case {
  readonly id: string
  readonly op: string
  readonly graph_id: string
  readonly current?: readonly string[]
  readonly target?: string | readonly string[] | null
  readonly purge?: boolean
  readonly offline?: boolean
  readonly tags?: readonly string[]
  readonly ops?: readonly { readonly op: string; readonly target: string | readonly string[]; readonly purge?: boolean }[]
  readonly expect: Expected
}

const graphs = new Map<string, readonly GraphRevision[]>()
const cases: Case[] = []
for (const line of readFileSync(file, 'utf8').split('\n')) {
  if (!line) continue
  const record = JSON.parse(line) as { kind: string; id: string; graph: readonly GraphRevision[] } & Case
  if (record.kind === 'graph') graphs.set(record.id, record.graph)
  else if (record.kind === 'case') cases.push(record)
}

function buildGraph(id: string): RevisionGraph {
  for (const { revision } of graphs.get(id)!) checkName('revision id', revision)
  return RevisionGraph.build(
    graphs.get(id)!.map((revision) => ({
      id: revision.revision,
      downRevisions: revision.down_revision,
      dependsOn: revision.depends_on ?? [],
      labels: revision.branch_labels ?? [],
      description: '',
    })),
  )
}

const sorted = (ids: Iterable<string>): readonly string[] => [...ids].sort()
const targetsOf = (target: Case['target']): readonly string[] => (Array.isArray(target) ? (target as readonly string[]) : [String(target)])

/** Plans a request as the migrator does. */
async function planFor(
  graph: RevisionGraph,
  verb: Verb,
  targets: readonly string[],
  current: readonly RevisionId[],
  purge = false,
): Promise<Plan> {
  const goal = await resolveDagTarget(verb, targets, { graph, current: purge ? [] : current, releases: new Map() })
  return makePlan(graph, current, goal)
}

/** Our deliberate differences, as predicates on the request. `refuse`: we refuse where Alembic answers. `answer`: we answer where it refuses. */
const differences: readonly {
  readonly reason: string
  readonly kind: 'refuse' | 'answer'
  readonly applies: (one: Case, graph: RevisionGraph) => boolean
}[] = [
  {
    reason: 'a bare -N with several current heads is refused with the choices, not warned about',
    kind: 'refuse',
    applies: (one) => one.op === 'downgrade' && /^-\d+$/.test(String(one.target)) && new Set(one.current).size > 1,
  },
  {
    reason: 'a relative part must end the target: abc+1zzz is a name that does not exist',
    kind: 'refuse',
    applies: (one) => /[+-]\d+[^\d@:]/.test(targetsOf(one.target).join(' ')),
  },
  {
    reason: 'REV-N is a place to look at as well: Alembic takes it only from upgrade and downgrade',
    kind: 'answer',
    applies: (one) => (one.op === 'history' || one.op === 'resolve') && /\w[+-]\d+(?::|$)/.test(String(one.target)),
  },
  {
    reason: 'LABEL@head is the head of that branch in downgrade too',
    kind: 'answer',
    applies: (one) => one.op === 'downgrade' && String(one.target).endsWith('@head'),
  },
  {
    reason: 'a relative downgrade undoes the head, also where it is a merge point',
    kind: 'answer',
    applies: (one, graph) => one.op === 'downgrade' && /^(?:[^@]+@)?-\d+$/.test(String(one.target)) && graph.mergePoints().length > 0,
  },
  {
    reason: 'an unknown branch is refused, where Alembic finds nothing on it',
    kind: 'refuse',
    applies: (one, graph) => /^[^@]+@/.test(String(one.target)) && !graph.labels().has(String(one.target).split('@')[0]!),
  },
]

const strictLoad = 'duplicate ids, circles and reserved words as ids do not load, where Alembic warns or notices later'
const isStrictLoad = (code: string): boolean => ['MIG_REVISION_DUPLICATE', 'MIG_CYCLE', 'MIG_REVISION_ID'].includes(code)

/** Offline ranges and the writing of files are not part of this runner yet. */
const isCompared = (one: Case): boolean => !one.offline && one.op !== 'revision' && one.op !== 'merge'
const left = new Map<string, number>()
const seen = new Map<string, number>()
const differed = new Map<string, number>()
const failures: string[] = []

function note(one: Case, problem: string): void {
  failures.push(`${one.id} ${one.op} ${JSON.stringify(one.target)} from ${JSON.stringify(one.current)}: ${problem}`)
}

const emptyCurrent = 'history up to the current revision of an empty database is empty, where Alembic lists everything'
const wholeStamp = 'after a stamp of several revisions all of them are there, reduced to those that no other one needs'
const findAll = async (graph: RevisionGraph, targets: readonly string[], current: readonly string[]): Promise<readonly string[]> =>
  (await Promise.all(targets.map((target) => findTarget(target, { graph, current, releases: new Map() })))).flat()

type Outcome<T> = { readonly value: T; readonly refused?: undefined } | { readonly refused: string }

/** Runs one request; a failure must be a coded refusal, never a crash. */
async function attempt<T>(one: Case, run: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await run() }
  } catch (error) {
    if (!isMigError(error)) {
      note(one, `crashed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      return { refused: 'crash' }
    }
    return { refused: error.code }
  }
}

/** True when the comparison is decided by success or failure alone. */
function decidedByOutcome(one: Case, graph: RevisionGraph, outcome: Outcome<unknown>, expected: Expected): boolean {
  const difference = differences.find((candidate) => candidate.applies(one, graph))
  if (
    difference &&
    (difference.kind === 'refuse') === (outcome.refused !== undefined) &&
    (expected.error === undefined) !== (outcome.refused === undefined)
  ) {
    differed.set(difference.reason, (differed.get(difference.reason) ?? 0) + 1)
    return true
  }
  if (expected.error?.internal || one.tags?.includes('odd-db')) return true
  if (expected.error && outcome.refused === undefined) note(one, `answered, where Alembic says ${expected.error.cause?.class}`)
  if (!expected.error && outcome.refused !== undefined) note(one, `refused with ${outcome.refused}`)
  return expected.error !== undefined || outcome.refused !== undefined
}

async function compareRun(
  one: Case,
  graph: RevisionGraph,
  verb: Verb,
  target: Case['target'],
  current: readonly string[],
  expected: Expected,
  purge = false,
): Promise<readonly string[]> {
  const outcome = await attempt(one, () => planFor(graph, verb, targetsOf(target), current, purge))
  if (decidedByOutcome({ ...one, op: verb, target: target ?? null, current }, graph, outcome, expected) || !('value' in outcome)) {
    return 'value' in outcome && expected.error === undefined ? outcome.value.to : current
  }
  const plan = outcome.value
  const redundant = new Set(expected.redundant_rows)
  const heads = sorted(
    (expected.final_heads ?? []).filter((row) => !redundant.has(row) && graph.maximal(expected.final_heads ?? []).includes(row)),
  )
  const differs = expected.final_heads !== undefined && JSON.stringify(sorted(plan.to)) !== JSON.stringify(heads)
  if (differs && verb === 'stamp' && (await findAll(graph, targetsOf(target), current)).length > 1) {
    differed.set(wholeStamp, (differed.get(wholeStamp) ?? 0) + 1)
    return heads
  }
  if (differs) note(one, `${verb} ${JSON.stringify(target)} ends at ${plan.to.join()}, expected ${heads.join()}`)
  if (verb !== 'stamp' && expected.steps) {
    const ours = plan.steps.flatMap((step) => (step.kind === 'stamp' ? [] : [step.revision]))
    const theirs = expected.steps.map((step) => step.revision)
    const same =
      expected.order === 'forced' && !expected.order_varies ? ours.join() === theirs.join() : sorted(ours).join() === sorted(theirs).join()
    if (!same) note(one, `${verb} ${JSON.stringify(target)} runs ${ours.join()}, expected ${theirs.join()}`)
  }
  return plan.to
}

async function compare(one: Case): Promise<void> {
  seen.set(one.op, (seen.get(one.op) ?? 0) + 1)
  const { expect: expected } = one
  const built = await attempt(one, async () => buildGraph(one.graph_id))
  if (one.op === 'load') {
    if (expected.loads === true && !('value' in built)) {
      if (isStrictLoad(built.refused)) differed.set(strictLoad, (differed.get(strictLoad) ?? 0) + 1)
      else note(one, `does not load: ${built.refused}`)
    }
    if (expected.error && 'value' in built) note(one, 'loads')
    if (!('value' in built) || expected.error) return
    return compareSets(one, { heads: [built.value.heads(), expected.heads], bases: [built.value.bases(), expected.bases] })
  }
  if (!('value' in built)) {
    if (expected.error === undefined && !graphs.get(one.graph_id)!.some((revision) => revision.down_revision.length > 0))
      note(one, 'the graph does not load')
    return
  }
  const graph = built.value
  const current = one.current ?? []
  switch (one.op) {
    case 'upgrade':
    case 'downgrade':
      await compareRun(one, graph, one.op, one.target, current, expected)
      return
    case 'stamp':
      await compareRun(one, graph, 'stamp', one.target, current, expected, one.purge)
      return
    case 'sequence': {
      let rows: readonly string[] = []
      for (const [index, step] of one.ops!.entries()) {
        rows = await compareRun(one, graph, step.op as Verb, step.target, rows, expected.results![index]!, step.purge)
        if (rows.join() !== [...graph.maximal(rows)].join()) note(one, `rows overlap: ${rows.join()}`)
      }
      return
    }
    case 'heads':
      return compareSets(one, { heads: [graph.heads(), expected.heads], effective: [graph.effectiveHeads(), expected.effective_heads] })
    case 'bases':
      return compareSets(one, { bases: [graph.bases(), expected.bases] })
    case 'resolve': {
      const outcome = await attempt(one, () => findTarget(String(one.target), { graph, current, releases: new Map() }))
      if (decidedByOutcome(one, graph, outcome, expected) || !('value' in outcome)) return
      return compareSets(one, {
        revisions: [outcome.value, expected.revisions!.filter((id): id is string => typeof id === 'string' && id !== 'base')],
      })
    }
    case 'history': {
      const outcome = await attempt(one, () =>
        historyOf(one.target === null ? undefined : String(one.target), { graph, current, releases: new Map() }),
      )
      if (decidedByOutcome(one, graph, outcome, expected) || !('value' in outcome)) return
      if (/(?:^|:)current$/.test(String(one.target)) && current.length === 0) {
        differed.set(emptyCurrent, (differed.get(emptyCurrent) ?? 0) + 1)
        return
      }
      return compareSets(one, { revisions: [outcome.value, expected.revisions as readonly string[]] })
    }
    case 'show':
      for (const entry of expected.revisions ?? []) {
        if (typeof entry !== 'object' || entry === null) continue
        const labels = sorted(graph.labelsOf(entry.revision))
        if (labels.join() !== sorted(entry.labels ?? []).join())
          note(one, `${entry.revision} carries ${labels.join()}, expected ${(entry.labels ?? []).join()}`)
        const flags = [
          graph.isHead(entry.revision) && !entry.flags.includes('effective head') ? 'head' : '',
          graph.isBranchPoint(entry.revision) ? 'branchpoint' : '',
          graph.isMergePoint(entry.revision) ? 'mergepoint' : '',
        ].filter(Boolean)
        for (const flag of ['head', 'branchpoint', 'mergepoint']) {
          if (flags.includes(flag) !== entry.flags.includes(flag))
            note(one, `${entry.revision}: ${flag} is ${String(flags.includes(flag))}`)
        }
      }
      return
    case 'current': {
      const outcome = await attempt(one, async () => readStanding(graph, current))
      if (decidedByOutcome(one, graph, outcome, expected)) return
      return
    }
  }
}

function compareSets(one: Case, sets: Readonly<Record<string, readonly [readonly string[], readonly string[] | undefined]>>): void {
  for (const [name, [ours, theirs]] of Object.entries(sets)) {
    if (theirs && sorted(ours).join() !== sorted(theirs).join())
      note(one, `${name} ${sorted(ours).join()}, expected ${sorted(theirs).join()}`)
  }
}

describe('the graph, targets and plans', () => {
  it('answer as Alembic does, but for the differences on purpose', async () => {
    for (const one of cases) {
      if (isCompared(one)) await compare(one)
      else left.set(one.offline ? `offline ${one.op}` : one.op, (left.get(one.offline ? `offline ${one.op}` : one.op) ?? 0) + 1)
    }
    console.log(
      `oracle: ${[...seen].map(([op, count]) => `${op} ${count}`).join(', ')}; not compared yet: ${[...left].map(([op, count]) => `${op} ${count}`).join(', ')}; on purpose: ${[...differed].map(([reason, count]) => `${reason} (${count})`).join('; ') || 'none'}`,
    )
    expect(failures).toEqual([])
  })
})
