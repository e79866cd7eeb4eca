import type { Session, SqlValue } from '@mig/core'

/** SQL text with its values after it, or a template whose values are bound. */
export type SqlInput = string | TemplateStringsArray

/** Turns a template into a statement with markers, and a list of values into what is bound. */
export function statementOf(
  session: Session,
  statement: SqlInput,
  values: readonly unknown[],
): { readonly text: string; readonly bound: readonly SqlValue[] } {
  if (typeof statement !== 'string') {
    const text = statement.reduce((whole, piece, at) => `${whole}${session.placeholder(at)}${piece}`)
    return { text, bound: values as readonly SqlValue[] }
  }
  const [list] = values
  return { text: statement, bound: Array.isArray(list) ? (list as readonly SqlValue[]) : (values as readonly SqlValue[]) }
}
