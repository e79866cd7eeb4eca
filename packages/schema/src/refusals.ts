import { MigError, type Dialect, type Session } from '@mig/core'
import type { TableOperation } from './operation.js'

const names: Readonly<Record<Dialect, string>> = { postgres: 'PostgreSQL', mysql: 'MySQL', sqlite: 'SQLite' }

/** The server as people call it. */
export function serverName({ dialect, capabilities }: Pick<Session, 'dialect' | 'capabilities'>): string {
  return isMariadb({ capabilities }) ? 'MariaDB' : names[dialect]
}

/** Whether the server of a `mysql` session is a MariaDB. */
export const isMariadb = ({ capabilities }: Pick<Session, 'capabilities'>): boolean => /mariadb/i.test(capabilities.server)

/** This database has no such thing. */
export function unsupported(session: Session, what: string, hint: string): MigError {
  return new MigError('MIG_OPERATION_UNSUPPORTED', `${serverName(session)} does not know ${what}`, { details: { what }, hint })
}

/** Only PostgreSQL has exclusion constraints. */
export function refuseExclusion(session: Session, operation: TableOperation): void {
  const isExclusion =
    operation.kind === 'createExclusionConstraint' || (operation.kind === 'dropConstraint' && operation.constraint === 'exclusion')
  if (isExclusion) throw unsupported(session, 'exclusion constraints', 'Leave it out on this database: if (op.dialect === "postgres") …')
}

/** JavaScript migrations have no compiler to tell them. */
export function wrongArguments(shape: string): MigError {
  return new MigError('MIG_OPERATION_INVALID', `op.${shape.split('(')[0]} was called with other arguments`, { hint: `It is op.${shape}` })
}

/** A change would not keep what rows hold. */
export function dataLoss(
  place: { readonly table: string; readonly column?: string },
  what: string,
  found: { readonly rows: number; readonly example?: string | undefined },
  hint: string,
): MigError {
  const where = place.column === undefined ? `'${place.table}'` : `'${place.table}.${place.column}'`
  const rows = `${found.rows} ${found.rows === 1 ? 'row' : 'rows'}`
  const example = found.example === undefined ? '' : `, for example ${found.example}`
  return new MigError('MIG_DATA_LOSS', `${where}: ${what} (${rows}${example})`, { details: { ...place, ...found }, hint })
}

/** The statement repeats what the table is, and offline there is none to ask. */
export function needsDatabase(what: string, hint: string): MigError {
  return new MigError('MIG_OFFLINE_READ', `there is no database to answer: ${what}`, { details: {}, hint })
}

/** Only SQLite, which finds constraints in the table's text, can drop one by what it says. */
export function namelessConstraint(table: string): MigError {
  return new MigError('MIG_OPERATION_INVALID', `a constraint of '${table}' is to be dropped, and has no name here`, {
    details: { table },
    hint: 'Name it where it is created; `mig compare` shows the name that the server gave it.',
  })
}
