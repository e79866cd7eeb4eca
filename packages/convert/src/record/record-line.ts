import { compareCatalogs, isMigError, MigError, type Catalog, type Database, type Dialect, type Operations } from '@mig/core'
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
import { followTool, type SchemaTools } from './follow-tool.js'
import { fileOf, isCodeFor, withRecorded } from './recorded-line.js'
import { runTool, type ToolAddress } from './run-tool.js'
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
      const outcome = await followTool(
        { replay, theirs, tools: await options.schema(), leaveOut: (catalog) => leaveOut(catalog, line) },
        expected.catalog,
      )
      if ('obstacle' in outcome) return this.#giveUp(source, outcome.obstacle)
      await replay.note(ids)
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
