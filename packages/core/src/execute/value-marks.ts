import type { SqlValue } from '../ports/session.js'

/** NUL: no column of any server holds such a text, so that a mark looks like nothing else in a statement of mig's own. */
export const nul = '\0'

/** Stands for the n-th value of a statement, counted from 1, until `fillMarks` writes it in. */
export const valueMark = (n: number): string => `${nul}${n}${nul}`

/** The statement with each mark replaced by its value's text. */
export function fillMarks(sql: string, values: readonly SqlValue[], text: (value: SqlValue) => string): string {
  // eslint-disable-next-line no-control-regex
  return sql.replace(/\0(\d+)\0/g, (_mark, n: string) => text(values[Number(n) - 1] ?? null))
}
