import { isMigError, MigError, type BookkeepingTable, type Ledger, type LedgerChange, type RevisionId, type Session } from '@mig/core'

/** How a linear ledger is kept. */
export interface LinearLedgerOptions {
  readonly table: string
  readonly repositoryId: string
  /** Written into `repository_path` of a new row, as SQLAlchemy Migrate does; nothing reads it. */
  readonly repositoryPath: string
  /** Timestamps need a wider column. */
  readonly numbering: 'sequential' | 'timestamp'
}

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
 * repositories are left alone. Every update must hit exactly the row that was read.
 */
export class LinearLedger implements Ledger {
  readonly table: string
  readonly #options: LinearLedgerOptions
  #row: VersionRow = { controlled: false, version: undefined }

  constructor(options: LinearLedgerOptions) {
    this.table = options.table
    this.#options = options
  }

  async create(session: Session): Promise<void> {
    await session.createTable(describeTable(this.table, this.#options.numbering))
  }

  async read(session: Session): Promise<readonly RevisionId[]> {
    const { version = 0 } = await this.readVersion(session)
    return version === 0 ? [] : [String(version)]
  }

  /** The row as it is: `db_version` tells 0 and "not under version control" apart. */
  async readVersion(session: Session): Promise<VersionRow> {
    const [table, id, version] = this.#names(session)
    let rows: readonly { readonly version: number | string | bigint | null }[]
    try {
      rows = await session.query(`SELECT ${version} AS ${session.quote('version')} FROM ${table} WHERE ${id} = ${session.placeholder(1)}`, [
        this.#options.repositoryId,
      ])
    } catch (error) {
      if (!isMigError(error, 'MIG_STATEMENT_FAILED')) throw error
      if (error.details['reason'] !== 'table-missing') throw foreignTable(this.table, error)
      rows = []
    }
    const value = rows[0]?.version
    this.#row = { controlled: rows.length > 0, version: value === undefined || value === null ? undefined : Number(value) }
    return this.#row
  }

  async write(session: Session, change: LedgerChange): Promise<void> {
    await this.#set(session, Number(change.add[0] ?? 0))
  }

  /**
   * Puts the database under version control at a number.
   *
   * @throws {MigError} `MIG_ALREADY_CONTROLLED`
   */
  async control(session: Session, version: number): Promise<void> {
    await this.create(session)
    const row = await this.readVersion(session)
    if (row.controlled) {
      throw new MigError('MIG_ALREADY_CONTROLLED', `the database is already under version control, at ${row.version ?? 'NULL'}`, {
        details: { repositoryId: this.#options.repositoryId, version: row.version },
        hint: 'To record another number, use: mig stamp NUMBER',
      })
    }
    await this.#set(session, version)
  }

  /**
   * Removes this repository's row; drops the table when it was the last row.
   *
   * @throws {MigError} `MIG_NOT_CONTROLLED`
   */
  async drop(session: Session): Promise<void> {
    const [table, id] = this.#names(session)
    if (!(await this.readVersion(session)).controlled) {
      throw new MigError('MIG_NOT_CONTROLLED', 'the database is not under version control', { hint: 'There is nothing to remove.' })
    }
    await session.execute(`DELETE FROM ${table} WHERE ${id} = ${session.placeholder(1)}`, [this.#options.repositoryId])
    const rest = await session.query<{ readonly n: number | string }>(`SELECT COUNT(*) AS n FROM ${table}`)
    if (Number(rest[0]?.n) === 0) await session.execute(`DROP TABLE ${table}`)
    this.#row = { controlled: false, version: undefined }
  }

  async #set(session: Session, version: number): Promise<void> {
    const [table, id, versionColumn, path] = this.#names(session)
    const before = this.#row
    if (!before.controlled) {
      const marks = [1, 2, 3].map((n) => session.placeholder(n)).join(', ')
      await session.execute(`INSERT INTO ${table} (${id}, ${path}, ${versionColumn}) VALUES (${marks})`, [
        this.#options.repositoryId,
        this.#options.repositoryPath,
        version,
      ])
    } else if (before.version !== version) {
      const isBefore = before.version === undefined ? `${versionColumn} IS NULL` : `${versionColumn} = ${session.placeholder(3)}`
      const values = [version, this.#options.repositoryId, ...(before.version === undefined ? [] : [before.version])]
      const { affectedRows } = await session.execute(
        `UPDATE ${table} SET ${versionColumn} = ${session.placeholder(1)} WHERE ${id} = ${session.placeholder(2)} AND ${isBefore}`,
        values,
      )
      if (affectedRows !== 1) throw moved(this.table, before, version)
    }
    this.#row = { controlled: true, version }
  }

  #names(session: Session): readonly [table: string, id: string, version: string, path: string] {
    return [session.quote(this.table), session.quote('repository_id'), session.quote('version'), session.quote('repository_path')]
  }
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

function moved(table: string, before: VersionRow, version: number): MigError {
  return new MigError(
    'MIG_LEDGER_MOVED',
    `the version row in '${table}' is no longer ${before.version ?? 'NULL'}; ${version} was not recorded`,
    {
      details: { table, expected: before.version, version },
      hint: 'Someone changed it outside the lock. See mig db_version, then run the command again.',
    },
  )
}

function foreignTable(table: string, cause: Error): MigError {
  return new MigError('MIG_LEDGER_FOREIGN', `the table '${table}' is no version table of a numbered repository: ${cause.message}`, {
    details: { table },
    cause,
    hint: 'Name another "versionTable" in mig.cfg.json.',
  })
}
