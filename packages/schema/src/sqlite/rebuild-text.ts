import type { Session } from '@mig/core'
import { changedType } from '../column-text.js'
import { unsupported } from '../refusals.js'
import type { RebuildOperation } from './edit-table.js'
import type { TableText } from './table-text.js'

/** The two tables of a rebuild. */
export interface Copy {
  readonly from: string
  readonly to: string
  readonly before: TableText
  readonly after: TableText
}

const isGenerated = ({ constraints }: TableText['columns'][number]): boolean => constraints.some(({ kind }) => kind === 'generated')

/** Copies the rows, with their row ids. */
export function copyText(session: Session, { from, to, before, after }: Copy): readonly string[] {
  const kept = after.columns.filter(
    (column) => !isGenerated(column) && before.column(column.name) && !isGenerated(before.column(column.name)!),
  )
  const rowid = before.isWithoutRowid || after.isWithoutRowid ? undefined : rowidName(before, after)
  const names = [...(rowid === undefined ? [] : [rowid]), ...kept.map((column) => session.quote(column.name))].join(', ')
  if (names === '') return []
  // OR ABORT: a conflict clause of the table would drop rows without a word.
  return [`INSERT OR ABORT INTO ${session.quote(to)} (${names}) SELECT ${names} FROM ${session.quote(from)}`]
}

/** Row ids stay what they are; `undefined` where a column is the row id of the new table, or columns have taken all of its names. */
function rowidName(before: TableText, after: TableText): string | undefined {
  if (rowidColumn(after) !== undefined) return undefined
  const taken = new Set([...before.columns, ...after.columns].map(({ name }) => name.toLowerCase()))
  return ['rowid', '_rowid_', 'oid'].find((name) => !taken.has(name))
}

/** The column that is the row id: INTEGER in exactly this word, and the primary key, which at the column itself must not be DESC. */
function rowidColumn({ text, columns, constraints, isWithoutRowid }: TableText): string | undefined {
  if (isWithoutRowid) return undefined
  const [key] = constraints.flatMap(({ kind, columns: keys }) => (kind === 'primaryKey' && keys.length === 1 ? keys : []))
  const column = columns.find(
    ({ name, constraints: own }) =>
      name.toLowerCase() === key?.toLowerCase() ||
      own.some(({ kind, start, end }) => kind === 'primaryKey' && !/\bkey\s+desc\b/i.test(text.slice(start, end))),
  )
  return column?.type.text.toLowerCase() === 'integer' ? column.name : undefined
}

/** A column that gets another type, and the rows whose value is another one in the new table: from FROM on; `o` is the old row. */
export interface ChangedValues {
  readonly column: string
  readonly type: string
  readonly changed: string
}

/** What to look for once the rows are copied: an affinity turns texts into numbers and back. */
export function changedValues(
  session: Session,
  { from, to, before, after }: Copy,
  operations: readonly RebuildOperation[],
): readonly ChangedValues[] {
  return operations.flatMap((operation) => {
    if (operation.kind !== 'alterColumn') return []
    const words = changedType(operation.change)
    if (words === undefined) return []
    const [o, n] = [`o.${session.quote(operation.name)}`, `n.${session.quote(operation.name)}`]
    // Without affinity (the unary plus) a number is no text: then the two must be written alike.
    const isSame = `CASE WHEN typeof(${o}) = 'real' AND typeof(${n}) = 'text' THEN CAST(${n} AS REAL) = ${o} ELSE +${n} IS +${o} OR CAST(${n} AS TEXT) IS CAST(${o} AS TEXT) END`
    const changed = `FROM ${session.quote(from)} o LEFT JOIN ${session.quote(to)} n ON ${joinOf(session, before, after)} WHERE NOT (${isSame})`
    return [{ column: operation.name, type: words.type, changed }]
  })
}

/** How the rows of both tables are paired. */
function joinOf(session: Session, before: TableText, after: TableText): string {
  const column = rowidColumn(after)
  // A key that was none of the row id's kind becomes one: its values are what they are as whole numbers.
  if (column !== undefined) return `n.${session.quote(column)} = CAST(o.${session.quote(column)} AS INTEGER)`
  const name = before.isWithoutRowid || after.isWithoutRowid ? undefined : rowidName(before, after)
  if (name !== undefined) return `o.${name} = n.${name}`
  const inColumn = after.columns.filter(({ constraints }) => constraints.some(({ kind }) => kind === 'primaryKey')).map((one) => one.name)
  const key = inColumn.length > 0 ? inColumn : (after.constraints.find(({ kind }) => kind === 'primaryKey')?.columns ?? [])
  if (key.length === 0)
    throw unsupported(
      session,
      'how to pair the rows of a table that has columns named rowid, _rowid_ and oid',
      'Give the table a primary key.',
    )
  return key.map((one) => `o.${session.quote(one)} IS n.${session.quote(one)}`).join(' AND ')
}

/** The new table goes on numbering where the old one was. */
export function keepNumber(session: Session, from: string, to: string): readonly string[] {
  const [old, fresh] = [session.literal(from), session.literal(to)]
  return [
    `DELETE FROM sqlite_sequence WHERE name = ${fresh}`,
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${fresh}, seq FROM sqlite_sequence WHERE name = ${old}`,
  ]
}

/** The tables that refer to another one. */
export const childrenOf = (session: Session, table: string): string =>
  `SELECT DISTINCT m.name FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND lower(f."table") = lower(${session.literal(table)}) AND lower(m.name) <> lower(f."table") ORDER BY 1`

/** How many rows of which table refer to nothing. */
export const brokenReferencesText = 'SELECT "table" AS child, parent, count(*) AS n FROM pragma_foreign_key_check GROUP BY 1, 2'
