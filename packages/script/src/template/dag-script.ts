import { MigError, type Dialect } from '@mig/core'
import type { ScriptLanguage } from '../files/script-language.js'
import type { ScriptHeader } from '../header/script-header.js'
import { dialectWord } from './dialect-word.js'
import { codeDescription, sqlDescription } from './description.js'
import { commentLine, quoteString } from './quote.js'

/** What a new file of a hash repository says. */
export interface DagScriptParts extends Omit<ScriptHeader, 'transaction'> {
  readonly language: ScriptLanguage
  /** SQL: a pair of sections for each of these, instead of one pair for every dialect. */
  readonly dialects?: readonly Dialect[]
  /** The body: statements for SQL, lines of the function for code; an empty body otherwise. */
  readonly upgrade?: string
  readonly downgrade?: string
  readonly transaction?: boolean
}

/**
 * The text of a new migration of a hash repository. Reading its header gives back what was put in (a description as one line).
 *
 * @throws {MigError} `MIG_REVISION_ID` when an id or label cannot stand in a SQL header (a comma, a blank)
 * @example
 * renderDagScript({ language: 'sql', revision: 'ae10', downRevisions: [], dependsOn: [], branchLabels: [], description: 'add a table' })
 */
export function renderDagScript(parts: DagScriptParts): string {
  return parts.language === 'sql' ? renderSql(parts) : renderCode(parts, parts.language === 'ts')
}

function renderCode(parts: DagScriptParts, typed: boolean): string {
  const { replaces, equivalentTo, createdAt, transaction } = parts
  const lines = [
    ...codeDescription(parts.description),
    ...(typed ? ["import type { Operations } from '@mig/schema'", ''] : []),
    `export const revision = ${quoteString(parts.revision)}`,
    `export const downRevision = ${literal(parts.downRevisions)}`,
    `export const branchLabels = ${literal(parts.branchLabels)}`,
    `export const dependsOn = ${literal(parts.dependsOn)}`,
    ...(replaces === undefined || replaces.length === 0 ? [] : [`export const replaces = ${list(replaces)}`]),
    ...(equivalentTo === undefined || equivalentTo.length === 0 ? [] : [`export const equivalentTo = ${list(equivalentTo)}`]),
    ...(createdAt === undefined ? [] : [`export const createDate = ${quoteString(createdAt)}`]),
    ...(transaction === false ? ['export const transaction = false'] : []),
    '',
    ...renderFunctions(parts, typed),
  ]
  return `${lines.join('\n')}\n`
}

/** The two functions of a code migration, as lines. */
export function renderFunctions(parts: { readonly upgrade?: string; readonly downgrade?: string }, typed: boolean): readonly string[] {
  const parameter = typed ? 'op: Operations' : 'op'
  const result = typed ? ': Promise<void>' : ''
  const render = (name: 'upgrade' | 'downgrade'): readonly string[] => {
    const body = parts[name]?.replace(/\s+$/, '') ?? ''
    const head = `export async function ${name}(${parameter})${result} {`
    return body === '' ? [`${head}}`] : [head, ...body.split('\n').map((line) => (line === '' ? '' : `  ${line}`)), '}']
  }
  return [...render('upgrade'), '', ...render('downgrade')]
}

function renderSql(parts: DagScriptParts): string {
  const { replaces = [], equivalentTo = [], createdAt, transaction } = parts
  const words = (items: readonly string[]): string => {
    for (const item of items) if (!/^[^\s,]+$/.test(item)) throw unfit(item)
    return items.join(', ')
  }
  const line = (key: string, value: string): string => `-- ${key}: ${value}`.trimEnd()
  const header = [
    ...sqlDescription(parts.description),
    line('revision', words([parts.revision])),
    line('down revision', words(parts.downRevisions)),
    ...(parts.branchLabels.length === 0 ? [] : [line('branch labels', words(parts.branchLabels))]),
    ...(parts.dependsOn.length === 0 ? [] : [line('depends on', words(parts.dependsOn))]),
    ...(replaces.length === 0 ? [] : [line('replaces', words(replaces))]),
    ...(equivalentTo.length === 0 ? [] : [line('equivalent to', words(equivalentTo))]),
    ...(createdAt === undefined ? [] : [line('create date', commentLine(createdAt))]),
    ...(transaction === false ? [line('transaction', 'false')] : []),
  ]
  return `${header.join('\n')}\n\n${renderSections(parts)}`
}

/** The sections of a SQL migration: one pair, or a pair for each dialect. */
export function renderSections(parts: {
  readonly dialects?: readonly Dialect[]
  readonly upgrade?: string
  readonly downgrade?: string
}): string {
  const { dialects = [], upgrade = '', downgrade = '' } = parts
  const names = dialects.length === 0 ? [''] : dialects.map((dialect) => ` ${dialectWord(dialect)}`)
  const body = (text: string): string => (text.trim() === '' ? '\n' : `${text.replace(/\s+$/, '')}\n\n`)
  return `${names
    .map((name) => `-- migrate:up${name}\n${body(upgrade)}-- migrate:down${name}\n${body(downgrade)}`)
    .join('')
    .trimEnd()}\n`
}

function literal(items: readonly string[]): string {
  const [only, ...others] = items
  if (only === undefined) return 'null'
  return others.length === 0 ? quoteString(only) : list(items)
}

function list(items: readonly string[]): string {
  return `[${items.map(quoteString).join(', ')}]`
}

function unfit(id: string): MigError {
  return new MigError('MIG_REVISION_ID', `'${id}' holds a blank or a comma, or is empty`, {
    details: { id },
    hint: 'Choose another id or label.',
  })
}
