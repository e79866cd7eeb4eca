import {
  atomicityOf,
  compareCatalogs,
  executePlan,
  isMigError,
  MigError,
  Migrator,
  type Catalog,
  type CatalogDifference,
  type Database,
  type EmitEvent,
  type Ledger,
  type Operations,
  type Plan,
  type RunOptions,
  type Session,
} from '@mig/core'
import { baseNumber, numbersOf } from './number-line.js'
import type { LinearRepository } from './repository.js'

/** Where and what to test. */
export interface TestVersionsOptions extends RunOptions {
  /** A scratch database is made beside it; `here` runs on it. */
  readonly database: Database
  /** `newest` (default): the last version up and down. `all`: every version up, down and up again. */
  readonly versions?: 'newest' | 'all'
  /** Runs on the database itself, which may hold anything; its version row is left alone. Only for the newest version. */
  readonly here?: boolean
  /** The `op` of code scripts: `() => import('@mig/schema')`. */
  readonly operations?: () => Promise<Operations>
  readonly onEvent?: EmitEvent
}

/** What testing one version showed. */
export interface VersionTest {
  readonly version: string
  /** `irreversible`: it has no downgrade; only its upgrade was run. */
  readonly result: 'passed' | 'irreversible' | 'different'
  /** What the downgrade left or took: the schema before the upgrade on the left. */
  readonly leftBehind: readonly CatalogDifference[]
  /** How the schema after a second upgrade differs from the one after the first. */
  readonly secondTime: readonly CatalogDifference[]
}

/** What a test showed. */
export interface TestReport {
  /** The database, or what the scratch database was made beside, without its password. */
  readonly database: string
  readonly here: boolean
  readonly versions: readonly VersionTest[]
  /** True when no version came out different. */
  readonly passed: boolean
}

/**
 * Runs versions up and down to see that they work in both directions: on a scratch database that is dropped afterwards, or on
 * the given one as SQLAlchemy Migrate's `test` does, which ignores and keeps the version row.
 *
 * On the given database both directions are one transaction where it can: a downgrade that fails then takes the upgrade back
 * with it.
 *
 * @throws {MigError} `MIG_TARGET_UNKNOWN` in an empty repository; `MIG_IRREVERSIBLE` when the newest version has no downgrade;
 * `MIG_VERSION_APPLIED` when the given database has the newest version; `MIG_STEP_FAILED`
 */
export async function testVersions(repository: LinearRepository, options: TestVersionsOptions): Promise<TestReport> {
  const newest = numbersOf(await repository.graph()).at(-1)
  if (newest === undefined) {
    throw new MigError('MIG_TARGET_UNKNOWN', 'the repository is empty: there is nothing to test', {
      details: { repository: repository.location },
      hint: 'Write a version first: mig script DESCRIPTION',
    })
  }
  const { database, here = false } = options
  const versions = here
    ? [await testHere(repository, String(newest), options)]
    : await onScratch(repository, options, async (scratch) =>
        options.versions === 'all'
          ? testAll(repository, scratch, options)
          : [await testNewest(repository, scratch, String(newest), options)],
      )
  return { database: database.displayUrl, here, versions, passed: versions.every(({ result }) => result !== 'different') }
}

/**
 * Makes an empty database of the same kind, which stands just below the first version, for the time of `work`.
 */
export async function onScratch<T>(
  repository: LinearRepository,
  { database }: Pick<TestVersionsOptions, 'database'>,
  work: (scratch: Database) => Promise<T>,
): Promise<T> {
  const scratch = await database.scratch()
  try {
    const base = baseNumber(numbersOf(await repository.graph()), repository.settings)
    await scratch.exclusively({}, (session) => repository.ledger().control(session, base))
    return await work(scratch)
  } finally {
    await scratch[Symbol.asyncDispose]()
  }
}

async function testNewest(
  repository: LinearRepository,
  scratch: Database,
  newest: string,
  options: TestVersionsOptions,
): Promise<VersionTest> {
  if (!(await isReversible(repository, newest, scratch))) throw irreversible(newest, scratch)
  const migrator = migratorOn(scratch, repository, options)
  const below = numbersOf(await repository.graph()).at(-2)
  if (below !== undefined) await quietly(repository, scratch, options).upgrade(String(below), options)
  const before = await scratch.inspect()
  await migrator.upgrade(newest, options)
  await migrator.downgrade('-1', options)
  return judge(newest, compareCatalogs(before, await scratch.inspect()), [])
}

async function testAll(repository: LinearRepository, scratch: Database, options: TestVersionsOptions): Promise<readonly VersionTest[]> {
  const migrator = migratorOn(scratch, repository, options)
  const tested: VersionTest[] = []
  let before: Catalog = await scratch.inspect()
  for (const version of numbersOf(await repository.graph()).map(String)) {
    await migrator.upgrade(version, options)
    const once = await scratch.inspect()
    if (!(await isReversible(repository, version, scratch))) {
      tested.push({ version, result: 'irreversible', leftBehind: [], secondTime: [] })
    } else {
      await migrator.downgrade('-1', options)
      const undone = await scratch.inspect()
      await migrator.upgrade(version, options)
      tested.push(judge(version, compareCatalogs(before, undone), compareCatalogs(once, await scratch.inspect())))
    }
    before = once
  }
  return tested
}

/** Both directions of the newest version on the given database, whatever that is at. */
async function testHere(repository: LinearRepository, newest: string, options: TestVersionsOptions): Promise<VersionTest> {
  const { database, onEvent, operations, signal, finishSignal } = options
  if (!(await isReversible(repository, newest, database))) throw irreversible(newest, database)
  const before = await database.inspect()
  await database.exclusively({ signal }, async (session) => {
    await refuseApplied(repository, newest, session)
    const together = await canBeOne(repository, newest, database, session)
    try {
      await executePlan(upAndDown(newest), {
        repository,
        database,
        session,
        ledger: untouched(repository.ledger()),
        operations,
        emit: (event) => onEvent?.(event),
        transaction: together ? 'all' : 'each',
        signal,
        finishSignal,
        bootstrap: () => database.journal.create(session),
      })
    } catch (error) {
      throw together || !isMigError(error, 'MIG_STEP_FAILED') || error.details['direction'] !== 'downgrade'
        ? error
        : upgradeStays(newest, error)
    }
  })
  return judge(newest, compareCatalogs(before, await database.inspect()), [])
}

function upAndDown(version: string): Plan {
  const ledger = { remove: [], add: [] }
  return {
    from: [],
    to: [],
    steps: [
      { kind: 'upgrade', revision: version, ledger },
      { kind: 'downgrade', revision: version, ledger },
    ],
  }
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

async function isReversible(repository: LinearRepository, version: string, { dialect }: Database): Promise<boolean> {
  return (await (await repository.script(version)).body('downgrade', dialect)) !== undefined
}

function judge(version: string, leftBehind: readonly CatalogDifference[], secondTime: readonly CatalogDifference[]): VersionTest {
  return { version, result: leftBehind.length + secondTime.length === 0 ? 'passed' : 'different', leftBehind, secondTime }
}

function migratorOn(database: Database, repository: LinearRepository, { operations, onEvent }: TestVersionsOptions): Migrator {
  return new Migrator({ repository, database, ...(operations ? { operations } : {}), ...(onEvent ? { onEvent } : {}) })
}

/** The versions below the tested one are not what was asked about. */
const quietly = (repository: LinearRepository, scratch: Database, options: TestVersionsOptions): Migrator =>
  new Migrator({ repository, database: scratch, ...(options.operations ? { operations: options.operations } : {}) })

function irreversible(version: string, { dialect }: Database): MigError {
  return new MigError('MIG_IRREVERSIBLE', `version ${version} has no downgrade for ${dialect}: it cannot be tested down`, {
    details: { version, dialect },
    hint: 'Write its downgrade, or test what there is with: mig test --all. Nothing was changed.',
  })
}

function upgradeStays(version: string, error: MigError): MigError {
  return new MigError('MIG_STEP_FAILED', `version ${version} went up and not down again: ${error.message}`, {
    details: { ...error.details, version },
    cause: error,
    hint: `This database cannot take an upgrade back: what version ${version} made is there, and the version row does not say so. Run the statements of its downgrade that are missing by hand, or record it: mig stamp ${version}`,
  })
}
