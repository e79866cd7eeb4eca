import { join } from 'node:path'
import { rmSync } from 'node:fs'
import { Migrator, type Database, type Plan, type RevisionId, type Step, type Verb } from '@mig/core'
import { connect } from '@mig/database'
import sqlite3 from 'sqlite3'
import { targetsOf, type Case } from './graph-data.js'
import { attempt, traceOf, type Outcome, type Place } from './graph-place.js'

/** As Alembic creates it, in its own words. */
const alembicTable =
  'CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))'

/** A database as Alembic left it: its version table with these rows in this order, and the tables of what they imply. */
export async function prepareDatabase(file: string, { graph }: Place, rows: readonly RevisionId[]): Promise<void> {
  rmSync(file, { force: true })
  const applied = [...graph!.ancestors(rows.filter((row) => graph!.has(row)))]
  await onSqlite(file, [
    'PRAGMA synchronous = OFF',
    'BEGIN',
    alembicTable,
    ...rows.map((row) => `INSERT INTO alembic_version VALUES ('${row.replaceAll("'", "''")}')`),
    ...applied.map((id) => `CREATE TABLE ${traceOf(id)} (id INTEGER)`),
    'COMMIT',
  ])
}

/** What a database holds: the version rows, and the revisions whose scripts have left their table. */
export async function lookAtDatabase(file: string): Promise<{ readonly rows: readonly RevisionId[]; readonly traces: readonly string[] }> {
  const [rows, traces] = await Promise.all([
    select(file, 'SELECT version_num AS name FROM alembic_version ORDER BY version_num'),
    select(file, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'did#_%' ESCAPE '#' ORDER BY name"),
  ])
  return { rows, traces: traces.map((name) => name.slice(traceOf('').length)) }
}

/**
 * Carries a request out on a database that Alembic kept, through `migrate`, and checks what that left: after a
 * success the rows and tables of the plan, after a refusal what was there before.
 *
 * @param migrate carries the plan out; what it did is asked of the database, not of it
 */
export async function runOnDatabase(
  file: string,
  place: Place,
  one: Case,
  migrate: () => Promise<Outcome<{ readonly applied: readonly RevisionId[]; readonly undone: readonly RevisionId[] }>>,
): Promise<Outcome<Plan>> {
  const { graph } = place
  const [before, verb] = [await lookAtDatabase(file), one.op as Verb]
  const expected = await attempt(async () => planOf(file, place, one, verb))
  const outcome = await migrate()
  const after = await lookAtDatabase(file)
  const fail = (problem: string): never => {
    throw new Error(`${one.id} ${one.op} ${targetsOf(one).join(' ')} from [${before.rows.join(' ')}]: ${problem}`)
  }
  if (outcome.code !== undefined) {
    if (JSON.stringify(before) !== JSON.stringify(after)) fail(`refused with ${outcome.code}, and changed the database`)
    return outcome
  }
  if (expected.code !== undefined) return fail(`ran, where the plan is refused: ${expected.message}`)
  const plan = expected.value
  if ([...plan.to].sort().join() !== after.rows.join()) fail(`left the rows [${after.rows.join(' ')}], not [${plan.to.join(' ')}]`)
  const ran = (kind: Step['kind']) => plan.steps.flatMap((step) => (step.kind === kind && step.kind !== 'stamp' ? [step.revision] : []))
  if (ran('upgrade').join() !== outcome.value.applied.join() || ran('downgrade').join() !== outcome.value.undone.join())
    fail(`ran [${[...outcome.value.applied, ...outcome.value.undone].join(' ')}]`)
  const traces = new Set([...before.traces, ...ran('upgrade')])
  for (const id of ran('downgrade')) traces.delete(id)
  if ([...traces].sort().join() !== after.traces.join()) fail(`left the tables of [${after.traces.join(' ')}]`)
  const isClean = verb !== 'stamp' && after.rows.every((row) => graph!.has(row))
  if (isClean && [...graph!.ancestors(after.rows)].sort().join() !== after.traces.join()) fail('rows and tables say different things')
  return { value: plan }
}

async function planOf(file: string, { repository }: Place, one: Case, verb: Verb): Promise<Plan> {
  const { makePlan } = await import('@mig/core')
  const rows = (await lookAtDatabase(file)).rows
  return makePlan(await repository.graph(), rows, await repository.resolve(verb, targetsOf(one), one.purge ? [] : rows))
}

/** Runs a request with the library on an open database. */
export function migrateWith(place: Place, database: Database, one: Case) {
  const migrator = new Migrator({ repository: place.repository, database })
  const [verb, [target = '']] = [one.op as Verb, targetsOf(one)]
  return attempt(() =>
    verb === 'stamp'
      ? migrator.stamp(targetsOf(one), one.purge ? { purge: true } : {})
      : verb === 'upgrade'
        ? migrator.upgrade(target)
        : migrator.downgrade(target),
  )
}

/** A fresh database for each request, and the library on it. */
export async function withDatabase<T>(folder: string, use: (file: string, open: () => Promise<Database>) => Promise<T>): Promise<T> {
  const file = join(folder, 'app.db')
  const opened: Database[] = []
  try {
    return await use(file, async () => {
      const database = await connect(`sqlite:${file}`, { bookkeepingTables: ['alembic_version'] })
      opened.push(database)
      return database
    })
  } finally {
    for (const database of opened) await database[Symbol.asyncDispose]()
  }
}

function onSqlite(file: string, statements: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(file, (error) => {
      if (error) return reject(error)
      database.exec(`${statements.join(';\n')};`, (failed) => database.close(() => (failed ? reject(failed) : resolve())))
    })
  })
}

function select(file: string, sql: string): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(file, (error) => {
      if (error) return reject(error)
      database.all<{ name: string }>(sql, (failed, rows) =>
        database.close(() => (failed ? reject(failed) : resolve(rows.map(({ name }) => name)))),
      )
    })
  })
}
