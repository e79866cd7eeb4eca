import {
  atomicityOf,
  compareCatalogs,
  executePlan,
  isMigError,
  isTestedUp,
  MigError,
  type Database,
  type Ledger,
  type Plan,
  type Session,
  type TransactionMode,
} from '@mig/core'
import { unknownNumber } from './ledger.js'
import type { LinearRepository } from './repository.js'
import type { TestVersionsOptions } from './test-versions.js'
import { irreversible, isReversible, judge, type VersionTest } from './version-test.js'

/**
 * Both directions of the newest version on the given database, whatever that is at. A downgrade that failed there in an earlier
 * test is finished first.
 */
export async function testHere(repository: LinearRepository, newest: string, options: TestVersionsOptions): Promise<VersionTest> {
  const { database, signal } = options
  if (!(await isReversible(repository, newest, database))) throw irreversible(newest, database)
  return database.exclusively({ signal }, async (session) => {
    await refuseApplied(repository, newest, session)
    const together = await canBeOne(repository, newest, database, session)
    const run = (kinds: Parameters<typeof planFor>[1], transaction: TransactionMode) =>
      runHere(repository, newest, kinds, { ...options, session, transaction })
    if (isTestedUp(await database.journal.read(session, { revision: newest }))) await run(['downgrade'], 'each')
    const before = await database.inspect(session)
    await run(['upgrade', 'downgrade'], together ? 'all' : 'each')
    return judge(newest, compareCatalogs(before, await database.inspect(session)), [])
  })
}

async function runHere(
  repository: LinearRepository,
  newest: string,
  kinds: readonly ('upgrade' | 'downgrade')[],
  options: TestVersionsOptions & { readonly session: Session; readonly transaction: TransactionMode },
): Promise<void> {
  const { database, onEvent, operations, signal, finishSignal, session, transaction } = options
  const ledger = repository.ledger()
  const rows = (await ledger.read(session)).filter((row) => row !== unknownNumber)
  try {
    await executePlan(planFor(newest, kinds, rows), {
      repository,
      database,
      session,
      ledger: untouched(ledger),
      operations,
      emit: (event) => onEvent?.(event),
      transaction,
      signal,
      finishSignal,
      bootstrap: () => database.journal.create(session),
    })
  } catch (error) {
    const isLeftUp = transaction !== 'all' && isMigError(error, 'MIG_STEP_FAILED') && error.details['direction'] === 'downgrade'
    throw isLeftUp ? upgradeStays(newest, error) : error
  }
}

/** Steps that lead from the row to the row, as the journal is to tell it. */
function planFor(version: string, kinds: readonly ('upgrade' | 'downgrade')[], rows: readonly string[]): Plan {
  const ledger = { remove: rows, add: rows }
  return { from: rows, to: rows, steps: kinds.map((kind) => ({ kind, revision: version, ledger })) }
}

/** The version row stays as it is: the database may be at any version, or under no control at all. */
function untouched(ledger: Ledger): Ledger {
  const nothing = async (): Promise<void> => {}
  return {
    table: ledger.table,
    read: (session) => ledger.read(session),
    isAt: (dialect, rows) => ledger.isAt(dialect, rows),
    create: nothing,
    write: nothing,
    noteOf: () => 'a test, the version row stays',
  }
}

/** A second run of its upgrade can succeed, and its downgrade then takes away what was there before. */
async function refuseApplied(repository: LinearRepository, newest: string, session: Session): Promise<void> {
  const { version } = await repository.ledger().readVersion(session)
  if (version === undefined || version < Number(newest)) return
  throw new MigError(
    'MIG_VERSION_APPLIED',
    `the database is at version ${version}: a test of version ${newest} would run it a second time`,
    {
      details: { version, newest },
      hint: `Test it on a scratch database (mig test without --here), or bring this one below it: mig downgrade ${Number(newest) - 1}`,
    },
  )
}

async function canBeOne(repository: LinearRepository, version: string, { dialect }: Database, session: Session): Promise<boolean> {
  const script = await repository.script(version)
  const bodies = [await script.body('upgrade', dialect), await script.body('downgrade', dialect)]
  return bodies.every((body) => body !== undefined && atomicityOf(body, session.capabilities, 'all') === 'atomic')
}

function upgradeStays(version: string, error: MigError): MigError {
  return new MigError('MIG_STEP_FAILED', `version ${version} went up and not down again: ${error.message}`, {
    details: { ...error.details, version },
    cause: error,
    hint: `This database cannot take an upgrade back: what version ${version} made is there, and the version row does not say so. Correct its downgrade, then: mig test --here. It finishes the downgrade first, from the statement that failed.`,
  })
}
