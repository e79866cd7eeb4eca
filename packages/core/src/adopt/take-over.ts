import { MigError } from '../errors/mig-error.js'
import type { MigEvent } from '../execute/events.js'
import { JournalWriter, thisProcess } from '../execute/journal-writer.js'
import type { StampNote } from '../execute/run-step.js'
import type { RevisionId } from '../graph/revision.js'
import { makePlan } from '../plan/make-plan.js'
import type { Plan } from '../plan/plan.js'
import type { Adoption, AdoptionContext, AdoptionDecision, LegacyRemoval, LegacyState } from '../ports/adoption.js'
import type { Database } from '../ports/database.js'
import type { Ledger } from '../ports/ledger.js'
import type { Operations } from '../ports/operations.js'
import type { Repository } from '../ports/repository.js'
import type { Session } from '../ports/session.js'
import { driftNotes } from './drift-notes.js'
import { LedgerBeside } from './ledger-beside.js'

/** How to take a database over. */
export interface AdoptOptions {
  /** Takes a schema that differs as it is. The differences are kept in the journal with the reason. */
  readonly acceptDrift?: { readonly reason: string }
  /** Removes the old tool's table in the same transaction, or, where other repositories have a row in it, this one's row. */
  readonly dropLegacy?: boolean
}

/** What would be done with a database that an old tool knows. */
export interface AdoptionPlan {
  readonly decision: AdoptionDecision
  /** The change of mig's version table; without steps where there is nothing to adopt. */
  readonly plan: Plan
  /** What would become of the old table, where it is to be removed. */
  readonly removals: readonly LegacyRemoval[]
}

/** What taking a database over needs of the migrator. */
export interface TakeOverContext {
  readonly repository: Repository
  readonly database: Database
  readonly operations: (() => Promise<Operations>) | undefined
  readonly adoption: Adoption
  readonly exclusively: <T>(work: (session: Session) => Promise<T>) => Promise<T>
  /** Makes the ledger that is written to. */
  readonly ledger: () => Promise<Ledger>
  /** Whether it keeps the old number in step. */
  readonly keeps: boolean
  /** Runs a plan of stamps and writes the notes into the journal. */
  readonly execute: (session: Session, plan: Plan, note: StampNote, ledger: Ledger) => Promise<unknown>
  readonly emit: (event: MigEvent) => void
  readonly tag: string | undefined
}

/**
 * Takes a database over under the lock, in one transaction, where it has to be.
 *
 * @param isWanted decides on the state as it is under the lock
 * @throws {MigError} `MIG_ADOPT_…`; nothing is changed
 */
export async function takeOver(
  isWanted: (legacy: LegacyState) => boolean,
  { acceptDrift, dropLegacy = false }: AdoptOptions,
  context: TakeOverContext,
): Promise<AdoptionDecision> {
  const { repository, database, operations, adoption, exclusively, emit } = context
  return exclusively(async (session) => {
    const place = { repository, database, session, operations }
    const legacy = await adoption.readLegacy(place)
    if (legacy && !isWanted(legacy)) {
      if (legacy.standing === 'moved' && dropLegacy) throw legacyMoved(legacy, await repository.ledger().read(session))
      const removals = dropLegacy ? await adoption.planRemoval(place) : []
      if (removals.length > 0) await removeAlone(session, removals, context)
      else if (context.keeps && legacy.standing === 'left') await bringInStep(session, context)
      return { kind: 'none', why: 'kept' }
    }
    const planned = await planTakeOver(adoption, place, { onDrift: acceptDrift ? 'list' : 'refuse', dropLegacy })
    const { decision, removals } = planned
    if (decision.kind === 'none') {
      if (removals.length > 0) await removeAlone(session, removals, context)
      return decision
    }
    await record(session, planned, decision, acceptDrift?.reason ?? '', context)
    const { table, version, heads, evidence, differences } = decision
    emit({ type: 'adopted', table, version, heads, evidence, differences })
    await finishRemoval(session, removals, context)
    return decision
  })
}

/** Decides, and works out which rows that means. Changes nothing. */
export async function planTakeOver(
  adoption: Adoption,
  place: AdoptionContext,
  { onDrift, dropLegacy }: { readonly onDrift: 'refuse' | 'list'; readonly dropLegacy: boolean },
): Promise<AdoptionPlan> {
  const { repository, session } = place
  const decision = await adoption.decideAdoption(place, { onDrift })
  const removals = dropLegacy ? await adoption.planRemoval(place) : []
  const rows = await repository.ledger().read(session)
  const plan =
    decision.kind === 'none'
      ? { from: rows, to: rows, steps: [] }
      : makePlan(await repository.graph(), rows, { kind: 'stamp', revisions: decision.heads })
  return { decision, plan, removals }
}

/** The old tool has run behind mig's back: what it did would be run again, or what it undid would be built upon. */
export function legacyMoved({ table, version, problem }: LegacyState, rows: readonly RevisionId[]): MigError {
  const says = problem ? problem.message : `'${table}' says ${version}`
  return new MigError(
    'MIG_ADOPT_MOVED',
    `the old tool has run since mig took the database over: ${says}, and mig's rows say ${rows.join(', ') || 'nothing'}`,
    {
      details: { table, version, rows },
      hint: 'Take over where it is now: mig adopt (see mig adopt --plan first). While both run, mig follows by itself with --keep-legacy-version. To hold on to the rows as they are: mig stamp REVISION',
      ...(problem ? { cause: problem } : {}),
    },
  )
}

/** Stamps, and removes the old record in the same transaction where that is asked for. */
async function record(
  session: Session,
  { plan, removals }: AdoptionPlan,
  { table, version, note = `${table} at ${version}`, evidence, differences }: Extract<AdoptionDecision, { kind: 'adopt' }>,
  reason: string,
  context: TakeOverContext,
): Promise<void> {
  const own = await context.ledger()
  const ledger = removals.length > 0 ? new LedgerBeside(own, (inside) => removeAll(inside, removals, context)) : own
  const first = [`adopted from ${note}`, evidence, ...removals.map(removalText)].join('; ')
  const details = differences.length > 0 ? [`${first}; accepted: ${reason}`, ...driftNotes(differences)] : [first]
  if (plan.steps.length > 0) await context.execute(session, plan, { direction: 'adopt', details }, ledger)
  else if (removals.length > 0) await removeAlone(session, removals, context) // the old version is below the first revision: nothing to record
}

/** Removes the old record of a database that mig keeps already. */
async function removeAlone(session: Session, removals: readonly LegacyRemoval[], context: TakeOverContext): Promise<void> {
  await noted(session, context, removals.map(removalText), () => removeAll(session, removals, context))
  await finishRemoval(session, removals, context)
}

async function removeAll(session: Session, removals: readonly LegacyRemoval[], { adoption }: TakeOverContext): Promise<void> {
  for (const removal of removals) await adoption.removeLegacy(session, removal)
}

async function finishRemoval(session: Session, removals: readonly LegacyRemoval[], { adoption, emit }: TakeOverContext): Promise<void> {
  for (const removal of removals) {
    await adoption.dropEmptied(session, removal)
    emit({ type: 'notice', message: removalText(removal) })
  }
}

function removalText({ table, removes, repositoryIds, others }: LegacyRemoval): string {
  if (removes === 'table') return `dropped ${table}`
  return `removed the row of ${quotedList(repositoryIds)} from ${table}, where ${quotedList(others)} has one`
}

const quotedList = (ids: readonly string[]): string => ids.map((id) => `'${id}'`).join(', ')

/** The old number is to be kept from now on, and stands where it was left. */
async function bringInStep(session: Session, context: TakeOverContext): Promise<void> {
  const ledger = await context.ledger()
  await ledger.read(session)
  const nothing = { remove: [], add: [] }
  const note = ledger.noteOf?.(nothing)
  await noted(session, context, note === undefined ? [] : [note], () => ledger.write(session, nothing))
  if (note !== undefined) context.emit({ type: 'notice', message: `kept in step: ${note}` })
}

/**
 * A person holds on to mig's rows although the old tool has run: what its table says now is no news from here on; where its number is
 * kept, it follows.
 */
export async function holdOn(session: Session, { note }: LegacyState, context: TakeOverContext): Promise<void> {
  if (context.keeps) await bringInStep(session, context)
  else await noted(session, context, note === undefined ? [] : [note], async () => undefined)
}

/** Does something about the old table in a transaction of its own, with a journal row on each of mig's rows. */
async function noted(session: Session, context: TakeOverContext, details: readonly string[], work: () => Promise<void>): Promise<void> {
  const { repository, database, tag } = context
  const rows = await repository.ledger().read(session)
  const writer = new JournalWriter(database.journal, session, thisProcess(tag))
  await database.journal.create(session)
  await session.begin()
  await work()
  const revisions = rows.length > 0 ? rows : ['base']
  const entries = revisions.flatMap((revision) =>
    details.map((detail) => writer.entry({ revision, direction: 'adopt', state: 'done', detail })),
  )
  await writer.append(...entries)
  await session.commit()
}
