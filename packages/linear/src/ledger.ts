import {
  isMigError,
  MigError,
  type BookkeepingTable,
  type Ledger,
  type LedgerChange,
  type OfflineDialect,
  type RevisionId,
  type Session,
  type Step,
} from '@mig/core'
import type { LinearSettings } from './linear-settings.js'
import { baseNumber, numberBelow } from './number-line.js'

/** How a linear ledger is kept. */
export interface LinearLedgerOptions extends Pick<LinearSettings, 'numbering' | 'gaps'> {
  readonly table: string
  readonly repositoryId: string
  /** Written into `repository_path` of a new row, as SQLAlchemy Migrate does; nothing reads it. */
  readonly repositoryPath: string
  /** The numbers that have scripts, ascending; asked for when a row is written. */
  readonly versions: () => readonly number[]
}

/** The row of a version column that holds NULL, in place of a revision id. */
export const unknownNumber = 'NULL'

/** What the version row says. */
export interface VersionRow {
  /** False when there is no table, or no row of this repository. */
  readonly controlled: boolean
  /** `undefined` for a row that holds NULL. */
  readonly version: number | undefined
}

/**
 * One row per repository in SQLAlchemy Migrate's own table: `repository_id, repository_path, version`.
 *
 * A database under the old tool is taken over as it is, and the old tool still reads what is written here. Rows of other
 * repositories are left alone. Every update must hit exactly the row that was read. The column is `INTEGER` as in the old
 * tool, and `BIGINT` where numbers are timestamps.
 *
 * @example
 * const { controlled, version } = await repository.ledger().readVersion(session)
 */
export class LinearLedger implements Ledger {
  readonly table: string
  readonly #options: LinearLedgerOptions
  #row: VersionRow = { controlled: false, version: undefined }

  constructor(options: LinearLedgerOptions) {
    this.table = options.table
    this.#options = options
  }

  /**
   * Creates the table when it is absent.
   *
   * @throws {MigError} `MIG_NOT_CONTROLLED` when the table only has rows of other repositories: one that was renamed would run
   * every version again
   */
  async create(session: Session): Promise<void> {
    await this.createTable(session)
    if ((await this.readVersion(session)).controlled) return
    const { table, id } = names(this.table, session)
    const others = await session.query<{ readonly id: string }>(`SELECT v.${id} AS id FROM ${table} v ORDER BY 1`)
    if (others.length > 0) throw this.#notControlled(others.map((other) => other.id))
  }

  async createTable(session: Session): Promise<void> {
    await session.createTable(describeTable(this.table, this.#options.numbering))
  }

  isAt({ quote, literal }: Pick<OfflineDialect, 'quote' | 'literal'>, rows: readonly RevisionId[]): string {
    const number = Number(rows[0] ?? 0)
    const own = `${quote('repository_id')} = ${literal(this.#options.repositoryId)}`
    const found = `SUM(CASE WHEN ${own} AND ${quote('version')} = ${number} THEN 1 ELSE 0 END) = 1`
    // a table with rows of other repositories alone is refused, as `create` does
    const isThere = rows.length === 0 ? `COUNT(*) = 0 OR ${found}` : found
    return `SELECT CASE WHEN ${isThere} THEN 1 ELSE 0 END FROM ${quote(this.table)}`
  }

  async assume(session: Session, rows: readonly RevisionId[]): Promise<void> {
    this.#row = { controlled: true, version: Number(rows[0] ?? 0) }
    if (rows.length > 0) return
    const { table, id, path, version } = names(this.table, session)
    const { repositoryId, repositoryPath } = this.#options
    const [own, where] = [session.literal(repositoryId), session.literal(repositoryPath)]
    await session.execute(
      `INSERT INTO ${table} (${id}, ${path}, ${version}) SELECT ${own}, ${where}, 0 FROM (SELECT 1 AS one) AS once` +
        ` WHERE NOT EXISTS (SELECT 1 FROM ${table} WHERE ${id} = ${own})`,
    )
  }

  async read(session: Session): Promise<readonly RevisionId[]> {
    const { controlled, version } = await this.readVersion(session)
    if (!controlled || version === 0) return []
    return [version === undefined ? unknownNumber : String(version)]
  }

  /**
   * The row as it is: `db_version` tells 0, NULL and "not under version control" apart.
   *
   * @throws {MigError} `MIG_LEDGER_FOREIGN` when the table has another shape
   */
  async readVersion(session: Session): Promise<VersionRow> {
    const { table, id, version } = names(this.table, session)
    let rows: readonly { readonly version: unknown }[]
    try {
      // qualified: SQLite takes a bare quoted name that is no column for a text
      rows = await session.query(`SELECT v.${version} AS ${version} FROM ${table} v WHERE v.${id} = ${session.placeholder(1)}`, [
        this.#options.repositoryId,
      ])
    } catch (error) {
      if (!isMigError(error, 'MIG_STATEMENT_FAILED')) throw error
      if (error.details['reason'] === 'object-missing') throw this.#foreign(error.message, error)
      if (error.details['reason'] !== 'table-missing') throw error
      rows = []
    }
    this.#row = { controlled: rows.length > 0, version: this.#parse(rows[0]?.version) }
    return this.#row
  }

  /** A downgrade arrives at the number below the version it undid, whether or not that number has a script. */
  async write(session: Session, change: LedgerChange, kind: Step['kind'] = 'stamp'): Promise<void> {
    if (change.add.length === 0 && change.remove.length === 0) return
    const versions = this.#options.versions()
    this.#expect(change, versions)
    const [added, removed] = [change.add[0], change.remove[0]]
    const lower = added === undefined ? undefined : Number(added)
    // a late version runs below the row, which stays where it is
    if (added !== undefined && added === removed) return
    if (kind === 'downgrade' && removed !== undefined) await this.#set(session, numberBelow(Number(removed), lower, this.#options))
    else await this.#set(session, lower ?? baseNumber(versions, this.#options))
  }

  /**
   * Puts the database under version control at a number, which need not have a script.
   *
   * @throws {MigError} `MIG_ALREADY_CONTROLLED`
   */
  async control(session: Session, version: number): Promise<void> {
    await this.createTable(session)
    await this.enter(session, version)
  }

  /** {@link control} where the table is there: no DDL, so that the row and what tells of it are one transaction on every server. */
  async enter(session: Session, version: number): Promise<void> {
    const row = await this.readVersion(session)
    if (row.controlled) throw this.#alreadyControlled(row)
    try {
      await this.#set(session, version)
    } catch (error) {
      if (isMigError(error, 'MIG_LEDGER_MOVED')) throw this.#alreadyControlled(undefined, error)
      throw error
    }
  }

  /**
   * Removes this repository's row; drops the table when it was the last row.
   *
   * @throws {MigError} `MIG_NOT_CONTROLLED`
   */
  async drop(session: Session): Promise<void> {
    if (!(await this.readVersion(session)).controlled) throw this.#notControlled([])
    const { table, id } = names(this.table, session)
    await session.execute(`DELETE FROM ${table} WHERE ${id} = ${session.placeholder(1)}`, [this.#options.repositoryId])
    const [rest] = await session.query<{ readonly n: number | string | bigint }>(`SELECT COUNT(*) AS n FROM ${table}`)
    if (Number(rest?.n) === 0) await session.execute(`DROP TABLE ${table}`)
    this.#row = { controlled: false, version: undefined }
  }

  /** The step was planned from a row: it must be the one that was read last. */
  #expect({ remove }: LedgerChange, versions: readonly number[]): void {
    const { controlled, version } = this.#row
    const standsAt = versions.findLast((number) => number <= (version ?? 0))
    const accepted = controlled ? [version === undefined ? unknownNumber : String(version), String(standsAt ?? '')] : ['']
    const isNothing = !controlled || (version !== undefined && standsAt === undefined)
    if (remove.length === 0 ? isNothing : accepted.includes(remove[0]!)) return
    throw this.#moved(remove[0] ?? 'nothing')
  }

  async #set(session: Session, version: number): Promise<void> {
    const before = this.#row
    if (!before.controlled) await this.#insert(session, version)
    else if (before.version !== version) await this.#update(session, before.version, version)
    this.#row = { controlled: true, version }
  }

  async #insert(session: Session, number: number): Promise<void> {
    const { table, id, path, version } = names(this.table, session)
    const { repositoryId, repositoryPath } = this.#options
    const marks = [1, 2, 3].map((n) => session.placeholder(n)).join(', ')
    try {
      await session.execute(`INSERT INTO ${table} (${id}, ${path}, ${version}) VALUES (${marks})`, [repositoryId, repositoryPath, number])
    } catch (error) {
      if (isMigError(error, 'MIG_STATEMENT_FAILED') && error.details['reason'] === 'constraint') throw this.#moved('absent', error)
      throw error
    }
  }

  async #update(session: Session, before: number | undefined, number: number): Promise<void> {
    const { table, id, version } = names(this.table, session)
    const [first, second, third] = [1, 2, 3].map((n) => session.placeholder(n))
    const isBefore = before === undefined ? `${version} IS NULL` : `${version} = ${third}`
    const values = [number, this.#options.repositoryId, ...(before === undefined ? [] : [before])]
    const { affectedRows } = await session.execute(
      `UPDATE ${table} SET ${version} = ${first} WHERE ${id} = ${second} AND ${isBefore}`,
      values,
    )
    if (affectedRows !== 1) throw this.#moved(before === undefined ? unknownNumber : String(before))
  }

  /** Drivers give numbers as numbers, texts or big integers. */
  #parse(value: unknown): number | undefined {
    if (value === undefined || value === null) return undefined
    const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value)
    if (Number.isSafeInteger(number) && number >= 0) return number
    throw this.#foreign(`the row of '${this.#options.repositoryId}' holds '${String(value)}', which is no version`)
  }

  #alreadyControlled(row: VersionRow | undefined, cause?: Error): MigError {
    const { repositoryId } = this.#options
    const at = row === undefined ? '' : `, at ${row.version ?? unknownNumber}`
    return new MigError('MIG_ALREADY_CONTROLLED', `the database is already under version control by '${repositoryId}'${at}`, {
      details: { repositoryId, version: row?.version },
      hint: 'To record another number, use: mig stamp NUMBER',
      cause,
    })
  }

  #notControlled(others: readonly string[]): MigError {
    const { repositoryId } = this.#options
    const list = others.map((other) => `'${other}'`).join(', ')
    return new MigError(
      'MIG_NOT_CONTROLLED',
      others.length === 0
        ? `the database is not under version control by '${repositoryId}'`
        : `'${this.table}' has rows of ${list} and none of '${repositoryId}'`,
      {
        details: { table: this.table, repositoryId, others },
        hint:
          others.length === 0
            ? 'Run mig upgrade, or put it under control as it is: mig version_control NUMBER'
            : 'If the repository was renamed, give it its old repositoryId again; if it is new to this database: mig version_control NUMBER',
      },
    )
  }

  #moved(expected: string, cause?: Error): MigError {
    const { repositoryId } = this.#options
    return new MigError(
      'MIG_LEDGER_MOVED',
      `the version row of '${repositoryId}' in '${this.table}' is not the expected one: ${expected}`,
      {
        details: { table: this.table, repositoryId, expected },
        hint: 'Someone changed it outside the lock. See mig db_version, then run the command again.',
        cause,
      },
    )
  }

  #foreign(fact: string, cause?: Error): MigError {
    return new MigError('MIG_LEDGER_FOREIGN', `the table '${this.table}' is no version table of a numbered repository: ${fact}`, {
      details: { table: this.table },
      hint: 'Name another "versionTable" in mig.cfg.json.',
      cause,
    })
  }
}

interface Names {
  readonly table: string
  readonly id: string
  readonly path: string
  readonly version: string
}

function names(table: string, session: Session): Names {
  const column = (name: string) => session.quote(name)
  return { table: session.quote(table), id: column('repository_id'), path: column('repository_path'), version: column('version') }
}

function describeTable(name: string, numbering: LinearLedgerOptions['numbering']): BookkeepingTable {
  return {
    name,
    columns: [
      { name: 'repository_id', type: 'varchar', length: 250 },
      { name: 'repository_path', type: 'text', nullable: true },
      { name: 'version', type: numbering === 'timestamp' ? 'bigint' : 'integer', nullable: true },
    ],
    primaryKey: ['repository_id'],
  }
}
