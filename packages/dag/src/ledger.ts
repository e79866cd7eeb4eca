import { isMigError, MigError, type BookkeepingTable, type Ledger, type LedgerChange, type RevisionId, type Session } from '@mig/core'

/** The longest id that the version table holds. Alembic's 32 characters have caused outages; ids are checked when they are made. */
export const longestId = 128

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
      const column = session.quote('version_num')
      const rows = await session.query<{ readonly version_num: string }>(
        `SELECT ${column} AS ${column} FROM ${session.quote(this.table)} ORDER BY ${column}`,
      )
      return rows.map((row) => row.version_num)
    } catch (error) {
      if (!isMigError(error, 'MIG_STATEMENT_FAILED')) throw error
      if (error.details['reason'] === 'table-missing') return []
      if (error.details['reason'] !== 'object-missing' && error.details['reason'] !== 'other' && error.details['reason'] !== 'syntax')
        throw error
      throw new MigError('MIG_LEDGER_FOREIGN', `the table '${this.table}' is no version table: ${error.message}`, {
        details: { table: this.table },
        cause: error,
        hint: 'Name another versionTable in the configuration.',
      })
    }
  }

  async write(session: Session, { remove, add }: LedgerChange): Promise<void> {
    const [table, column] = [session.quote(this.table), session.quote('version_num')]
    const moved = remove.length === 1 && add.length === 1
    if (moved) {
      const values = [add[0]!, remove[0]!]
      const { affectedRows } = await session.execute(
        `UPDATE ${table} SET ${column} = ${session.placeholder(1)} WHERE ${column} = ${session.placeholder(2)}`,
        values,
      )
      if (affectedRows !== 1) throw this.#moved(remove[0]!, affectedRows)
      return
    }
    for (const row of remove) {
      const { affectedRows } = await session.execute(`DELETE FROM ${table} WHERE ${column} = ${session.placeholder(1)}`, [row])
      if (affectedRows !== 1) throw this.#moved(row, affectedRows)
    }
    for (const row of add) await session.execute(`INSERT INTO ${table} (${column}) VALUES (${session.placeholder(1)})`, [row])
  }

  #moved(row: RevisionId, found: number): MigError {
    return new MigError('MIG_LEDGER_MOVED', `the row '${row}' was expected once in '${this.table}' and found ${found} time(s)`, {
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
