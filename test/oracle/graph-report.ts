import type { Case } from './graph-data.js'
import { compareCase, list, type Finding } from './graph-compare.js'
import { differences, loadDifferences } from './graph-differences.js'
import type { Place } from './graph-place.js'
import type { Subject } from './graph-subject.js'

/** What a run over cases came to. */
export interface Report {
  /** Cases by operation. */
  readonly ran: ReadonlyMap<string, number>
  /** Comparisons that differ on purpose, by reason. */
  readonly differed: ReadonlyMap<string, number>
  /** Comparisons that differ and no predicate says why. */
  readonly failures: readonly string[]
}

/** Compares every case with what is recorded. */
export async function compareAll(
  cases: readonly Case[],
  places: ReadonlyMap<string, Place>,
  subjectOf: (one: Case) => Subject,
): Promise<Report> {
  const ran = new Map<string, number>()
  const differed = new Map<string, number>()
  const failures: string[] = []
  for (const one of cases) {
    ran.set(one.op, (ran.get(one.op) ?? 0) + 1)
    const place = places.get(one.graph_id)!
    for (const [request, findings] of await compareCase(one, place, subjectOf(one))) {
      for (const finding of findings) {
        const reason = explain(request, finding, place)
        if (reason !== undefined) differed.set(reason, (differed.get(reason) ?? 0) + 1)
        else failures.push(describe(request, finding))
      }
    }
  }
  return { ran, differed, failures }
}

/** As lines: how many cases of each operation ran, and every difference on purpose with how often it was the reason. */
export function renderReport({ ran, differed }: Report): string {
  const total = [...ran.values()].reduce((sum, count) => sum + count, 0)
  const reasons = [...loadDifferences, ...differences].map(({ reason }) => `  on purpose (${differed.get(reason) ?? 0}): ${reason}`)
  return [`compared with Alembic, ${total} cases:`, ...[...ran].map(([op, count]) => `${op} ${count}`), ...reasons].join('\n')
}

function explain(one: Case, { kind, code }: Finding, { graph, revisions }: Place): string | undefined {
  if (kind === 'broken') return undefined
  const isCode = (codes?: readonly string[]): boolean => code === undefined || codes === undefined || codes.includes(code)
  if (!graph) {
    if (kind === 'answers') return undefined
    return loadDifferences.find((difference) => difference.applies(revisions) && isCode(difference.codes))?.reason
  }
  return differences.find((difference) => difference.kinds.includes(kind) && isCode(difference.codes) && difference.applies(one, graph))
    ?.reason
}

const describe = (request: Case, { kind, problem }: Finding): string =>
  `${request.id} ${request.op} ${JSON.stringify(request.target ?? request.head)} from ${list(request.current ?? [])}: ${kind}: ${problem}`
