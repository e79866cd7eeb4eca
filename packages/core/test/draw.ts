import { expect } from 'vitest'
import { makePlan, RevisionGraph, type Goal, type Plan, type Revision, type RevisionId } from '@mig/core'

/**
 * A graph as one draws it: `a -> b` makes `a` the down revision of `b`, `a ..> b` makes `b` depend on `a`, and
 * `a[billing]` gives `a` a label, which may stand before `..>` instead of `a`. A revision may appear in several lines; `more` adds what lines cannot say.
 *
 * @example
 * draw('a -> b -> d', 'a -> c -> d')
 */
export function draw(...lines: readonly (string | Readonly<Record<RevisionId, Partial<Revision>>>)[]): RevisionGraph {
  return RevisionGraph.build(drawRevisions(...lines))
}

/** What {@link draw} builds its graph of, in the order in which the revisions appear. */
export function drawRevisions(...lines: readonly (string | Readonly<Record<RevisionId, Partial<Revision>>>)[]): readonly Revision[] {
  const drawn = new Map<RevisionId, { down: RevisionId[]; depends: string[]; labels: string[]; more: Partial<Revision> }>()
  const find = (id: RevisionId) => {
    const known = drawn.get(id) ?? { down: [], depends: [], labels: [], more: {} }
    drawn.set(id, known)
    return known
  }
  const labels = new Set(
    lines.flatMap((line) => (typeof line === 'string' ? [...line.matchAll(/\[(.+?)\]/g)].map(([, label]) => label) : [])),
  )
  for (const line of lines) {
    if (typeof line !== 'string') {
      for (const [id, more] of Object.entries(line)) find(id).more = more
      continue
    }
    const words = line.trim().split(/\s+/)
    const ids = words.map((word) => {
      const [, id = word, label] = /^([^[\]]+)(?:\[(.+)\])?$/.exec(word) ?? []
      if (id === '->' || id === '..>') return id
      if (label !== undefined) find(id).labels.push(label)
      else if (!labels.has(id)) find(id)
      return id
    })
    for (let at = 1; at < ids.length; at += 2) {
      const [from, arrow, to] = [ids[at - 1]!, ids[at]!, ids[at + 1]!]
      if (arrow !== '->' && arrow !== '..>') throw new Error(`'${arrow}' is no arrow, in '${line}'`)
      find(to)[arrow === '->' ? 'down' : 'depends'].push(from)
    }
  }
  return [...drawn].map(([id, { down, depends, labels, more }]) => ({
    id,
    downRevisions: down,
    dependsOn: depends,
    labels,
    description: id,
    ...more,
  }))
}

/** Rows and a goal, as a test writes them. */
export type Situation = { readonly from?: readonly RevisionId[] } & (
  { readonly apply: readonly RevisionId[] } | { readonly undo: readonly RevisionId[] } | { readonly stamp: readonly RevisionId[] }
)

/** Plans what a situation asks for. */
export function planFor(graph: RevisionGraph, situation: Situation): Plan {
  const goal: Goal =
    'apply' in situation
      ? { kind: 'apply', revisions: situation.apply }
      : 'undo' in situation
        ? { kind: 'undo', revisions: situation.undo }
        : { kind: 'stamp', revisions: situation.stamp }
  return makePlan(graph, situation.from ?? [], goal)
}

/** Steps as one writes them: `+b` upgrades, `-b` downgrades, `=` changes rows alone. */
export const stepsOf = (plan: Plan): readonly string[] =>
  plan.steps.map((step) => (step.kind === 'stamp' ? '=' : `${step.kind === 'upgrade' ? '+' : '-'}${step.revision}`))

/** Checks steps and rows together. */
export function expectPlan(
  graph: RevisionGraph,
  situation: Situation,
  expected: { readonly steps: readonly string[]; readonly heads: readonly RevisionId[] },
): void {
  const plan = planFor(graph, situation)
  expect({ steps: stepsOf(plan), heads: plan.to }).toEqual(expected)
}
