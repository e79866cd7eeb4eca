import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makePlan, type Plan, type RevisionId, type Verb } from '@mig/core'
import { readHeader } from '@mig/script'
import { targetsOf, type Case } from './graph-data.js'
import { attempt, type Outcome, type Place } from './graph-place.js'

/** A revision as `show` tells it, in Alembic's words. */
export interface Shown {
  readonly flags: readonly string[]
  readonly labels: readonly string[]
}

/** What a graph is, without any target. */
export interface Facts {
  readonly heads: readonly RevisionId[]
  readonly effectiveHeads: readonly RevisionId[]
  readonly bases: readonly RevisionId[]
  readonly branches: ReadonlyMap<RevisionId, readonly RevisionId[]>
  readonly shown: ReadonlyMap<RevisionId, Shown>
}

/** A revision file that was written and is gone again. */
export interface Written {
  readonly revision: RevisionId | undefined
  readonly downRevisions: readonly RevisionId[]
  readonly dependsOn: readonly string[]
  readonly heads: readonly RevisionId[]
}

/** What is compared with Alembic: the library without a database, the library on one, or the command. */
export interface Subject {
  facts(place: Place): Promise<Outcome<Facts>>
  find(place: Place, target: string, current: readonly RevisionId[]): Promise<Outcome<readonly RevisionId[]>>
  history(place: Place, range: string | undefined, current: readonly RevisionId[]): Promise<Outcome<readonly RevisionId[]>>
  current(place: Place, rows: readonly RevisionId[]): Promise<Outcome<{ readonly tips: readonly RevisionId[]; readonly isAtHead: boolean }>>
  /** Carries out an upgrade, a downgrade or a stamp; offline it only says what it would do. */
  run(place: Place, one: Case): Promise<Outcome<Plan>>
  /** Writes a revision or a merge point, looks at it, and removes it. */
  write(place: Place, one: Case): Promise<Outcome<Written>>
}

/** The library, on files and without a database. */
export const library: Subject = {
  facts: ({ repository }) =>
    attempt(async () => {
      const graph = await repository.graph()
      const shown = graph.ids().map((id): readonly [RevisionId, Shown] => {
        const flags = [
          // its `effective head` is one that something depends on
          ...(graph.isHead(id) ? [graph.neededBy(id).length === 0 ? 'head' : 'effective head'] : []),
          ...(graph.get(id).downRevisions.length === 0 ? ['base'] : []),
          ...(graph.isBranchPoint(id) ? ['branchpoint'] : []),
          ...(graph.isMergePoint(id) ? ['mergepoint'] : []),
        ]
        return [id, { flags, labels: graph.labelsOf(id) }]
      })
      return {
        heads: graph.heads(),
        effectiveHeads: graph.effectiveHeads(),
        bases: graph.bases(),
        branches: new Map(graph.branchPoints().map((id) => [id, graph.children(id)])),
        shown: new Map(shown),
      }
    }),
  find: ({ repository }, target, current) => attempt(() => repository.find(target, current)),
  history: ({ repository }, range, current) => attempt(() => repository.history(range, current)),
  current: ({ graph }, rows) =>
    attempt(async () => {
      const applied = graph!.ancestors(rows)
      return { tips: graph!.tips(applied), isAtHead: graph!.effectiveHeads().every((head) => applied.has(head)) }
    }),
  run: ({ repository, graph }, one) =>
    attempt(async () => {
      const verb = one.op as Verb
      if (one.offline && verb !== 'stamp') {
        const { from, goal } = await repository.resolveOffline(verb, targetsOf(one)[0]!)
        return makePlan(graph!, from, goal)
      }
      const current = one.current ?? []
      return makePlan(graph!, current, await repository.resolve(verb, targetsOf(one), one.purge ? [] : current))
    }),
  write: (place, one) =>
    attempt(async () => {
      const common = { language: 'js', revisionId: one.new_id!, ...(one.splice === undefined ? {} : { splice: one.splice }) } as const
      const { file } =
        one.op === 'merge'
          ? await place.repository.merge({ ...common, targets: targetsOf(one), message: 'new' })
          : await place.repository.create({
              ...common,
              message: 'new',
              head: one.head!,
              dependsOn: one.depends_on ?? [],
              ...(one.branch_label === undefined ? {} : { branchLabel: one.branch_label }),
            })
      return lookAt(place, file)
    }),
}

/** Reads what a new file says, and takes it back with what it changed in the head files. */
export async function lookAt({ repository }: Place, file: string): Promise<Written> {
  const { revision, downRevisions, dependsOn } = await readHeader(file, readFileSync(file, 'utf8'))
  repository.reload()
  const heads = (await repository.graph()).heads()
  rmSync(file)
  await repository.writeHeadFiles()
  return { revision, downRevisions, dependsOn, heads }
}

/** The files of a repository, to see that a refused request leaves them as they were. */
export const filesOf = ({ repository }: Place): readonly string[] => readdirSync(join(repository.location, 'versions'))
