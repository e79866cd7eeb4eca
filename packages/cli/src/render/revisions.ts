import type { Plan, Revision, RevisionGraph, Step } from '@mig/core'
import type { styler } from './style.js'

type Style = ReturnType<typeof styler>

/** `30aaeaf5a3d7 (billing) (head) create account table`. */
export function revisionLine(graph: RevisionGraph, revision: Revision, style: Style, current?: ReadonlySet<string>): string {
  return [style('mark', revision.id), ...marksOf(graph, revision, current).map((mark) => style('good', `(${mark})`)), revision.description]
    .filter(Boolean)
    .join(' ')
}

/** Labels, then what the revision is in its graph. */
export function marksOf(graph: RevisionGraph, revision: Revision, current?: ReadonlySet<string>): readonly string[] {
  return [
    ...revision.labels,
    ...(graph.isHead(revision.id) ? ['head'] : []),
    ...(current?.has(revision.id) ? ['current'] : []),
    ...(graph.isBranchPoint(revision.id) ? ['branch point'] : []),
    ...(graph.isMergePoint(revision.id) ? ['merge point'] : []),
  ]
}

/** `a, b -> c (head), description`: the flat form of `history`. */
export function historyLine(graph: RevisionGraph, revision: Revision, style: Style, current?: ReadonlySet<string>): string {
  const parents = revision.downRevisions.length > 0 ? revision.downRevisions.join(', ') : '<base>'
  const dependencies = revision.dependsOn.length > 0 ? ` (needs ${revision.dependsOn.join(', ')})` : ''
  const marks = marksOf(graph, revision, current).map((mark) => ` ${style('good', `(${mark})`)}`)
  return `${parents}${dependencies} -> ${style('mark', revision.id)}${marks.join('')}${revision.description ? `, ${revision.description}` : ''}`
}

/** Every fact of a revision, a line each. */
export function revisionDetails(graph: RevisionGraph, revision: Revision, style: Style, current?: ReadonlySet<string>): string {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['down revision', revision.downRevisions.join(', ') || '<base>'],
    ['next', graph.children(revision.id).join(', ') || undefined],
    ['depends on', revision.dependsOn.join(', ') || undefined],
    ['branch', graph.labelsOf(revision.id).join(', ') || undefined],
    ['replaces', revision.replaces?.join(', ')],
    ['equivalent to', revision.equivalentTo?.join(', ')],
    ['created', revision.createdAt],
    ...(revision.files ?? [revision.file]).map((file) => ['file', file] as const),
  ]
  return [
    revisionLine(graph, revision, style, current),
    ...facts.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [`    ${`${name}:`.padEnd(15)} ${value}`])),
  ].join('\n')
}

/** A revision as `--json` prints it. */
export function revisionData(graph: RevisionGraph, revision: Revision): Record<string, unknown> {
  return {
    revision: revision.id,
    downRevisions: revision.downRevisions,
    dependsOn: revision.dependsOn,
    labels: revision.labels,
    description: revision.description,
    isHead: graph.isHead(revision.id),
    isBranchPoint: graph.isBranchPoint(revision.id),
    isMergePoint: graph.isMergePoint(revision.id),
    ...(revision.replaces ? { replaces: revision.replaces } : {}),
    ...(revision.equivalentTo ? { equivalentTo: revision.equivalentTo } : {}),
    ...(revision.createdAt ? { createdAt: revision.createdAt } : {}),
    ...(revision.file ? { file: revision.file } : {}),
    ...(revision.files ? { files: revision.files } : {}),
  }
}

/** `+a -b`: what a step does to the version table. */
export function ledgerText(step: Step): string {
  return [...step.ledger.remove.map((id) => `-${id}`), ...step.ledger.add.map((id) => `+${id}`)].join(' ')
}

/** `nothing to do: already at 30aaeaf5a3d7`. */
export function nothingText(plan: Pick<Plan, 'from'>): string {
  return `nothing to do: ${plan.from.length > 0 ? `at ${plan.from.join(', ')}` : 'nothing is applied'}`
}
