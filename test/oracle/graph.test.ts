import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isMigError, makePlan, type Plan, type RevisionGraph, type RevisionId, type Verb } from '@mig/core'
import { DagRepository, initRepository } from '@mig/dag'
import { renderDagScript, scanCodeHeader } from '@mig/script'
import { tempFolder } from '../support/temp-folder.js'
import { allowedCodes } from './graph-codes.js'
import { graphDataFile, readGraphData, targetsOf, type Answer, type Case, type RecordedRevision } from './graph-data.js'
import { differences, loadDifferences, type DifferenceKind } from './graph-differences.js'

/** What we did with a request: an answer, or a coded refusal. */
type Outcome<T> =
  { readonly value: T; readonly code?: undefined } | { readonly value?: undefined; readonly code: string; readonly message: string }

/** How an outcome differs from the recorded answer. */
interface Finding {
  readonly kind: DifferenceKind
  readonly problem: string
}

/** A repository of files that hold a recorded graph. */
interface Place {
  readonly repository: DagRepository
  readonly revisions: readonly RecordedRevision[]
  /** Why the graph does not load, when it does not. */
  readonly refused: { readonly code: string; readonly message: string } | undefined
  readonly graph: RevisionGraph | undefined
}

async function writeRepository(folder: string, revisions: readonly RecordedRevision[]): Promise<Place> {
  await initRepository(folder)
  for (const [index, { revision, down_revision, depends_on = [], branch_labels = [] }] of revisions.entries()) {
    const text = renderDagScript({
      language: 'js',
      revision,
      downRevisions: down_revision,
      dependsOn: depends_on,
      branchLabels: branch_labels,
      description: `revision ${index}`,
    })
    writeFileSync(join(folder, 'versions', `${String(index).padStart(4, '0')}.js`), text)
  }
  const repository = await DagRepository.open(folder)
  const built = await attempt(() => repository.graph())
  return { repository, revisions, refused: built.code === undefined ? undefined : built, graph: built.value }
}

/** A failure must be a coded refusal: anything else is a crash and ends the test. */
async function attempt<T>(run: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await run() }
  } catch (error) {
    if (!isMigError(error)) throw error
    return { code: error.code, message: error.message }
  }
}

const sorted = (ids: Iterable<string>): readonly string[] => [...ids].sort()
const same = (a: Iterable<string>, b: Iterable<string>): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
const list = (ids: Iterable<string>): string => `[${[...ids].join(' ')}]`

/** The ids of a recorded list; a walk that ran off the bottom is recorded as `null` or `base`. */
const idsOf = (recorded: readonly unknown[] = []): readonly string[] =>
  recorded.filter((entry): entry is string => typeof entry === 'string' && entry !== 'base')

/** Compares success or failure first; `compare` only runs when both sides answered and there is a reference. */
function judge<T>(one: Case, outcome: Outcome<T>, answer: Answer, compare: (value: T) => readonly string[]): readonly Finding[] {
  if (answer.error?.internal || one.tags?.includes('odd-db')) return []
  if (outcome.code === undefined) {
    if (answer.error) return [{ kind: 'answers', problem: `answered, where Alembic says: ${(answer.error.cause ?? answer.error).message}` }]
    return compare(outcome.value).map((problem) => ({ kind: 'another', problem }))
  }
  if (!answer.error) return [{ kind: 'refuses', problem: `refused: ${outcome.code} ${outcome.message}` }]
  const { class: kind, message } = answer.error.cause ?? answer.error
  if (allowedCodes(one, kind, message).includes(outcome.code)) return []
  return [{ kind: 'another', problem: `refused with ${outcome.code} ${outcome.message}, where Alembic says ${kind}: ${message}` }]
}

/** What holds for every plan, whether or not there is a reference: order, and the rows after every step. */
function checkPlan(graph: RevisionGraph, current: readonly RevisionId[], plan: Plan): readonly string[] {
  const problems: string[] = []
  const needs = (id: RevisionId): readonly RevisionId[] => [...graph.get(id).downRevisions, ...graph.get(id).dependsOn]
  const below = (ids: Iterable<RevisionId>): Set<RevisionId> => {
    const found = new Set<RevisionId>()
    const open = [...ids]
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (found.has(id)) continue
      found.add(id)
      open.push(...needs(id))
    }
    return found
  }
  const applied = below(current)
  const rows = new Set(current)
  for (const { ledger, ...step } of plan.steps) {
    for (const row of ledger.remove) if (!rows.delete(row)) problems.push(`removes the row ${row}, which is not there`)
    for (const row of ledger.add) {
      if (rows.has(row)) problems.push(`adds the row ${row}, which is there`)
      rows.add(row)
    }
    if (step.kind === 'stamp') continue
    if (step.kind === 'upgrade') {
      const missing = needs(step.revision).find((id) => !applied.has(id))
      if (missing !== undefined) problems.push(`${step.revision} runs before ${missing}`)
      applied.add(step.revision)
    } else {
      applied.delete(step.revision)
      const orphan = [...applied].find((id) => needs(id).includes(step.revision))
      if (orphan !== undefined) problems.push(`${step.revision} is undone while ${orphan} needs it`)
    }
    const needed = new Set([...applied].flatMap(needs))
    const expected = [...applied].filter((id) => !needed.has(id))
    if (!same(rows, expected)) problems.push(`after ${step.revision} the rows are ${list(rows)}, not ${list(expected)}`)
  }
  if (!same(rows, plan.to)) problems.push(`the plan says it ends at ${list(plan.to)}, its steps end at ${list(rows)}`)
  return problems
}

function comparePlan(graph: RevisionGraph, verb: Verb, plan: Plan, answer: Answer): readonly string[] {
  const problems: string[] = []
  const reduce = (rows: readonly RevisionId[]): readonly RevisionId[] => rows.filter((row) => !answer.redundant_rows?.includes(row))
  const expected = reduce(answer.final_heads ?? [])
  if (!same(plan.to, expected)) problems.push(`ends at ${list(plan.to)}, expected ${list(expected)}`)
  if (verb === 'stamp') return problems
  const ours = plan.steps.flatMap((step) => (step.kind === 'stamp' ? [] : [`${step.kind} ${step.revision}`]))
  const theirs = (answer.steps ?? []).map((step) => `${step.kind} ${step.revision}`)
  const isSame = answer.order === 'forced' && !answer.order_varies ? JSON.stringify(ours) === JSON.stringify(theirs) : same(ours, theirs)
  if (!isSame) problems.push(`runs ${list(ours)}, expected ${list(theirs)}`)
  if (JSON.stringify(ours) !== JSON.stringify(theirs)) return problems
  let rows = new Set(plan.from)
  for (const [index, { ledger }] of plan.steps.filter((step) => step.kind !== 'stamp').entries()) {
    rows = new Set([...rows].filter((row) => !ledger.remove.includes(row)).concat(ledger.add))
    const recorded = graph.maximal(answer.steps![index]!.heads_after)
    if (plan.steps[0]?.kind !== 'stamp' && !same(rows, recorded))
      problems.push(`step ${index + 1}: rows ${list(rows)}, expected ${list(recorded)}`)
  }
  return problems
}

async function compareRun(one: Case, { repository, graph }: Place, answer: Answer): Promise<readonly Finding[]> {
  const verb = one.op as Verb
  const current = one.current ?? []
  const outcome = await attempt(async () => {
    if (one.offline && verb !== 'stamp') {
      const { from, goal } = await repository.resolveOffline(verb, targetsOf(one)[0]!)
      return makePlan(graph!, from, goal)
    }
    const goal = await repository.resolve(verb, targetsOf(one), one.purge ? [] : current)
    return makePlan(graph!, current, goal)
  })
  const findings: Finding[] = []
  if (outcome.code === undefined && !one.tags?.includes('odd-db')) {
    for (const problem of checkPlan(graph!, outcome.value.from, outcome.value)) findings.push({ kind: 'another', problem })
  }
  if (answer.error?.internal && (answer.error.after_steps ?? 0) > 0 && !one.tags?.includes('odd-db')) {
    // Alembic stopped half-way through a run that is legitimate: it must complete
    if (outcome.code !== undefined)
      findings.push({ kind: 'refuses', problem: `refused a legitimate run: ${outcome.code} ${outcome.message}` })
    else if (outcome.value.steps.length < answer.error.after_steps!)
      findings.push({ kind: 'another', problem: 'does not complete the run' })
  }
  return [
    ...findings,
    ...judge(one, outcome, answer, (plan) => [
      ...(answer.start && !same(plan.from, answer.start) ? [`starts from ${list(plan.from)}, expected ${list(answer.start)}`] : []),
      ...comparePlan(graph!, verb, plan, answer),
    ]),
  ]
}

/** Both sides go on from the recorded rows, so that one difference does not hide or cause the next. */
async function compareSequence(one: Case, place: Place): Promise<readonly (readonly [Case, readonly Finding[]])[]> {
  const results: (readonly [Case, readonly Finding[]])[] = []
  let rows: readonly RevisionId[] = []
  for (const [index, { op, target, purge }] of one.ops!.entries()) {
    const answer = one.expect.results![index]!
    const step: Case = {
      ...one,
      id: `${one.id}/${index}`,
      op,
      target,
      current: rows,
      ...(purge === undefined ? {} : { purge }),
      expect: answer,
    }
    results.push([step, await compareRun(step, place, answer)])
    rows = answer.final_heads ?? rows
  }
  return results
}

async function compareWriting(one: Case, { repository }: Place): Promise<readonly Finding[]> {
  const folder = join(repository.location, 'versions')
  const before = readdirSync(folder)
  const outcome = await attempt(async () => {
    const common = { language: 'js', revisionId: one.new_id!, ...(one.splice === undefined ? {} : { splice: one.splice }) } as const
    const { file } =
      one.op === 'merge'
        ? await repository.merge({ ...common, targets: targetsOf(one), message: 'new' })
        : await repository.create({
            ...common,
            message: 'new',
            head: one.head!,
            dependsOn: one.depends_on ?? [],
            ...(one.branch_label === undefined ? {} : { branchLabel: one.branch_label }),
          })
    const scanned = scanCodeHeader(readFileSync(file, 'utf8'))
    const heads = (await repository.graph()).heads()
    rmSync(file)
    repository.reload()
    return { header: scanned.kind === 'complete' ? scanned.header : undefined, heads }
  })
  const findings = judge(one, outcome, one.expect, ({ header, heads }) => [
    ...(header?.revision === one.new_id ? [] : ['the file does not hold the id']),
    ...(same(header?.downRevisions ?? [], one.expect.down_revision ?? []) ? [] : [`built on ${list(header?.downRevisions ?? [])}`]),
    ...(same(header?.dependsOn ?? [], new Set(one.expect.depends_on)) ? [] : [`depends on ${list(header?.dependsOn ?? [])}`]),
    ...(same(heads, one.expect.heads ?? []) ? [] : [`heads ${list(heads)}`]),
  ])
  return same(before, readdirSync(folder)) ? findings : [...findings, { kind: 'another', problem: 'left a file behind' }]
}

/** In Alembic's words; its `effective head` is one that something depends on. */
const flagsOf = (graph: RevisionGraph, id: RevisionId): readonly string[] => [
  ...(graph.isHead(id) ? [graph.neededBy(id).length === 0 ? 'head' : 'effective head'] : []),
  ...(graph.get(id).downRevisions.length === 0 ? ['base'] : []),
  ...(graph.isBranchPoint(id) ? ['branchpoint'] : []),
  ...(graph.isMergePoint(id) ? ['mergepoint'] : []),
]

function compareShown(graph: RevisionGraph, answer: Answer): readonly string[] {
  const shown = (answer.revisions ?? []) as readonly {
    readonly revision: RevisionId
    readonly flags: readonly string[]
    readonly labels?: readonly string[]
  }[]
  return shown.flatMap(({ revision, flags, labels = [] }) => [
    ...(same(flagsOf(graph, revision), flags) ? [] : [`${revision} is ${list(flagsOf(graph, revision))}, expected ${list(flags)}`]),
    ...(same(graph.labelsOf(revision), labels) ? [] : [`${revision} carries ${list(graph.labelsOf(revision))}, expected ${list(labels)}`]),
  ])
}

function compareHistory(graph: RevisionGraph, ours: readonly RevisionId[], answer: Answer): readonly string[] {
  const theirs = idsOf(answer.revisions)
  if (answer.order === 'forced' && !answer.order_varies)
    return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [`${list(ours)}, expected ${list(theirs)}`]
  const upsideDown = ours.find((id, at) => graph.needs(id).some((need) => ours.slice(0, at).includes(need)))
  return [
    ...(same(ours, theirs) ? [] : [`${list(ours)}, expected ${list(theirs)}`]),
    ...(upsideDown === undefined ? [] : [`${upsideDown} comes after something it needs`]),
  ]
}

async function compareAnswer(one: Case, { repository, graph }: Place): Promise<readonly Finding[]> {
  const current = one.current ?? []
  const { expect: answer } = one
  const differs = (what: string, ours: readonly string[], theirs: readonly unknown[] | undefined): readonly string[] =>
    same(ours, idsOf(theirs)) ? [] : [`${what} ${list(ours)}, expected ${list(idsOf(theirs))}`]
  switch (one.op) {
    case 'heads':
      return judge(one, { value: graph! }, answer, () => [
        ...differs('heads', graph!.heads(), answer.heads),
        ...differs('effective heads', graph!.effectiveHeads(), answer.effective_heads),
      ])
    case 'bases':
      return judge(one, { value: graph! }, answer, () => differs('bases', graph!.bases(), answer.bases))
    case 'branches':
      return judge(one, { value: graph! }, answer, () => [
        ...differs(
          'branch points',
          graph!.branchPoints(),
          answer.branches!.map((branch) => branch.revision),
        ),
        ...answer.branches!.flatMap(({ revision, children }) => differs(`children of ${revision}`, graph!.children(revision), children)),
      ])
    case 'show':
      return judge(one, { value: graph! }, answer, () => compareShown(graph!, answer))
    case 'resolve': {
      const outcome = await attempt(() => repository.find(targetsOf(one)[0]!, current))
      return judge(one, outcome, answer, (found) => differs('finds', found, [...new Set(answer.revisions)]))
    }
    case 'history': {
      const outcome = await attempt(() => repository.history(targetsOf(one)[0], current))
      return judge(one, outcome, answer, (found) => compareHistory(graph!, found, answer))
    }
    case 'current': {
      const applied = graph!.ancestors(current)
      const atHead = graph!.effectiveHeads().every((head) => applied.has(head))
      return judge(one, { value: graph! }, answer, () => [
        ...differs('current', graph!.tips(applied), answer.revisions),
        ...(atHead === answer.at_head ? [] : [`at head: ${String(atHead)}`]),
      ])
    }
    default:
      throw new Error(`the operation '${one.op}' of ${one.id} is not known to this runner`)
  }
}

async function compareCase(one: Case, place: Place): Promise<readonly (readonly [Case, readonly Finding[]])[]> {
  if (one.op === 'load') {
    const outcome: Outcome<RevisionGraph> = place.refused ?? { value: place.graph! }
    const findings = judge(one, outcome, one.expect, (graph) => [
      ...(same(graph.heads(), one.expect.heads ?? []) ? [] : [`heads ${list(graph.heads())}`]),
      ...(same(graph.bases(), one.expect.bases ?? []) ? [] : [`bases ${list(graph.bases())}`]),
    ])
    // a parent or dependency that does not exist is an internal error there, and has its own codes here
    const isKeyError = one.expect.error?.internal === true
    if (isKeyError && !['MIG_PARENT_MISSING', 'MIG_DEPENDENCY_MISSING'].includes(outcome.code ?? ''))
      return [[one, [...findings, { kind: 'another', problem: `${outcome.code ?? 'loads'}, where something is missing` }]]]
    return [[one, findings]]
  }
  if (!place.graph) return [[one, one.expect.error ? [] : [{ kind: 'refuses', problem: `does not load: ${place.refused!.message}` }]]]
  if (one.op === 'sequence') return compareSequence(one, place)
  if (one.op === 'upgrade' || one.op === 'downgrade' || one.op === 'stamp') return [[one, await compareRun(one, place, one.expect)]]
  if (one.op === 'revision' || one.op === 'merge') return [[one, await compareWriting(one, place)]]
  return [[one, await compareAnswer(one, place)]]
}

function explain(one: Case, kind: DifferenceKind, { graph, revisions }: Place): string | undefined {
  if (!graph) return kind === 'answers' ? undefined : loadDifferences.find((difference) => difference.applies(revisions))?.reason
  return differences.find((difference) => difference.kinds.includes(kind) && difference.applies(one, graph))?.reason
}

describe('the graph, targets, plans and new files', () => {
  it('are what Alembic says, but for the differences on purpose', async () => {
    await using folder = await tempFolder()
    const { graphs, cases } = readGraphData(graphDataFile)
    const places = new Map<string, Place>()
    for (const [id, revisions] of graphs) places.set(id, await writeRepository(join(folder.path, id), revisions))
    const ran = new Map<string, number>()
    const differed = new Map<string, number>()
    const failures: string[] = []
    for (const one of cases) {
      ran.set(one.op, (ran.get(one.op) ?? 0) + 1)
      const place = places.get(one.graph_id)!
      for (const [request, findings] of await compareCase(one, place)) {
        for (const { kind, problem } of findings) {
          const reason = explain(request, kind, place)
          if (reason !== undefined) differed.set(reason, (differed.get(reason) ?? 0) + 1)
          else
            failures.push(
              `${request.id} ${request.op} ${JSON.stringify(request.target ?? request.head)} from ${list(request.current ?? [])}: ${kind}: ${problem}`,
            )
        }
      }
    }
    const lines = [
      ...[...ran].map(([op, count]) => `${op} ${count}`),
      ...[...differed].map(([reason, count]) => `  on purpose (${count}): ${reason}`),
    ]
    console.log(`compared with Alembic, ${cases.length} cases:\n${lines.join('\n')}`)
    expect(failures).toEqual([])
    expect([...ran.values()].reduce((sum, count) => sum + count, 0)).toBe(cases.length)
  })
})
