import type { Session } from '@mig/core'
import { changedType } from '../column-text.js'
import type { RebuildOperation } from './edit-table.js'
import type { TableText } from './table-text.js'

interface Copy {
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

/** Row ids stay what they are; `undefined` where a column is the row id, or columns have taken all of its names. */
function rowidName(...texts: readonly TableText[]): string | undefined {
  const isAlias = ({ type, constraints }: TableText['columns'][number]): boolean =>
    type.text.toLowerCase() === 'integer' && constraints.some(({ kind }) => kind === 'primaryKey')
  if (texts.some(({ columns }) => columns.some(isAlias))) return undefined
  const taken = new Set(
    texts.flatMap(({ columns, constraints }) => [
      ...columns.map(({ name }) => name.toLowerCase()),
      // `PRIMARY KEY (id)` beside the columns makes an INTEGER column the row id as well.
      ...constraints.flatMap(({ kind, columns: keys }) => (kind === 'primaryKey' && keys.length === 1 ? ['rowid', '_rowid_', 'oid'] : [])),
    ]),
  )
  return ['rowid', '_rowid_', 'oid'].find((name) => !taken.has(name))
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
  { from, to, text }: { readonly from: string; readonly to: string; readonly text: TableText },
  operations: readonly RebuildOperation[],
): readonly ChangedValues[] {
  return operations.flatMap((operation) => {
    if (operation.kind !== 'alterColumn') return []
    const words = changedType(operation.change)
    if (words === undefined) return []
    const [o, n] = [`o.${session.quote(operation.name)}`, `n.${session.quote(operation.name)}`]
    // Without affinity (the unary plus) a number is no text: then the two must be written alike.
    const isSame = `CASE WHEN typeof(${o}) = 'real' AND typeof(${n}) = 'text' THEN CAST(${n} AS REAL) = ${o} ELSE +${n} IS +${o} OR CAST(${n} AS TEXT) IS CAST(${o} AS TEXT) END`
    const changed = `FROM ${session.quote(from)} o JOIN ${session.quote(to)} n ON ${joinOf(session, text)} WHERE NOT (${isSame})`
    return [{ column: operation.name, type: words.type, changed }]
  })
}

/** How the rows of both tables are paired. */
function joinOf(session: Session, text: TableText): string {
  if (!text.isWithoutRowid) return `o.${rowidOf(text)} = n.${rowidOf(text)}`
  const inColumn = text.columns.filter(({ constraints }) => constraints.some(({ kind }) => kind === 'primaryKey')).map(({ name }) => name)
  const key = inColumn.length > 0 ? inColumn : (text.constraints.find(({ kind }) => kind === 'primaryKey')?.columns ?? [])
  return key.map((name) => `o.${session.quote(name)} IS n.${session.quote(name)}`).join(' AND ')
}

const rowidOf = ({ columns }: TableText): string =>
  ['rowid', '_rowid_', 'oid'].find((name) => !columns.some((column) => column.name.toLowerCase() === name)) ?? 'rowid'

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
