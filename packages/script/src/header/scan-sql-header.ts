import { headerError, headerFromValues, type ScriptHeader } from './script-header.js'

/** The words of a header line and the constants they stand for. */
const keys: Readonly<Record<string, { readonly name: string; readonly many: boolean }>> = {
  revision: { name: 'revision', many: false },
  'down revision': { name: 'downRevision', many: true },
  'down revisions': { name: 'downRevision', many: true },
  'branch label': { name: 'branchLabels', many: true },
  'branch labels': { name: 'branchLabels', many: true },
  'depends on': { name: 'dependsOn', many: true },
  replaces: { name: 'replaces', many: true },
  'equivalent to': { name: 'equivalentTo', many: true },
  'create date': { name: 'createDate', many: false },
  transaction: { name: 'transaction', many: false },
}

const correctLine = 'Correct the named line; a header reads `-- revision: ID`, `-- down revision: ID` (empty for a base).'

/**
 * Reads the header of a SQL migration: the comment lines at its top.
 *
 * The first comment line that is no `-- key: value` of the header is the description. The header ends at the first line
 * that is neither blank nor a comment, and at the first section marker.
 *
 * @param file for messages
 * @throws {MigError} `MIG_SCRIPT_HEADER` with file and line
 * @example
 * scanSqlHeader('-- add a table\n-- revision: ae10\n-- down revision:\n', 'ae10_add_a_table.sql').revision // 'ae10'
 */
export function scanSqlHeader(text: string, file: string): ScriptHeader {
  const values: Record<string, unknown> = {}
  const lines = new Map<string, number>()
  let description = ''
  for (const { comment, line } of topComments(text)) {
    const pair = /^([A-Za-z][A-Za-z _-]*?)\s*:\s*(.*)$/s.exec(comment)
    const key = pair?.[1]?.toLowerCase().replace(/[\s_-]+/g, ' ')
    const known = key !== undefined && Object.hasOwn(keys, key) ? keys[key] : undefined
    if (known === undefined) {
      if (description === '') description = comment
      continue
    }
    const earlier = lines.get(known.name)
    if (earlier !== undefined) throw headerError(file, line, `'${key}' was already given in line ${earlier}`, correctLine)
    lines.set(known.name, line)
    values[known.name] = parseValue(known, (pair?.[2] ?? '').trim(), file, line)
  }
  if (!('revision' in values)) throw headerError(file, 1, 'the header has no `-- revision:` line', correctLine)
  if (!('downRevision' in values)) throw headerError(file, lines.get('revision'), 'the header has no `-- down revision:` line', correctLine)
  const header = headerFromValues(values, description)
  if ('problem' in header) throw headerError(file, lines.get('revision'), header.problem, correctLine)
  return header
}

/** The description of a SQL file alone: its first comment line that is no header line; empty when there is none. */
export function scanSqlDescription(text: string): string {
  for (const { comment } of topComments(text)) {
    const key = /^([A-Za-z][A-Za-z _-]*?)\s*:/
      .exec(comment)?.[1]
      ?.toLowerCase()
      .replace(/[\s_-]+/g, ' ')
    if (key === undefined || !Object.hasOwn(keys, key)) return comment
  }
  return ''
}

function parseValue(key: { readonly name: string; readonly many: boolean }, text: string, file: string, line: number): unknown {
  if (key.many) return /^(?:none|null)?$/i.test(text) ? [] : text.split(/[\s,]+/).filter((item) => item !== '')
  if (key.name === 'transaction') {
    if (!/^(?:true|false)$/i.test(text)) throw headerError(file, line, `'transaction' is '${text}', neither true nor false`, correctLine)
    return text.toLowerCase() === 'true'
  }
  if (key.name !== 'revision') return text === '' ? undefined : text
  if (text === '') throw headerError(file, line, "'revision' is empty", correctLine)
  if (/[\s,]/.test(text)) throw headerError(file, line, `'revision' is '${text}', more than one id`, correctLine)
  return text
}

/** The comment lines before the first statement and the first section, without their marks. */
function* topComments(text: string): Generator<{ readonly comment: string; readonly line: number }> {
  let line = 0
  for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length;) {
    const newline = text.indexOf('\n', at)
    const end = newline < 0 ? text.length : newline
    const content = text.slice(at, end).trim()
    at = end + 1
    line++
    if (content === '') continue
    if (!content.startsWith('--')) return
    const comment = content.replace(/^-+/, '').trim()
    if (/^migrate:/i.test(comment)) return
    if (comment !== '') yield { comment, line }
  }
}

/** What the comment line `-- transaction: false` at the top of a SQL file says; true without one. */
export function scanSqlTransaction(text: string): boolean {
  for (const { comment } of topComments(text)) {
    if (/^transaction\s*:\s*false$/i.test(comment)) return false
  }
  return true
}
