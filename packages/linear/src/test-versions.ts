import {
  compareCatalogs,
  MigError,
  Migrator,
  type Catalog,
  type Database,
  type EmitEvent,
  type Operations,
  type RunOptions,
} from '@mig/core'
import { baseNumber, numbersOf } from './number-line.js'
import type { LinearRepository } from './repository.js'
import { testHere } from './test-here.js'
import { irreversible, isReversible, judge, type VersionTest } from './version-test.js'

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
 * with it. Elsewhere the next test there begins by finishing that downgrade, as `Migrator.recover` does once a part of it has run.
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

function migratorOn(database: Database, repository: LinearRepository, { operations, onEvent }: TestVersionsOptions): Migrator {
  return new Migrator({ repository, database, ...(operations ? { operations } : {}), ...(onEvent ? { onEvent } : {}) })
}

/** The versions below the tested one are not what was asked about. */
const quietly = (repository: LinearRepository, scratch: Database, options: TestVersionsOptions): Migrator =>
  new Migrator({ repository, database: scratch, ...(options.operations ? { operations: options.operations } : {}) })
