import type { SqliteToken } from './tokens.js'

/**
 * One spelling for texts that mean the same to SQLite: layout, comments, letter case and needless quotes do not count.
 *
 * @param known the names of the database's tables and columns, in lower case: SQLite takes a quoted name that is none
 *   of them for a string, so only these are freed of their quotes
 */
export function canonicalText(tokens: readonly SqliteToken[], known: ReadonlySet<string>): string {
  let text = ''
  let previous = ''
  for (const token of tokens) {
    const spelled = spell(token, known)
    const tight = text === '' || previous === '(' || previous === '.' || [')', ',', '.'].includes(spelled)
    text += tight ? spelled : ` ${spelled}`
    previous = spelled
  }
  return text
}

const operators: ReadonlyMap<string, string> = new Map([
  ['==', '='],
  ['<>', '!='],
])

function spell(token: SqliteToken, known: ReadonlySet<string>): string {
  if (token.kind === 'string') return token.text
  const folded = token.value.toLowerCase()
  if (token.kind === 'other') return operators.get(folded) ?? folded
  if (!token.quoted || known.has(folded)) return folded
  return `"${token.value.replaceAll('"', '""')}"`
}
