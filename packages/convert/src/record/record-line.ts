import {
  compareCatalogs,
  isMigError,
  MigError,
  type Catalog,
  type CatalogTable,
  type Database,
  type Dialect,
  type Operations,
  type RevisionId,
  type Session,
  type SqlValue,
} from '@mig/core'
import { bindLiterals } from '@mig/sql'
import { numberOfRepository } from '../adopt/number-of-repository.js'
import { oldTables, withoutTables } from '../adopt/match-schema.js'
import { compareRows } from '../prove/compare-rows.js'
import { describeDifferences, type Difference } from '../prove/describe-differences.js'
import { isFaultOfScript } from '../prove/is-fault-of-script.js'
import type { ProofOptions } from '../prove/prove-on-all.js'
import { Replay, type Sight } from '../prove/replay.js'
import { readRows } from '../prove/read-rows.js'
import { SourceRepository } from '../prove/source-repository.js'
import type { ConvertEvent } from '../report.js'
import type { NumberLine, SourceNote, SourceSection, SourceVersion, Strand } from '../source/number-line.js'
import { makeLegacyRecord } from '../write/legacy-record.js'
import { ownNames, ownTexts } from './own-texts.js'
import { fileOf, isCodeFor, withRecorded } from './recorded-line.js'
import { columnUpdates, rowChanges, type RowDialect, type TableChange } from './row-changes.js'
import { runTool, type ToolAddress } from './run-tool.js'
import { readLiteralRows } from './table-rows.js'
import { toolAddress } from './tool-address.js'

/** How code of another language is recorded. */
export interface RecordOptions {
  /** Brings a database to a version with the old tool: `./manage.py upgrade --url {url} {version}`; see {@link runTool}. */
  readonly command: string
  /** Where it is run; default the folder of the process. */
  readonly cwd?: string
  /** How long one version may take; default ten minutes. */
  readonly timeoutMs?: number
  /** Servers to record on, each with the URL that leads to it. Of a server that is only tried, a failure is noted. */
  readonly servers: readonly { readonly database: Database; readonly url: string; readonly isTried?: boolean }[]
  /** What compares schemas and changes them: `() => import('@mig/schema')`. */
  readonly schema: () => Promise<SchemaTools>
}

/** What recording needs of `@mig/schema`. */
export interface SchemaTools {
  compareSchemas(from: Catalog, to: Catalog): { readonly operations: readonly object[]; readonly notes: readonly string[] }
  runOperation(session: Session, operation: object): Promise<void>
}

/** What else recording is told. */
export interface RecordContext {
  readonly operations: (() => Promise<Operations>) | undefined
  readonly onEvent: (event: ConvertEvent) => void
  readonly signal: AbortSignal | undefined
}

/** What recording is told by whoever converts. */
export const recordContext = ({ operations, onEvent = () => undefined, signal }: ProofOptions): RecordContext => ({
  operations,
  onEvent,
  signal,
})

/**
 * Writes down what code of another language does: the old tool runs version by version on a scratch database, mig follows on another one, and
 * where mig cannot run the version itself, the difference of schema and rows becomes its section for that database.
 *
 * After every version both are compared, those that mig runs itself as well; in the end what was written is run from nothing, and compared with
 * what the old tool made. Returns the line with what was recorded in it.
 *
 * @throws {MigError} `MIG_RECORD_FAILED`, `MIG_PROOF_FAILED` when mig makes something else of a version than the old tool, `MIG_INTERRUPTED`
 */
export async function recordLine(line: NumberLine, options: RecordOptions, context: RecordContext): Promise<NumberLine> {
  const recorded = new Map<Strand, SourceSection[]>()
  const notes: SourceNote[] = []
  for (const { database, url, isTried = false } of options.servers) {
    try {
      const own = await recordOn({ line, options, context, database, url })
      for (const [strand, section] of own.sections) recorded.set(strand, [...(recorded.get(strand) ?? []), section])
      notes.push(...own.notes)
    } catch (error) {
      if (!isTried || !isMigError(error, 'MIG_RECORD_FAILED')) throw error
      notes.push({
        kind: 'needs a human',
        file: fileOf(line.versions[0]!),
        text: `nothing was recorded on ${database.dialect}: ${error.message}`,
      })
    }
  }
  return withRecorded(line, recorded, notes, options.command)
}

interface Recording {
  readonly line: NumberLine
  readonly options: RecordOptions
  readonly context: RecordContext
  readonly database: Database
  readonly url: string
}

interface Recorded {
  readonly sections: ReadonlyMap<Strand, SourceSection>
  readonly notes: readonly SourceNote[]
}

async function recordOn(recording: Recording): Promise<Recorded> {
  const { line, context, database } = recording
  await using theirs = await database.scratch()
  await using ours = await database.scratch()
  const address = toolAddress(database.dialect, recording.url, theirs.displayUrl)
  await putUnderControl(theirs, line)
  const original = SourceRepository.ofLine(line)
  const made = await Replay.on(original, ours, context.operations, async (replay) => {
    const work = new VersionByVersion({ ...recording, theirs, address, replay, original })
    for (const source of line.versions) if (!(await work.goOn(source))) break
    return work
  })
  if (made.sections.size > 0) await verify(recording, made, await lookAt(theirs, line))
  return { sections: made.sections, notes: made.notes }
}

/** SQLAlchemy Migrate and our own numbered repositories want a row before the first upgrade. */
async function putUnderControl(theirs: Database, line: NumberLine): Promise<void> {
  if (line.bookkeeping.kind !== 'repository') return
  await using session = await theirs.session()
  const number = numberOfRepository(makeLegacyRecord(line, [], { mode: { kind: 'full' }, placeholders: 'keep' }, {}), line.location)
  await number.create(session)
  await number.begin?.(session)
}

async function lookAt(theirs: Database, line: NumberLine): Promise<Sight> {
  await using session = await theirs.session()
  const catalog = leaveOut(await theirs.inspect(session), line)
  return { catalog, rows: await readRows(session, catalog), counters: await theirs.counters(session) }
}

const leaveOut = (catalog: Catalog, { format, repositoryId, bookkeeping }: NumberLine): Catalog =>
  withoutTables(catalog, oldTables([{ source: { format, repositoryId, versionTable: bookkeeping.table, bookkeeping } }]))

interface Place extends Recording {
  readonly theirs: Database
  readonly address: ToolAddress
  readonly replay: Replay
  readonly original: SourceRepository
}

/** The old tool's database and ours, led from version to version. */
class VersionByVersion {
  readonly sections = new Map<Strand, SourceSection>()
  readonly notes: SourceNote[] = []
  /** The last version that both have. */
  last: SourceVersion | undefined
  readonly #place: Place

  constructor(place: Place) {
    this.#place = place
  }

  /** Leads both to a version; `false` when ours cannot be led there, which is noted. */
  async goOn(source: SourceVersion): Promise<boolean> {
    const { options, context, line, theirs, address, replay, original } = this.#place
    const { version } = source
    const foreign = source.strands.filter((strand) => isCodeFor(strand, address.dialect))
    const { command, cwd = process.cwd(), timeoutMs = 600_000 } = options
    await runTool({ command, version, file: fileOf(source), address, cwd, timeoutMs, signal: context.signal })
    const expected = await lookAt(theirs, line)
    const ids = original.idsOf(version)
    let count = 0
    if (foreign.length === 0) {
      try {
        await replay.to(ids, context.signal)
      } catch (error) {
        if (!isFaultOfScript(error)) throw error
        return this.#giveUp(source, `mig itself fails there, where the old tool does not: ${error.message}`)
      }
    } else {
      if (source.strands.length > 1) return this.#giveUp(source, 'it has two changes, and the old tool runs them in one')
      const outcome = await this.#follow(expected.catalog, ids)
      if ('obstacle' in outcome) return this.#giveUp(source, outcome.obstacle)
      count = outcome.statements.length
      this.sections.set(foreign[0]!, section(foreign[0]!, address.dialect, outcome.statements))
    }
    const differences = differencesOf(expected, await this.#look())
    context.onEvent({ type: 'recorded', dialect: address.dialect, version, statements: count })
    if (differences.length > 0) {
      const described = describeDifferences(differences, { left: 'by the old tool', right: 'by mig' })
      if (foreign.length > 0) {
        this.sections.delete(foreign[0]!)
        return this.#giveUp(source, `what it does cannot be written as SQL: ${described}`)
      }
      throw new MigError(
        'MIG_PROOF_FAILED',
        `after version ${version} the old tool has made something else than mig on ${address.dialect}: ${described}`,
        {
          details: { version, dialect: address.dialect, differences },
          hint: 'Nothing was kept. See the named object in both; --dialect leaves a database out.',
        },
      )
    }
    this.last = source
    return true
  }

  async #look(): Promise<Sight> {
    const seen = await this.#place.replay.look()
    return { ...seen, catalog: leaveOut(seen.catalog, this.#place.line) }
  }

  /** Makes ours what theirs is, and tells with what. */
  async #follow(
    wanted: Catalog,
    ids: readonly RevisionId[],
  ): Promise<{ readonly statements: readonly string[] } | { readonly obstacle: string }> {
    const { replay, theirs, line } = this.#place
    const { session } = replay
    const statements: string[] = []
    const recorder = recordingSession(session, statements)
    const tools = await this.#place.options.schema()
    await using other = await theirs.session()
    const dialect = rowDialect(session)
    const isTransactional = session.capabilities.transactionalDdl
    try {
      if (isTransactional) await session.begin()
      const before = leaveOut(await replay.inspect(), line)
      for (const update of await updatesBefore({ session, other, before, wanted }, dialect)) await recorder.execute(update)
      const texts = await ownTexts(other, wanted)
      const fresh = new Set(wanted.tables.map(({ name }) => name).filter((name) => !before.tables.some((table) => table.name === name)))
      for (const { text } of texts.filter(({ table }) => fresh.has(table))) await recorder.execute(text)
      const after = texts.length > 0 ? leaveOut(await replay.inspect(), line) : before
      for (const operation of tools.compareSchemas(after, wanted).operations) await tools.runOperation(recorder, operation)
      if (texts.length > 0) {
        const names = await ownNames(session)
        for (const { kind, name, text } of texts) if (!names.has(`${kind} ${name}`)) await recorder.execute(text)
      }
      const rows = rowChanges(await this.#tableChanges({ session, other, wanted }), dialect)
      if (rows.obstacles.length > 0) {
        await session.rollback()
        return { obstacle: rows.obstacles.join('; ') }
      }
      for (const statement of rows.statements) await recorder.execute(statement)
      for (const statement of await counterStatements(session, theirs, replay)) await recorder.execute(statement)
      if (isTransactional) await session.commit()
    } catch (error) {
      await session.rollback().catch(() => undefined)
      if (!isMigError(error)) throw error
      return { obstacle: `what it does cannot be written as SQL: ${error.message}` }
    }
    await replay.note(ids)
    return { statements }
  }

  /** The rows of every table on both sides, once the schema is the same. */
  async #tableChanges({ session, other, wanted }: { readonly session: Session; readonly other: Session; readonly wanted: Catalog }) {
    const now = leaveOut(await this.#place.replay.inspect(), this.#place.line)
    const changes: TableChange[] = []
    for (const table of now.tables) {
      const there = wanted.tables.find(({ name }) => name === table.name)
      if (there) changes.push({ table, before: await readLiteralRows(session, table), after: await readLiteralRows(other, there) })
    }
    return changes
  }

  #giveUp(source: SourceVersion, why: string): false {
    const { dialect } = this.#place.address
    this.notes.push({
      kind: 'needs a human',
      file: fileOf(source),
      text: `version ${source.version} was not recorded on ${dialect}, nor what follows it: ${why}`,
    })
    return false
  }
}

/** Rows whose NULL a column will refuse get their values before the schema is changed. */
async function updatesBefore(
  {
    session,
    other,
    before,
    wanted,
  }: { readonly session: Session; readonly other: Session; readonly before: Catalog; readonly wanted: Catalog },
  dialect: RowDialect,
): Promise<readonly string[]> {
  const statements: string[] = []
  for (const table of before.tables) {
    const there = wanted.tables.find(({ name }) => name === table.name)
    const columns = table.columns
      .filter(({ name, nullable }) => nullable && there?.columns.find((column) => column.name === name)?.nullable === false)
      .map(({ name }) => name)
    if (!there || columns.length === 0) continue
    const change = { table, before: await readLiteralRows(session, table), after: await readLiteralRows(other, there) }
    statements.push(...columnUpdates(change, columns, dialect))
  }
  return statements
}

/** Sequences that the old tool's rows have moved on; the other servers count by the rows themselves. */
async function counterStatements(session: Session, theirs: Database, replay: Replay): Promise<readonly string[]> {
  if (session.dialect !== 'postgres') return []
  await using other = await theirs.session()
  const [wanted, own] = [await theirs.counters(other), await replay.counters()]
  return [...wanted].flatMap(([name, value]) => {
    if (own.get(name) === value || !own.has(name)) return []
    const isNext = value.endsWith(' next')
    return [`SELECT setval(${session.literal(session.quote(name))}, ${value.replace(' next', '')}, ${!isNext})`]
  })
}

const rowDialect = (session: Session): RowDialect => ({
  quote: (name) => session.quote(name),
  overriding: (table: CatalogTable) =>
    session.dialect === 'postgres' && table.columns.some(({ identity }) => identity !== undefined) ? ' OVERRIDING SYSTEM VALUE' : '',
})

/** A session that writes down what it is sent to do, with the values in their places. */
function recordingSession(session: Session, statements: string[]): Session {
  const execute = async (sql: string, values: readonly SqlValue[] = []) => {
    const literals = values.map((value) => session.literal(value))
    statements.push(values.length === 0 ? sql : bindLiterals(sql, session.dialect, literals))
    return session.execute(sql, values)
  }
  const executeAll = async (all: readonly string[]) => {
    for (const one of all) await execute(one)
  }
  return new Proxy(session, {
    get(target, member) {
      if (member === 'execute') return execute
      if (member === 'executeAll') return executeAll
      const value: unknown = Reflect.get(target, member, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

function section(strand: Strand, dialect: Dialect, statements: readonly string[]): SourceSection {
  const text = statements.map((statement) => `${statement};`).join('\n')
  return { direction: 'upgrade', dialect, text, transaction: true, file: strand.files[0]?.name ?? strand.name, line: 1 }
}

const differencesOf = (expected: Sight, actual: Sight): readonly Difference[] => [
  ...compareCatalogs(expected.catalog, actual.catalog),
  ...compareRows(expected.rows, actual.rows, Date.now()),
]

/** Runs what was written from nothing, as mig reads it, and compares it with what the old tool has made. */
async function verify(recording: Recording, made: VersionByVersion, expected: Sight): Promise<void> {
  const { line, context, database, options } = recording
  if (!made.last || made.last !== line.versions.at(-1)) return // the old tool's database is further on than what was written
  const whole = withRecorded(line, new Map([...made.sections].map(([strand, one]) => [strand, [one]])), [], options.command)
  const repository = SourceRepository.ofLine(whole)
  await using scratch = await database.scratch()
  const actual = await Replay.on(repository, scratch, context.operations, async (replay) => {
    await replay.to((await repository.graph()).heads(), context.signal)
    return replay.look()
  })
  const differences = differencesOf(expected, { ...actual, catalog: leaveOut(actual.catalog, line) })
  if (differences.length === 0) return
  const described = describeDifferences(differences, { left: 'by the old tool', right: 'by what was recorded' })
  throw new MigError('MIG_PROOF_FAILED', `what was recorded on ${database.dialect} makes something else than the old tool: ${described}`, {
    details: { dialect: database.dialect, differences },
    hint: 'Nothing was kept. Please report it with the files.',
  })
}
