import {
  countOf,
  isMigError,
  MigError,
  type BookkeepingTable,
  type Ledger,
  type LedgerChange,
  type OfflineDialect,
  type RevisionId,
  type Session,
} from '@mig/core'

/** The longest id that a version table of ours holds. Alembic's 32 characters have caused outages; ids are checked when they are made. */
export const longestId = 128

/** How long the id of a new revision may be: Alembic's own table holds 32 characters. */
export function longestNewId(versionTable: string): number {
  return versionTable === 'alembic_version' ? 32 : longestId
}

/**
 * One row per current head in Alembic's shape: `version_num`, primary key `<table>_pkc`.
 *
 * With `versionTable: 'alembic_version'` it works on a database that Alembic keeps, both ways.
 * Every row that is removed must be there and every one added must not.
 */
export class DagLedger implements Ledger {
  readonly table: string

  constructor(table: string) {
    this.table = table
  }

  async create(session: Session): Promise<void> {
    await session.createTable(describeTable(this.table))
  }

  async read(session: Session): Promise<readonly RevisionId[]> {
    try {
      // qualified: SQLite takes a bare quoted name that is no column for a text
      const [table, column] = [session.quote(this.table), session.quote('version_num')]
      const rows = await session.query<{ readonly version_num: unknown }>(`SELECT v.${column} AS ${column} FROM ${table} v`)
      return rows.map((row) => this.#readRow(row.version_num)).sort()
    } catch (error) {
      if (!isMigError(error, 'MIG_STATEMENT_FAILED')) throw error
      if (error.details['reason'] === 'table-missing') return []
      if (error.details['reason'] !== 'object-missing') throw error
      throw this.#foreign("it has no column 'version_num'", error)
    }
  }

  async write(session: Session, { remove, add }: LedgerChange): Promise<void> {
    const [table, column] = [session.quote(this.table), session.quote('version_num')]
    const moved = remove.length === 1 && add.length === 1
    if (moved) {
      const values = [add[0]!, remove[0]!]
      const { affectedRows } = await this.#expectingNone(add[0]!, () =>
        session.execute(`UPDATE ${table} SET ${column} = ${session.placeholder(1)} WHERE ${column} = ${session.placeholder(2)}`, values),
      )
      if (affectedRows !== 1) throw this.#moved(remove[0]!, affectedRows)
      return
    }
    for (const row of remove) {
      const { affectedRows } = await session.execute(`DELETE FROM ${table} WHERE ${column} = ${session.placeholder(1)}`, [row])
      if (affectedRows !== 1) throw this.#moved(row, affectedRows)
    }
    for (const row of add) {
      await this.#expectingNone(row, () => session.execute(`INSERT INTO ${table} (${column}) VALUES (${session.placeholder(1)})`, [row]))
    }
  }

  isAt({ quote, literal }: Pick<OfflineDialect, 'quote' | 'literal'>, rows: readonly RevisionId[]): string {
    const [table, column] = [quote(this.table), quote('version_num')]
    if (rows.length === 0) return `SELECT CASE WHEN COUNT(*) = 0 THEN 1 ELSE 0 END FROM ${table}`
    const found = `SUM(CASE WHEN ${column} IN (${rows.map(literal).join(', ')}) THEN 1 ELSE 0 END)`
    return `SELECT CASE WHEN COUNT(*) = ${rows.length} AND ${found} = ${rows.length} THEN 1 ELSE 0 END FROM ${table}`
  }

  #readRow(value: unknown): RevisionId {
    if (typeof value === 'string' && value !== '') return value
    throw this.#foreign(`its 'version_num' holds ${value === '' ? 'an empty text' : value === null ? 'NULL' : `a ${typeof value}`}`)
  }

  /** The primary key refuses a row that is there already. */
  async #expectingNone<T>(row: RevisionId, run: () => Promise<T>): Promise<T> {
    try {
      return await run()
    } catch (error) {
      if (!isMigError(error, 'MIG_STATEMENT_FAILED') || error.details['reason'] !== 'constraint') throw error
      throw new MigError(
        'MIG_LEDGER_MOVED',
        `the row '${row}' could not be added to '${this.table}': ${String(error.details['serverMessage'])}`,
        {
          details: { table: this.table, row },
          cause: error,
          hint: 'See mig current: where the row is there already, someone changed the table outside the lock.',
        },
      )
    }
  }

  #foreign(fact: string, cause?: unknown): MigError {
    return new MigError('MIG_LEDGER_FOREIGN', `the table '${this.table}' is no version table: ${fact}`, {
      details: { table: this.table },
      hint: 'Name another versionTable in the configuration; the table was not touched.',
      cause,
    })
  }

  #moved(row: RevisionId, found: number): MigError {
    return new MigError('MIG_LEDGER_MOVED', `the row '${row}' was expected once in '${this.table}' and found ${countOf(found, 'time')}`, {
      details: { table: this.table, row, found },
      hint: 'Someone changed the table outside the lock. See mig current, then run the command again.',
    })
  }
}

function describeTable(name: string): BookkeepingTable {
  return {
    name,
    columns: [{ name: 'version_num', type: 'varchar', length: longestId }],
    primaryKey: ['version_num'],
    primaryKeyName: `${name}_pkc`,
  }
}
