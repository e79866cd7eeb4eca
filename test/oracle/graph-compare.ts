import type { Plan, RevisionGraph, RevisionId, Verb } from '@mig/core'
import { allowedCodes } from './graph-codes.js'
import { targetsOf, type Answer, type Case } from './graph-data.js'
import type { DifferenceKind } from './graph-differences.js'
import type { Outcome, Place } from './graph-place.js'
import { filesOf, type Facts, type Subject } from './graph-subject.js'

/** How an outcome differs from the recorded answer. `broken` is never on purpose: it is wrong whatever Alembic says. */
export interface Finding {
  readonly kind: DifferenceKind | 'broken'
  readonly problem: string
  /** How it was refused, if it was. */
  readonly code?: string
}

/** A request and how its outcome differs. */
export type Compared = readonly [request: Case, findings: readonly Finding[]]

/** Carries out a case and compares; a sequence gives one comparison for each of its requests. */
export async function compareCase(one: Case, place: Place, subject: Subject): Promise<readonly Compared[]> {
  if (one.op === 'load') return [[one, compareLoad(one, await subject.facts(place))]]
  if (!place.graph) return [[one, await compareUnloaded(one, place, subject)]]
  if (one.op === 'sequence') return compareSequence(one, place, subject)
  return [[one, await compareRequest(one, place, subject)]]
}

async function compareRequest(one: Case, place: Place, subject: Subject): Promise<readonly Finding[]> {
  if (one.op === 'upgrade' || one.op === 'downgrade' || one.op === 'stamp') return compareRun(one, place, await subject.run(place, one))
  if (one.op === 'revision' || one.op === 'merge') return compareWriting(one, place, subject)
  return compareAnswer(one, place, subject)
}

/** Whatever is asked of a graph that does not load is refused for that reason. */
async function compareUnloaded(one: Case, place: Place, subject: Subject): Promise<readonly Finding[]> {
  const { code } = await subject.facts(place)
  if (code === undefined || code !== place.refused!.code) return [{ kind: 'broken', problem: `loads, or is refused with ${String(code)}` }]
  return one.expect.error ? [] : [{ kind: 'refuses', problem: `does not load: ${place.refused!.message}`, code }]
}

function compareLoad(one: Case, outcome: Outcome<Facts>): readonly Finding[] {
  const findings = judge(one, outcome, one.expect, ({ heads, bases }) => [
    ...(same(heads, one.expect.heads ?? []) ? [] : [`heads ${list(heads)}`]),
    ...(same(bases, one.expect.bases ?? []) ? [] : [`bases ${list(bases)}`]),
  ])
  // a parent or dependency that does not exist is an internal error there, and has its own codes here
  if (one.expect.error?.internal !== true || ['MIG_PARENT_MISSING', 'MIG_DEPENDENCY_MISSING'].includes(outcome.code ?? '')) return findings
  return [...findings, { kind: 'broken', problem: `${outcome.code ?? 'loads'}, where something is missing` }]
}

/** Both sides go on from the recorded rows, so that one difference does not hide or cause the next. */
async function compareSequence(one: Case, place: Place, subject: Subject): Promise<readonly Compared[]> {
  const results: Compared[] = []
  let rows: readonly RevisionId[] = []
  for (const [index, { op, target, purge }] of one.ops!.entries()) {
    const answer = one.expect.results![index]!
    const { ops: _, purge: __, ...rest } = one
    const step: Case = {
      ...rest,
      id: `${one.id}/${index}`,
      op,
      target,
      current: rows,
      ...(purge === undefined ? {} : { purge }),
      expect: answer,
    }
    results.push([step, await compareRequest(step, place, subject)])
    rows = answer.final_heads ?? rows
  }
  return results
}

/** Compares success or failure first; `compare` only runs when both sides answered and there is a reference. */
function judge<T>(one: Case, outcome: Outcome<T>, answer: Answer, compare: (value: T) => readonly string[]): readonly Finding[] {
  if (answer.error?.internal || one.tags?.includes('odd-db')) return []
  if (outcome.code === undefined) {
    if (answer.error) return [{ kind: 'answers', problem: `answered, where Alembic says: ${(answer.error.cause ?? answer.error).message}` }]
    return compare(outcome.value).map((problem) => ({ kind: 'another', problem }))
  }
  const { code } = outcome
  if (!answer.error) return [{ kind: 'refuses', problem: `refused: ${code} ${outcome.message}`, code }]
  const { class: kind, message } = answer.error.cause ?? answer.error
  if (allowedCodes(one, kind, message).includes(code)) return []
  return [{ kind: 'another', problem: `refused with ${code} ${outcome.message}, where Alembic says ${kind}: ${message}`, code }]
}

function compareRun(one: Case, { graph }: Place, outcome: Outcome<Plan>): readonly Finding[] {
  const answer = one.expect
  const findings: Finding[] = []
  // rows that name unknown revisions have no closure to check a plan against
  if (outcome.code === undefined && outcome.value.from.every((row) => graph!.has(row))) {
    for (const problem of checkPlan(graph!, outcome.value)) findings.push({ kind: 'broken', problem })
  }
  if (one.op !== 'stamp' && answer.error?.internal && (answer.error.after_steps ?? 0) > 0 && !one.tags?.includes('odd-db')) {
    // Alembic stopped half-way through a run that is legitimate: it must complete
    if (outcome.code !== undefined)
      findings.push({ kind: 'broken', problem: `refused a legitimate run: ${outcome.code} ${outcome.message}` })
    else if (outcome.value.steps.length < answer.error.after_steps!) findings.push({ kind: 'broken', problem: 'does not complete the run' })
  }
  return [
    ...findings,
    ...judge(one, outcome, answer, (plan) => [
      ...(answer.start && !same(plan.from, answer.start) ? [`starts from ${list(plan.from)}, expected ${list(answer.start)}`] : []),
      ...comparePlan(graph!, one.op as Verb, plan, answer),
    ]),
  ]
}

/** What holds for every plan, whether or not there is a reference: order, and the rows after every step. */
function checkPlan(graph: RevisionGraph, plan: Plan): readonly string[] {
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
  const applied = below(plan.from)
  const rows = new Set(plan.from)
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
  if (plan.steps.length > 0 && !same(plan.to, graph.maximal(plan.to))) problems.push(`ends at rows that overlap: ${list(plan.to)}`)
  return problems
}

function comparePlan(graph: RevisionGraph, verb: Verb, plan: Plan, answer: Answer): readonly string[] {
  const problems: string[] = []
  const expected = (answer.final_heads ?? []).filter((row) => !answer.redundant_rows?.includes(row))
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

async function compareWriting(one: Case, place: Place, subject: Subject): Promise<readonly Finding[]> {
  const before = filesOf(place)
  const outcome = await subject.write(place, one)
  const findings = judge(one, outcome, one.expect, ({ revision, downRevisions, dependsOn, heads }) => [
    ...(revision === one.new_id ? [] : ['the file does not hold the id']),
    ...(same(downRevisions, one.expect.down_revision ?? []) ? [] : [`built on ${list(downRevisions)}`]),
    ...(same(dependsOn, new Set(one.expect.depends_on)) ? [] : [`depends on ${list(dependsOn)}`]),
    ...(same(heads, one.expect.heads ?? []) ? [] : [`heads ${list(heads)}`]),
  ])
  return same(before, filesOf(place)) ? findings : [...findings, { kind: 'broken', problem: 'left a file behind' }]
}

async function compareAnswer(one: Case, place: Place, subject: Subject): Promise<readonly Finding[]> {
  const current = one.current ?? []
  const { expect: answer } = one
  const differs = (what: string, ours: readonly string[] | undefined, theirs: readonly unknown[] | undefined): readonly string[] =>
    same(ours ?? [], idsOf(theirs)) ? [] : [`${what} ${list(ours ?? [])}, expected ${list(idsOf(theirs))}`]
  switch (one.op) {
    case 'heads':
      return judge(one, await subject.facts(place), answer, ({ heads, effectiveHeads }) => [
        ...differs('heads', heads, answer.heads),
        ...differs('effective heads', effectiveHeads, answer.effective_heads),
      ])
    case 'bases':
      return judge(one, await subject.facts(place), answer, ({ bases }) => differs('bases', bases, answer.bases))
    case 'branches':
      return judge(one, await subject.facts(place), answer, ({ branches }) => [
        ...differs(
          'branch points',
          [...branches.keys()],
          answer.branches!.map((branch) => branch.revision),
        ),
        ...answer.branches!.flatMap(({ revision, children }) => differs(`children of ${revision}`, branches.get(revision), children)),
      ])
    case 'show':
      return judge(one, await subject.facts(place), answer, (facts) => compareShown(facts, answer))
    case 'resolve':
      return judge(one, await subject.find(place, targetsOf(one)[0]!, current), answer, (found) =>
        differs('finds', found, [...new Set(answer.revisions)]),
      )
    case 'history':
      return judge(one, await subject.history(place, targetsOf(one)[0], current), answer, (found) =>
        compareHistory(place.graph!, found, answer),
      )
    case 'current':
      return judge(one, await subject.current(place, current), answer, ({ tips, isAtHead }) => [
        ...differs('current', tips, answer.revisions),
        ...(isAtHead === answer.at_head ? [] : [`at head: ${String(isAtHead)}`]),
      ])
    default:
      throw new Error(`the operation '${one.op}' of ${one.id} is not known to this runner`)
  }
}

function compareShown({ shown }: Facts, answer: Answer): readonly string[] {
  const recorded = (answer.revisions ?? []) as readonly {
    readonly revision: RevisionId
    readonly flags: readonly string[]
    readonly labels?: readonly string[]
  }[]
  const [ours, theirs] = [shown.keys(), recorded.map(({ revision }) => revision)]
  return [
    ...(same(ours, theirs) ? [] : [`shows ${list(shown.keys())}, expected ${list(theirs)}`]),
    ...recorded.flatMap(({ revision, flags, labels = [] }) => {
      const one = shown.get(revision)
      if (!one) return []
      return [
        ...(same(one.flags, flags) ? [] : [`${revision} is ${list(one.flags)}, expected ${list(flags)}`]),
        ...(same(one.labels, labels) ? [] : [`${revision} carries ${list(one.labels)}, expected ${list(labels)}`]),
      ]
    }),
  ]
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

const sorted = (ids: Iterable<string>): readonly string[] => [...ids].sort()
export const same = (a: Iterable<string>, b: Iterable<string>): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
export const list = (ids: Iterable<string>): string => `[${[...ids].join(' ')}]`

/** The ids of a recorded list; a walk that ran off the bottom is recorded as `null` or `base`. */
const idsOf = (recorded: readonly unknown[] = []): readonly string[] =>
  recorded.filter((entry): entry is string => typeof entry === 'string' && entry !== 'base')
