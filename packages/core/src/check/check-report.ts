import type { Finding } from './finding.js'

/** The parts of a check and what each looks at, in the order in which they are told. */
export const checkItems = {
  repository: ['files', 'heads', 'head-file', 'gaps'],
  database: ['rows', 'legacy', 'behind', 'branches', 'late', 'edited', 'half-done'],
  models: ['models'],
} as const

/** A part of a check: what can be told from files alone, what needs the database, and how that differs from the models. */
export type CheckPart = keyof typeof checkItems
/** One thing that is looked at. */
export type CheckName = (typeof checkItems)[CheckPart][number]

/** What one look found. */
export interface CheckItem {
  readonly part: CheckPart
  readonly name: CheckName
  readonly findings: readonly Finding[]
  /** Why it was not looked at. */
  readonly skipped?: string
}

/** What a check found. */
export interface CheckReport {
  /** True when nothing was found. */
  readonly ok: boolean
  readonly items: readonly CheckItem[]
  /** Files that were rewritten. */
  readonly fixed: readonly string[]
}

/** What to check. */
export interface CheckOptions {
  /** Parts and single looks; everything when it is left out. */
  readonly only?: readonly (CheckPart | CheckName)[] | undefined
  /** Looks at files alone. */
  readonly offline?: boolean | undefined
  /** Writes the head file where it is not right or not there. */
  readonly fix?: boolean | undefined
}

/** Whether a part is asked for. */
export function isWanted(part: CheckPart, name: CheckName, { only, offline }: CheckOptions): boolean {
  if (offline === true && part !== 'repository') return false
  return only === undefined || only.length === 0 || only.includes(part) || only.includes(name)
}
