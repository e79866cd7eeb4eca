import { MigError, type RevisionId } from '@mig/core'

/** What the header of a migration file says. Ids are as written: nothing is resolved. */
export interface ScriptHeader {
  readonly revision: RevisionId
  /** Parents; none for a base. */
  readonly downRevisions: readonly RevisionId[]
  /** Ids, or labels of other files. */
  readonly dependsOn: readonly string[]
  readonly branchLabels: readonly string[]
  /** Squash: the revisions this one stands for, oldest first. */
  readonly replaces?: readonly RevisionId[]
  /** Back-port, cherry-pick or converted twin. */
  readonly equivalentTo?: readonly RevisionId[]
  /** The first line of the first comment; empty when there is none. */
  readonly description: string
  /** The author's own text, usually ISO 8601. */
  readonly createdAt?: string
  /** `false` when the file asks to run outside a transaction. */
  readonly transaction?: boolean
}

/** The constants of a header, by the names they have in code. */
export const headerNames: ReadonlySet<string> = new Set([
  'revision',
  'downRevision',
  'branchLabels',
  'dependsOn',
  'replaces',
  'equivalentTo',
  'createDate',
  'transaction',
])

/**
 * Makes a header of the values that were found under {@link headerNames}.
 *
 * @param values as exported by a module, or as read from its text
 * @returns the header, or the first thing that is wrong with it as a clause (`` `revision` is no string ``)
 */
export function headerFromValues(
  values: Readonly<Record<string, unknown>>,
  description: string,
): ScriptHeader | { readonly problem: string } {
  const problems: string[] = []
  const { revision, createDate, transaction } = values
  if (revision === undefined) problems.push('there is no `revision`')
  else if (typeof revision !== 'string' || revision === '') problems.push('`revision` is no string with text in it')
  if (!('downRevision' in values)) problems.push('there is no `downRevision` (a base has `null`)')
  const list = (name: string): readonly string[] => {
    const items = textList(values[name])
    if (items === undefined) problems.push(`\`${name}\` is neither a string, nor an array of strings, nor null`)
    return items ?? []
  }
  const downRevisions = list('downRevision')
  const branchLabels = list('branchLabels')
  const dependsOn = list('dependsOn')
  const replaces = list('replaces')
  const equivalentTo = list('equivalentTo')
  const createdAt = createDate instanceof Date ? createDate.toISOString() : (createDate ?? undefined)
  if (createdAt !== undefined && typeof createdAt !== 'string') problems.push('`createDate` is no string')
  if (transaction !== undefined && typeof transaction !== 'boolean') problems.push('`transaction` is neither true nor false')
  const problem = problems[0]
  if (problem !== undefined) return { problem }
  return {
    revision: String(revision),
    downRevisions,
    dependsOn,
    branchLabels,
    ...(replaces.length > 0 && { replaces }),
    ...(equivalentTo.length > 0 && { equivalentTo }),
    description,
    ...(typeof createdAt === 'string' && { createdAt }),
    ...(typeof transaction === 'boolean' && { transaction }),
  }
}

/** The error for a header that is missing or malformed; `line` is 1-based where it is known. */
export function headerError(file: string, line: number | undefined, problem: string, hint: string): MigError {
  const place = line === undefined ? file : `${file}:${line}`
  return new MigError('MIG_SCRIPT_HEADER', `${place}: ${problem}`, { details: { file, ...(line !== undefined && { line }) }, hint })
}

function textList(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return []
  if (typeof value === 'string') return value === '' ? undefined : [value]
  if (!Array.isArray(value)) return undefined
  return value.every((item) => typeof item === 'string' && item !== '') ? value.map(String) : undefined
}
