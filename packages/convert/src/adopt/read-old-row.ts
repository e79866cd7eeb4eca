import { isMigError, MigError, type Session } from '@mig/core'

/** What the old tool's version table says. */
export interface OldRows {
  /** The row of the converted repository; its version as the driver gives it. */
  readonly row: { readonly version: number | string | bigint | null } | undefined
  /** Other repositories that have a row. */
  readonly others: readonly string[]
}

/**
 * Reads the old row by repository id: several repositories may share one table.
 *
 * @returns `undefined` when the table does not exist
 * @throws {MigError} `MIG_ADOPT_UNKNOWN` when a table of that name is another one
 */
export async function readOldRow(session: Session, table: string, repositoryId: string): Promise<OldRows | undefined> {
  const [from, id, version] = [table, 'repository_id', 'version'].map((name) => session.quote(name))
  try {
    const rows = await session.query<{ readonly repository_id: string; readonly version: number | string | bigint | null }>(
      // with the table in front: to SQLite a quoted name that no column has is a text
      `SELECT ${from}.${id} AS ${id}, ${from}.${version} AS ${version} FROM ${from} ORDER BY ${from}.${id}`,
    )
    return {
      row: rows.find((row) => row.repository_id === repositoryId),
      others: rows.map((row) => row.repository_id).filter((other) => other !== repositoryId),
    }
  } catch (error) {
    if (!isMigError(error, 'MIG_STATEMENT_FAILED')) throw error
    if (error.details['reason'] === 'table-missing') return undefined
    if (['permission', 'lock-timeout', 'cancelled', 'disk-full'].includes(String(error.details['reason']))) throw error
    throw new MigError('MIG_ADOPT_UNKNOWN', `the table '${table}' is no version table of the old tool: ${error.message}`, {
      details: { table },
      cause: error,
      hint: 'Look at the table; nothing was changed.',
    })
  }
}
