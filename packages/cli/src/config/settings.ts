import type { SourcePreset } from '@mig/convert'
import type { Mode, OnEdited, TransactionMode } from '@mig/core'
import type { PostWriteHook } from '@mig/script'

/** What the user writes into `mig.config.ts` (or `.js .mjs .cjs .json`, or `"mig"` in package.json). */
export interface Settings {
  /** `dag`: hash revisions. `linear`: numbered versions. Left out: told from what is in the repository folder. */
  readonly mode?: Mode
  /** The repository folder, relative to the configuration file. Default `./migrations`. */
  readonly repository?: string
  /** `postgres://…`, `mysql://…`, `mariadb://…` or `sqlite:FILE`; a relative file is relative to the configuration file. */
  readonly database?: string
  /** Name of the version table. Default `mig_version` (DAG), `migrate_version` (linear; its own configuration wins). */
  readonly versionTable?: string
  /** Name of the journal table. Default `mig_journal`. */
  readonly journalTable?: string
  /** The PostgreSQL schema to work in. */
  readonly schema?: string
  /** How long to wait for another process that migrates, in milliseconds. Default 60,000. */
  readonly lockWaitMs?: number
  /** How long a statement waits for other sessions' locks before it gives up and lets them pass, in milliseconds. Default 5,000; 0: no limit. */
  readonly ddlLockTimeoutMs?: number
  /** How often it is tried again then. Default 10. */
  readonly ddlLockRetries?: number
  /** Ends statements that run longer, in milliseconds. Default: never. */
  readonly statementTimeoutMs?: number
  /** `each` (default): one transaction per step. `all`: one for the whole run. `none`. */
  readonly transaction?: TransactionMode
  /** What `mig upgrade` does when an applied script was edited: `error` (default), `warn`, `ignore`. */
  readonly onEdited?: OnEdited
  /**
   * DAG, after `mig convert`: each change of the version table moves the old tool's number too, in the same transaction, while programs
   * still read it; where the old tool has run, mig follows it.
   */
  readonly keepLegacyVersion?: boolean
  /** What `revision` and `script` write unless told otherwise. Default `ts`. */
  readonly language?: 'ts' | 'js' | 'sql'
  /**
   * A module of the project that exports its TypeORM `DataSource` or entities, relative to the configuration file: what `mig check`,
   * `compare_model_to_db`, `revision --autogenerate` and the like compare the database with. It is imported, the data source never connected.
   */
  readonly models?: string
  /** Tables that are no matter of the models, although they are not among them: names, `*` for any text. */
  readonly ignoreTables?: readonly string[]
  /** DAG: the names of new files: `%(year)d_%(month).2d_%(day).2d_%(rev)s_%(slug)s`. Default `%(rev)s_%(slug)s`. */
  readonly fileTemplate?: string
  /** DAG: how long the `slug` in a file name may be, in characters. Default 40. */
  readonly slugLength?: number
  /** DAG: the time zone of the dates in file names: `Europe/Berlin`, or `local`. Default UTC. */
  readonly timezone?: string
  /** DAG: the folders that hold revisions, relative to the configuration file. Default: `versions` in the repository. */
  readonly versionLocations?: readonly string[]
  /** Programs run on each new file, in the folder of the configuration file: a formatter, `git add`. */
  readonly postWriteHooks?: readonly PostWriteHook[]
  /**
   * Several databases, each with a repository of its own, chosen with `--on NAME` (`--on all`: each in turn). A member overrides what
   * stands beside `databases`: `{ mode: 'dag', databases: { shop: { repository: './migrations/shop', database: 'sqlite:./shop.db' } } }`.
   */
  readonly databases?: Readonly<Record<string, DatabaseSettings>>
  /** The versions of mig that this project works with, as a semver range: `'>=1.2'`. */
  readonly engine?: string
  /** Formats of your own for `mig convert --from NAME`. */
  readonly sourceFormats?: readonly SourcePreset[]
}

/** The settings of one of several databases. */
export type DatabaseSettings = Omit<Settings, 'databases' | 'engine'>

/** What the program works with: flags over environment over configuration file, paths absolute. */
export interface ParsedSettings extends Omit<Settings, 'databases'> {
  readonly repository: string
  /** The configuration file, when there is one. */
  readonly configFile: string | undefined
}
