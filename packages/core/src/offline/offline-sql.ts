import { createHash } from 'node:crypto'
import { relative } from 'node:path'
import { refuseTogether } from '../execute/refuse-unless-atomic.js'
import { JournalWriter, type JournalAuthor } from '../execute/journal-writer.js'
import { prepareSteps, type PreparedStep } from '../execute/prepare-steps.js'
import { finishedEntry, recordStamp } from '../execute/run-step.js'
import type { RevisionId } from '../graph/revision.js'
import { makePlan } from '../plan/make-plan.js'
import type { Plan } from '../plan/plan.js'
import type { Ledger } from '../ports/ledger.js'
import type { OfflineDialect } from '../ports/offline.js'
import type { OfflineContext, OfflineRequest, OfflineScript, OfflineStep } from './offline-script.js'
import { OfflineSession, serverFact } from './offline-session.js'
import { recordBody } from './record-body.js'
import { commentLines, nameOf, scriptHeader } from './script-text.js'

/**
 * Writes a change out as a script that the server's own client runs later. Needs no connection and no server.
 *
 * The script does what the online run does: it creates the bookkeeping tables, runs each step as the executor would (in one
 * transaction where the step is atomic, otherwise statement by statement), and records it in version table and journal. It
 * refuses to begin on a database that is not where it starts. See `docs/decisions/` on what it leaves to the online run.
 *
 * @throws {MigError} `MIG_TARGET_…`, `MIG_OFFLINE_READ`, and what makes a script unfit
 * @example
 * const dialect = await offlineDialect('postgres')
 * const { sql } = await offlineSql({ verb: 'upgrade', target: 'ae10:head' }, { repository, dialect, operations: () => import('@mig/schema') })
 */
export async function offlineSql(request: OfflineRequest, context: OfflineContext): Promise<OfflineScript> {
  const { repository, dialect, tag } = context
  const session = new OfflineSession(dialect)
  const ledger = context.ledger ?? repository.ledger()
  if (request.verb === 'ensure-version') return ensureVersionSql(session, ledger, dialect)
  const range = await repository.resolveOffline(request.verb, request.target)
  const positioned = repository.position ? await repository.position(range.from) : range.from
  const plan = makePlan(await repository.graph(), positioned, range.goal)
  const mode = context.transaction ?? 'each'
  const prepared = await prepareSteps(plan.steps, repository, dialect.dialect, dialect.capabilities, mode)
  const together = mode === 'all'
  if (together) refuseTogether(prepared)
  const header = scriptHeader(request.verb, { ...plan, from: range.from }, dialect, tag)
  if (prepared.length === 0) return { from: range.from, to: plan.to, steps: [], sql: `${[...header, '-- nothing to do'].join('\n')}\n` }
  const writer = new JournalWriter(dialect.journal, session, author(plan, prepared, dialect, tag))
  const opening = await openingSql(session, ledger, range.from, dialect)
  const steps: OfflineStep[] = []
  for (const [index, one] of prepared.entries()) {
    const statements = await stepStatements(one, { session, ledger, writer, context, together })
    const files = 'script' in one ? one.script.files : []
    const title = `${nameOf(one.step)}${one.description === '' ? '' : `: ${one.description}`} [${one.atomicity}], step ${index + 1} of ${prepared.length}`
    const sql = [
      ...commentLines(title),
      ...('body' in one ? commentLines(relative(repository.location, one.body.file)) : []),
      ...statements.map(terminatedBy(dialect)),
    ]
    steps.push({ step: one.step, description: one.description, atomicity: one.atomicity, files, sql: `${sql.join('\n')}\n` })
  }
  const isCovered = prepared.every((one) => one.atomicity === 'atomic')
  const touched = steps.some(({ sql }) => dialect.settings !== undefined && sql.includes(dialect.settings.restore))
  const lines = [
    ...header,
    ...(isCovered
      ? []
      : ['-- A step that is not atomic stays half-done when one of its statements fails: finish it by hand from that statement on.']),
    '',
    ...dialect.opening,
    ...(touched ? [dialect.terminated(dialect.settings!.keep)] : []),
    '',
    ...opening,
    '',
    ...(together ? [dialect.terminated(dialect.begin), ''] : []),
    ...steps.map(({ sql }) => sql),
    ...(together ? [dialect.terminated(dialect.commit), ''] : []),
  ]
  return { from: range.from, to: plan.to, steps, sql: lines.join('\n') }
}

const terminatedBy = (dialect: OfflineDialect) => (sql: string) => dialect.terminated(sql)

/** The start-state check and the bookkeeping tables: in one transaction where the database can, so that a refusal leaves no trace. */
async function openingSql(
  session: OfflineSession,
  ledger: Ledger,
  rows: readonly RevisionId[],
  dialect: OfflineDialect,
): Promise<readonly string[]> {
  const guard = dialect.guard({
    table: ledger.table,
    isAt: ledger.isAt(dialect, rows),
    mayBeMissing: rows.length === 0,
    refusal: `mig: this database is not at ${rows.join(', ') || 'base'}, where the script starts (see mig current)`,
  })
  const tables = (await createTables(session, ledger, dialect)).map(terminatedBy(dialect))
  const assumed = (await session.record('mig', true, async () => ledger.assume?.(session, rows))).map(terminatedBy(dialect))
  const [begin, commit] = [dialect.terminated(dialect.begin), dialect.terminated(dialect.commit)]
  const comment = '-- refuses to run from another state; creates the bookkeeping tables'
  if (dialect.capabilities.transactionalDdl) return [comment, begin, ...tables, ...guard, ...assumed, commit]
  return [comment, ...guard, ...tables, ...(assumed.length > 0 ? [begin, ...assumed, commit] : [])]
}

function createTables(session: OfflineSession, ledger: Ledger, { journal }: OfflineDialect): Promise<readonly string[]> {
  return session.record('mig', false, async () => {
    // `create` of a ledger may look at the rows, which the start-state check has done
    await (ledger.createTable ?? ledger.create).call(ledger, session)
    await journal.create(session)
  })
}

interface StepFacts {
  readonly session: OfflineSession
  readonly ledger: Ledger
  readonly writer: JournalWriter
  readonly context: OfflineContext
  /** Inside one transaction with the other steps. */
  readonly together: boolean
}

async function stepStatements(
  prepared: PreparedStep,
  { session, ledger, writer, context, together }: StepFacts,
): Promise<readonly string[]> {
  const { dialect, operations } = context
  const [begin, commit] = together ? [[], []] : [[dialect.begin], [dialect.commit]]
  if (!('script' in prepared)) {
    const records = await session.record('mig', true, () => recordStamp(prepared, { session, ledger, writer }))
    return [...begin, ...records, ...commit]
  }
  const body = await recordBody(prepared, session, operations)
  const records = await session.record('mig', true, async () => {
    await ledger.write(session, prepared.step.ledger, prepared.step.kind)
    await writer.append(await finishedEntry(prepared, { database: dialect, writer, ledger }, new Date()))
  })
  const { settings } = dialect
  const restore = settings && body.some((sql) => settings.isTouched(sql)) ? [settings.restore] : []
  return prepared.atomicity === 'atomic'
    ? [...begin, ...body, ...restore, ...records, ...commit]
    : [...body, ...restore, ...begin, ...records, ...commit]
}

/** The same change written out twice is the same text: the run's id comes from what runs, times and names from the server. */
function author(plan: Plan, prepared: readonly PreparedStep[], { dialect }: OfflineDialect, tag: string | undefined): JournalAuthor {
  const checksums = prepared.map((one) => ('script' in one ? one.script.checksum : ''))
  const hash = createHash('sha256')
    .update(JSON.stringify([dialect, plan, checksums, tag]))
    .digest('hex')
  return {
    run: [hash.slice(0, 8), hash.slice(8, 12), `8${hash.slice(13, 16)}`, `8${hash.slice(17, 20)}`, hash.slice(20, 32)].join('-'),
    host: serverFact('host'),
    user: serverFact('user'),
    now: () => serverFact('now'),
    isTimed: false,
    note: tag === undefined ? 'offline script' : `offline script; tag: ${tag}`,
  }
}

async function ensureVersionSql(session: OfflineSession, ledger: Ledger, dialect: OfflineDialect): Promise<OfflineScript> {
  const tables = (await createTables(session, ledger, dialect)).map(terminatedBy(dialect))
  const lines = [`-- mig ensure-version: creates the bookkeeping tables where they are absent`, `-- Run it with: ${dialect.client}`, '']
  return { from: [], to: [], steps: [], sql: `${[...lines, ...dialect.opening, '', ...tables].join('\n')}\n` }
}
