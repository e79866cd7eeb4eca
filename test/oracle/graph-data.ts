import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RevisionId } from '@mig/core'

/** A revision as it is recorded. */
export interface RecordedRevision {
  readonly revision: RevisionId
  readonly down_revision: readonly RevisionId[]
  /** Ids or labels. */
  readonly depends_on?: readonly string[]
  readonly branch_labels?: readonly string[]
}

/** What Alembic answered: the members depend on the operation. */
export interface Answer {
  readonly error?: {
    readonly class: string
    readonly message: string
    readonly cause?: { readonly class: string; readonly message: string }
    readonly internal?: boolean
    readonly after_steps?: number
  }
  readonly steps?: readonly { readonly kind: string; readonly revision: RevisionId; readonly heads_after: readonly RevisionId[] }[]
  readonly start?: readonly RevisionId[]
  readonly final_heads?: readonly RevisionId[]
  readonly redundant_rows?: readonly RevisionId[]
  readonly order?: 'forced' | 'any-topological' | 'any'
  readonly order_varies?: boolean
  readonly revisions?: readonly unknown[]
  readonly heads?: readonly RevisionId[]
  readonly effective_heads?: readonly RevisionId[]
  readonly bases?: readonly RevisionId[]
  readonly branches?: readonly { readonly revision: RevisionId; readonly children: readonly RevisionId[] }[]
  readonly at_head?: boolean
  readonly loads?: boolean
  readonly down_revision?: readonly RevisionId[]
  readonly depends_on?: readonly string[]
  readonly results?: readonly Answer[]
}

/** One recorded request. */
export interface Case {
  readonly id: string
  readonly op: string
  readonly graph_id: string
  readonly current?: readonly RevisionId[]
  readonly target?: string | readonly string[] | null
  readonly purge?: boolean
  readonly offline?: boolean
  readonly head?: string
  readonly splice?: boolean
  readonly depends_on?: readonly string[]
  readonly branch_label?: string
  readonly new_id?: RevisionId
  readonly ops?: readonly { readonly op: string; readonly target: string | readonly string[]; readonly purge?: boolean }[]
  readonly tags?: readonly string[]
  readonly expect: Answer
}

/** The answers recorded from Alembic. `MIG_ORACLE_GRAPH` names another file of the same format. */
export const graphDataFile = process.env['MIG_ORACLE_GRAPH'] ?? join(import.meta.dirname, 'alembic-graph.public.jsonl')

/** Reads every graph and every case of the file. */
export function readGraphData(file: string): {
  readonly graphs: ReadonlyMap<string, readonly RecordedRevision[]>
  readonly cases: readonly Case[]
} {
  const graphs = new Map<string, readonly RecordedRevision[]>()
  const cases: Case[] = []
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (!line) continue
    const record = JSON.parse(line) as { kind: string; id: string; graph: readonly RecordedRevision[] } & Case
    if (record.kind === 'graph') graphs.set(record.id, record.graph)
    else if (record.kind === 'case') cases.push(record)
  }
  return { graphs, cases }
}

/** The targets of a request, one or several. */
export const targetsOf = ({ target }: Pick<Case, 'target'>): readonly string[] => (typeof target === 'string' ? [target] : (target ?? []))
