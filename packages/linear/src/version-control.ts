import {
  countOf,
  compareCatalogs,
  JournalWriter,
  MigError,
  Migrator,
  rowRemoved,
  type CatalogDifference,
  type Database,
  type Operations,
  type Session,
} from '@mig/core'
import { unknownNumber } from './ledger.js'
import { numbersOf } from './number-line.js'
import type { LinearRepository } from './repository.js'
import { onScratch } from './test-versions.js'

/** How a database is put under version control. */
export interface ControlOptions {
  readonly database: Database
  /** The version that the database has now. Default 0. */
  readonly version?: number
  /** Compares the schema first with what the scripts up to that version make of an empty scratch database. */
  readonly verify?: boolean
  /** For code scripts when `verify` replays them: `() => import('@mig/schema')`. */
  readonly operations?: () => Promise<Operations>
}

/**
 * Puts a database under version control at a number, which need not have a script. No script runs on it. The journal tells of it.
 *
 * @throws {MigError} `MIG_TARGET_INVALID` for a number above the last version, `MIG_ALREADY_CONTROLLED`, `MIG_ADOPT_DRIFT` when
 * `verify` finds another schema
 */
export async function controlDatabase(
  repository: LinearRepository,
  { database, version = 0, verify = false, operations }: ControlOptions,
): Promise<void> {
  const highest = numbersOf(await repository.graph()).at(-1) ?? 0
  if (!Number.isSafeInteger(version) || version < 0 || version > highest) throw noVersion(String(version), highest)
  if (verify) await refuseDrift(repository, database, version, operations)
  const ledger = repository.ledger()
  await database.exclusively({}, async (session) => {
    await database.journal.create(session)
    await ledger.createTable(session)
    const detail = `put under version control at ${version}${verify ? ', its schema verified' : ''}`
    await journalled(database, session, { revision: String(version), detail }, () => ledger.enter(session, version))
  })
}

/**
 * Takes a database out of version control: removes this repository's row, and the table when it was the last one. The schema
 * stays; the journal, where there is one, tells of it.
 *
 * @throws {MigError} `MIG_NOT_CONTROLLED`
 */
export async function releaseDatabase(repository: LinearRepository, database: Database): Promise<void> {
  const ledger = repository.ledger()
  await database.exclusively({}, async (session) => {
    const { controlled, version } = await ledger.readVersion(session)
    const [last] = controlled ? await database.journal.read(session, { limit: 1 }) : []
    if (last === undefined) return ledger.drop(session)
    const detail = `${rowRemoved}; no longer under version control`
    await journalled(database, session, { revision: String(version ?? unknownNumber), detail }, () => ledger.drop(session))
  })
}

/** Does something and writes its journal row in one transaction. DDL of MySQL ends it: the row that tells of it is before it. */
async function journalled(
  database: Database,
  session: Session,
  { revision, detail }: { readonly revision: string; readonly detail: string },
  work: () => Promise<void>,
): Promise<void> {
  const writer = new JournalWriter(database.journal, session)
  await session.begin()
  try {
    await writer.append(writer.entry({ revision, direction: 'stamp', state: 'done', detail }))
    await work()
    if (session.inTransaction) await session.commit()
  } catch (error) {
    await session.rollback()
    throw error
  }
}

/** The refusal of a number that no version has. */
export function noVersion(typed: string, highest: number): MigError {
  return new MigError('MIG_TARGET_INVALID', `'${typed}' is no version between 0 and ${highest}`, {
    details: { target: typed, highest },
    hint: 'See mig version and mig history.',
  })
}

async function refuseDrift(
  repository: LinearRepository,
  database: Database,
  version: number,
  operations: ControlOptions['operations'],
): Promise<void> {
  const expected = await onScratch(repository, { database }, async (scratch) => {
    const reached = numbersOf(await repository.graph()).findLast((number) => number <= version)
    if (reached !== undefined) {
      await new Migrator({ repository, database: scratch, ...(operations ? { operations } : {}) }).upgrade(String(reached))
    }
    return scratch.inspect()
  })
  const differences = compareCatalogs(expected, await database.inspect())
  if (differences.length === 0) return
  const shown = differences.slice(0, 10).map(describeDifference)
  const more = differences.length > shown.length ? [`… and ${differences.length - shown.length} more`] : []
  throw new MigError(
    'MIG_ADOPT_DRIFT',
    [`the schema is not the one of version ${version}, ${countOf(differences.length, 'difference')}:`, ...shown, ...more].join('\n  '),
    {
      details: { version, differences },
      hint: 'Name the version that the database has, or repair the differences. Nothing was changed.',
    },
  )
}

function describeDifference({ place, left, right }: CatalogDifference): string {
  if (right === undefined) return `${place} is missing`
  if (left === undefined) return `${place} is not made by any script up to there`
  return `${place} is ${JSON.stringify(right)}, expected ${JSON.stringify(left)}`
}
