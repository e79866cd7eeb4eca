import { MigError, Migrator, type Database, type MigEvent, type Mode, type OnEdited, type Repository } from '@mig/core'
import { DagRepository } from '@mig/dag'
import { connect } from '@mig/database'
import { LinearRepository } from '@mig/linear'
import { modeOf, readSettings, type SettingsFlags } from './config/read-settings.js'
import type { ParsedSettings } from './config/settings.js'
import type { Arguments } from './command.js'
import { textOf } from './command.js'
import type { Io } from './io.js'
import { EventPrinter, nameByRevision, type NameStep } from './render/events.js'

/** What a command works with. Everything is opened when first asked for and closed at the end. */
export class CommandContext {
  readonly io: Io
  readonly args: Arguments
  #settings: Promise<ParsedSettings> | undefined
  #repository: Promise<Repository> | undefined
  #databases: Database[] = []
  #database: Promise<Database> | undefined

  constructor(args: Arguments, io: Io) {
    this.args = args
    this.io = io
  }

  get isQuiet(): boolean {
    return this.args['quiet'] === true || this.args['json'] === true
  }

  settings(): Promise<ParsedSettings> {
    this.#settings ??= readSettings(settingsFlags(this.args), this.io)
    return this.#settings
  }

  async mode(): Promise<Mode> {
    return modeOf(await this.settings())
  }

  async repository(): Promise<Repository> {
    this.#repository ??= this.mode().then((mode) => (mode === 'linear' ? this.#openLinear() : this.#openDag()))
    return this.#repository
  }

  /** The repository of a command that only exists in DAG mode. */
  async dagRepository(): Promise<DagRepository> {
    return (await this.repository()) as DagRepository // the command's mode was checked before it ran
  }

  /** The repository of a command that only exists in linear mode. */
  async linearRepository(): Promise<LinearRepository> {
    return (await this.repository()) as LinearRepository // the command's mode was checked before it ran
  }

  database(): Promise<Database> {
    this.#database ??= this.settings().then(({ database, configFile }) => {
      if (database !== undefined) return this.connect(database)
      throw new MigError('MIG_CONFIG_MISSING', 'no database is named', {
        details: { configFile },
        hint:
          configFile === undefined ? 'Run mig init, or pass --database URL.' : `Add "database" to ${configFile}, or pass --database URL.`,
      })
    })
    return this.#database
  }

  /** Another database than the configured one; closed with the others. */
  async connect(url: string): Promise<Database> {
    const settings = await this.settings()
    const { journalTable, schema, versionTable } = settings
    const ddlLockTimeoutMs = this.#milliseconds('ddl-lock-timeout') ?? settings.ddlLockTimeoutMs
    const statementTimeoutMs = this.#milliseconds('statement-timeout') ?? settings.statementTimeoutMs
    const database = await connect(url, {
      ...(journalTable === undefined ? {} : { journalTable }),
      ...(schema === undefined ? {} : { schema }),
      ...(ddlLockTimeoutMs === undefined ? {} : { ddlLockTimeoutMs }),
      ...(statementTimeoutMs === undefined ? {} : { statementTimeoutMs }),
      ...(versionTable === undefined ? {} : { bookkeepingTables: [versionTable] }),
    })
    this.#databases.push(database)
    return database
  }

  async migrator(onEvent?: (event: MigEvent) => void): Promise<Migrator> {
    const [repository, database, settings] = await Promise.all([this.repository(), this.database(), this.settings()])
    const printer = await this.printer()
    const lockWaitMs = this.#lockWaitMs() ?? settings.lockWaitMs
    const keepLegacyVersion = this.args['keep-legacy-version'] === true || settings.keepLegacyVersion === true
    const onEdited = (textOf(this.args, 'on-edited') as OnEdited | undefined) ?? settings.onEdited // yargs lets only these pass
    return new Migrator({
      repository,
      database,
      operations: () => import('@mig/schema'),
      adoption: () => import('@mig/convert'),
      onEvent: (event) => {
        printer?.print(event)
        onEvent?.(event)
      },
      ...(lockWaitMs === undefined ? {} : { lockWaitMs }),
      keepLegacyVersion,
      ...(onEdited === undefined ? {} : { onEdited }),
      ...(settings.ddlLockRetries === undefined ? {} : { ddlLockRetries: settings.ddlLockRetries }),
      ...(settings.transaction === undefined ? {} : { transaction: settings.transaction }),
    })
  }

  /** Prints the progress of a run; `undefined` where none is wanted. */
  async printer(): Promise<EventPrinter | undefined> {
    return this.isQuiet ? undefined : new EventPrinter(this.io, await this.stepNames(), this.args['verbose'] === true)
  }

  /** How this repository's steps are called: `upgrade 30aaeaf5a3d7`, or `0 -> 1`. */
  async stepNames(): Promise<NameStep> {
    const repository = await this.repository()
    return repository instanceof LinearRepository ? nameByNumbers(repository) : nameByRevision
  }

  /** The signals of this process, for long calls. */
  get signals(): { readonly signal?: AbortSignal; readonly finishSignal?: AbortSignal } {
    const { signal, finishSignal } = this.io
    return { ...(signal ? { signal } : {}), ...(finishSignal ? { finishSignal } : {}) }
  }

  async close(): Promise<void> {
    for (const database of this.#databases) await database[Symbol.asyncDispose]()
  }

  #lockWaitMs(): number | undefined {
    return this.args['no-wait'] === true ? 0 : this.#milliseconds('lock-wait')
  }

  /** An option that is written in seconds; that it is a number is seen to when the words are read. */
  #milliseconds(option: string): number | undefined {
    const seconds = this.args[option]
    return typeof seconds === 'number' ? Math.round(seconds * 1000) : undefined
  }

  async #openDag(): Promise<Repository> {
    const { repository, ...settings } = await this.settings()
    return DagRepository.open(repository, settings)
  }

  async #openLinear(): Promise<Repository> {
    const { repository, ...settings } = await this.settings()
    return LinearRepository.open(repository, settings)
  }
}

/** `0 -> 1`, as SQLAlchemy Migrate says it. */
const nameByNumbers =
  (repository: LinearRepository): NameStep =>
  (step) => {
    const { add, remove } = step.ledger
    if (step.kind === 'stamp') return `record ${remove[0] ?? 0} -> ${add[0] ?? 0}`
    // a late version runs below the row, which stays
    if (add[0] !== undefined && add[0] === remove[0] && Number(step.revision) <= Number(add[0])) return `${step.revision} (late)`
    const { from, to } = repository.transition(step)
    return `${from} -> ${to}`
  }

/** The options that say where and on what a command works. */
export function settingsFlags(args: Arguments): SettingsFlags {
  const [config, database, repository] = [textOf(args, 'config'), textOf(args, 'database'), textOf(args, 'repository')]
  return { config, database, repository, mode: textOf(args, 'mode'), on: textOf(args, 'on') }
}
