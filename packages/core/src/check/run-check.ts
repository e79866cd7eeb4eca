import { isMigError, type MigError } from '../errors/mig-error.js'
import type { RevisionGraph } from '../graph/revision-graph.js'
import type { RevisionId } from '../graph/revision.js'
import type { Adoption, LegacyState } from '../ports/adoption.js'
import type { Database } from '../ports/database.js'
import type { HeadFile } from '../ports/head-file.js'
import type { Repository } from '../ports/repository.js'
import type { Session } from '../ports/session.js'
import { pendingRevisions } from '../plan/pending.js'
import { readStanding } from '../plan/satisfaction.js'
import {
  checkItems,
  isWanted,
  type CheckItem,
  type CheckName,
  type CheckOptions,
  type CheckPart,
  type CheckReport,
} from './check-report.js'
import { behindErrors } from './database-behind.js'
import { editedError, findEdited } from './edited-scripts.js'
import { findingOf } from './finding.js'
import { halfDoneErrors } from './half-done-steps.js'
import { headFileErrors } from './head-file.js'
import { legacyErrors } from './legacy.js'
import { findLate, lateError } from './late-versions.js'
import { severalHeads } from './several-heads.js'
import { unreadableScripts } from './unreadable-scripts.js'

/** What is checked: files, and the database where there is one. */
export interface CheckSubject {
  readonly repository: Repository
  /** Opened when a look needs it. */
  readonly database?: () => Promise<Database>
  /** Reads what an old tool's own record says: `() => import('@mig/convert')`. */
  readonly adoption?: () => Promise<Adoption>
  /** Says how the database differs from the models of the project; absent where it has none. */
  readonly models?: () => Promise<readonly MigError[]>
}

/**
 * Looks for everything that is wrong with a repository and its database, and changes nothing but the head file, on request.
 *
 * It goes on where other commands stop: every load problem is told, not the first. Without a database only files are looked at.
 *
 * @example
 * const { ok, items } = await runCheck({ repository }, { offline: true })
 */
export async function runCheck(subject: CheckSubject, options: CheckOptions = {}): Promise<CheckReport> {
  const items: CheckItem[] = []
  const fixed: string[] = []
  const wants = (part: CheckPart): boolean => checkItems[part].some((name) => isWanted(part, name, options))
  const problems = await subject.repository.problems()
  const look = await lookAtFiles(subject.repository, problems, options, fixed)
  const graph = problems.length === 0 ? await subject.repository.graph() : undefined
  const database =
    wants('database') && subject.database && graph ? await lookAtDatabase(subject, await subject.database(), graph) : undefined
  for (const part of ['repository', 'database'] as const) {
    for (const name of checkItems[part]) {
      if (!isWanted(part, name, options)) continue
      const found = part === 'repository' ? look.get(name) : database?.get(name)
      if (found) items.push({ part, name, findings: found.map(findingOf) })
      else if (!graph) items.push({ part, name, findings: [], skipped: 'the repository does not load' })
      else if (part === 'database' && !subject.database) items.push({ part, name, findings: [], skipped: 'no database is named' })
    }
  }
  if (subject.models && isWanted('models', 'models', options)) {
    const isBehind = items.some(({ name, findings }) => name === 'behind' && findings.length > 0)
    const skipped = !graph ? 'the repository does not load' : isBehind ? 'the database is behind' : undefined
    items.push({
      part: 'models',
      name: 'models',
      findings: skipped === undefined ? (await subject.models()).map(findingOf) : [],
      ...(skipped === undefined ? {} : { skipped }),
    })
  }
  return { ok: items.every(({ findings }) => findings.length === 0), items, fixed }
}

/** What each look finds; a name that is absent is not looked at in this repository. */
type Findings = ReadonlyMap<CheckName, readonly MigError[]>

async function lookAtFiles(
  repository: Repository,
  problems: readonly MigError[],
  options: CheckOptions,
  fixed: string[],
): Promise<Findings> {
  const wantsFiles = isWanted('repository', 'files', options)
  const overlooked = wantsFiles && !isUnreadable(problems) ? ((await repository.overlooked?.()) ?? []) : []
  const found = new Map<CheckName, readonly MigError[]>([['files', [...problems, ...overlooked]]])
  // the last number can also be told where two files claim it, after a merge
  if (repository.mode === 'linear' || problems.length === 0) await lookAtHeadFile(repository, options, found, fixed)
  if (problems.length > 0) return found
  const graph = await repository.graph()
  if (wantsFiles) found.set('files', [...(await unreadableScripts(repository, graph)), ...overlooked])
  if (repository.mode === 'dag') found.set('heads', severalHeads(graph, graph.effectiveHeads(), 'the repository has'))
  if (repository.gaps) found.set('gaps', await repository.gaps())
  return found
}

/** Whether the folder itself cannot be listed. */
const isUnreadable = (problems: readonly MigError[]): boolean =>
  problems.some(({ code }) => code === 'MIG_REPOSITORY_MISSING' || code === 'MIG_REPOSITORY_INVALID')

async function lookAtHeadFile(
  repository: Repository,
  options: CheckOptions,
  found: Map<CheckName, readonly MigError[]>,
  fixed: string[],
): Promise<void> {
  if (!isWanted('repository', 'head-file', options)) return
  if (!repository.headFiles || !repository.writeHeadFiles) return
  const before = await repository.headFiles()
  let files = before
  if (options.fix === true) {
    await repository.writeHeadFiles()
    files = await repository.headFiles()
    const changed = (file: HeadFile) => before.every(({ path, found }) => path !== file.path || found !== file.found)
    const gone = before.filter(({ path }) => files.every((file) => file.path !== path))
    fixed.push(...[...files.filter(changed), ...gone].map(({ path }) => path))
  }
  if (files.length > 0) found.set('head-file', files.flatMap(headFileErrors))
}

async function lookAtDatabase({ repository, adoption }: CheckSubject, database: Database, graph: RevisionGraph): Promise<Findings> {
  const session = await database.session({ create: false })
  try {
    const found = new Map<CheckName, readonly MigError[]>()
    const rows = await repository.ledger().read(session)
    const steps = await database.journal.finished(session)
    found.set('half-done', halfDoneErrors(graph, await database.journal.unfinished(session)))
    const legacy = await readLegacy({ repository, database, session }, adoption)
    if (repository.legacyRecord !== undefined && adoption) found.set('legacy', legacyErrors(legacy, rows))
    const own = await placeOf(repository, graph, rows)
    if (own instanceof Error) return found.set('rows', [own])
    found.set('rows', [])
    if (legacy?.standing === 'alone' && !legacy.heads) return found
    const place = legacy?.standing === 'alone' ? (legacy.heads ?? own) : own
    found.set('behind', behindErrors(graph, pendingRevisions(graph, place)))
    if (repository.mode === 'dag') found.set('branches', severalHeads(graph, graph.maximal(place), 'the database is at'))
    if (repository.mode === 'linear') {
      const late = findLate(graph, steps, place[0])
      found.set('late', late.length > 0 ? [lateError(graph, late, place[0])] : [])
    }
    const edited = await findEdited(steps, graph.ancestors(place), repository, database.dialect)
    return found.set('edited', edited.map(editedError))
  } finally {
    await session[Symbol.asyncDispose]()
  }
}

async function readLegacy(
  place: { readonly repository: Repository; readonly database: Database; readonly session: Session },
  adoption: CheckSubject['adoption'],
): Promise<LegacyState | undefined> {
  return place.repository.legacyRecord === undefined ? undefined : (await adoption?.())?.readLegacy(place)
}

/** Where the rows stand in the graph, or why nobody can tell. */
async function placeOf(
  repository: Repository,
  graph: RevisionGraph,
  rows: readonly RevisionId[],
): Promise<readonly RevisionId[] | MigError> {
  try {
    const place = repository.position ? await repository.position(rows) : rows
    readStanding(graph, place)
    return place
  } catch (error) {
    if (isMigError(error, 'MIG_ROW_UNKNOWN')) return error
    throw error
  }
}
