import { MigError, type Dialect, type Session } from '@mig/core'
import type { ColumnDefinition } from './definitions.js'
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

/** What a column asks for and this database would leave out without a word. */
export function refuseColumnWords(
  session: Session,
  name: string,
  column: Pick<ColumnDefinition, 'identity' | 'onUpdate' | 'autoIncrement' | 'type'>,
): void {
  const { dialect } = session
  if (column.identity !== undefined && dialect !== 'postgres')
    throw unsupported(session, `identity columns ('${name}')`, 'Number the rows by { autoIncrement: true }.')
  if (column.onUpdate !== undefined && dialect !== 'mysql')
    throw unsupported(session, `ON UPDATE of a column ('${name}')`, 'Let a trigger do it on this database.')
  if (column.autoIncrement && !/^(?:tiny|small|medium|big)?(?:int|integer|serial)\b/i.test(column.type))
    throw new MigError('MIG_OPERATION_INVALID', `'${name}' is to be numbered, and ${column.type} is no whole number`, {
      details: { column: name, type: column.type },
      hint: "Make it an 'integer' or a 'bigint'.",
    })
}

/** Old values become new ones by an expression only where ALTER TABLE takes one. */
export function refuseUsing(session: Session, { kind, ...operation }: TableOperation): void {
  if (kind !== 'alterColumn' || !('change' in operation) || operation.change.using === undefined) return
  throw unsupported(session, 'USING', 'Change the values by an UPDATE before or after: if (op.dialect === "postgres") … else …')
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

/** A column is to take no NULL, and NULL is there. */
export const nullIsThere = (place: { readonly table: string; readonly column: string }, rows: number): MigError =>
  dataLoss(place, 'NULL is there, and the column is to take none', { rows }, 'Give these rows a value first: UPDATE … WHERE … IS NULL.')

/** A new column is to take no NULL, and there are rows. */
export const noValueForNew = (place: { readonly table: string; readonly column: string }, rows: number): MigError =>
  dataLoss(
    place,
    'the rows that are there have no value for it, and it is to take no NULL',
    { rows },
    'Give it a default, or add it as nullable, fill it, and make it NOT NULL then.',
  )

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
