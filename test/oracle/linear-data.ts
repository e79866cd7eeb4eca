import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A value of a row as it is recorded. */
export type Cell = string | number | null

/** A table as it is recorded: columns are name, type, not null, default, place in the primary key. */
export interface RecordedTable {
  readonly columns: readonly (readonly [string, string, boolean, string | null, number])[]
  /** Up to 25; absent where there are none. */
  readonly rows?: readonly (readonly Cell[])[]
}

/** A database as it is recorded, without the tables of ours. */
export interface RecordedDatabase {
  readonly version_tables: Readonly<Record<string, readonly (readonly [string, number | null])[]>>
  readonly tables: Readonly<Record<string, RecordedTable>>
  readonly indexes?: Readonly<Record<string, readonly [string, readonly string[]]>>
  readonly views?: Readonly<Record<string, string>>
  readonly triggers?: Readonly<Record<string, string>>
}

/** What is done: a command of SQLAlchemy Migrate, or a change beside it. */
export type Step =
  | { readonly op: 'migrate'; readonly argv: readonly string[] }
  | { readonly op: 'sql'; readonly sql: string }
  | { readonly op: 'write'; readonly path: string; readonly text: string }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'rename'; readonly from: string; readonly to: string }

/** What SQLAlchemy Migrate answered; the members of other steps than `migrate` are absent. */
export interface Answer {
  readonly exit?: number
  readonly error?: { readonly class: string; readonly message: string } | null
  readonly stdout?: readonly string[]
  readonly stderr_log?: readonly string[]
  readonly transitions?: readonly (readonly [number, number, boolean])[]
  readonly files_added?: readonly string[]
  /** Present where the database is another one than before; `null`: the file does not exist. */
  readonly db?: RecordedDatabase | null
}

/** A recorded story: a starting tree and the steps on it. */
export interface Case {
  readonly id: string
  readonly family: string
  readonly title: string
  readonly files: Readonly<Record<string, string>>
  readonly no_versions_dir?: boolean
  readonly steps: readonly Step[]
  readonly results: readonly Answer[]
  readonly results_reverse_listing?: readonly Answer[]
  readonly results_transactional_ddl?: readonly Answer[]
}

/** The answers recorded from SQLAlchemy Migrate. `MIG_ORACLE_LINEAR` names another file of the same format. */
export const linearDataFile = process.env['MIG_ORACLE_LINEAR'] ?? join(import.meta.dirname, 'linear.public.jsonl')

/** Reads every case of the file. */
export function readLinearData(file: string): readonly Case[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line) as Case]))
}

/** The reference: scripts in real transactions where that changes the outcome, as ours are. */
export const answersOf = ({ results, results_transactional_ddl: transactional }: Case): readonly Answer[] => transactional ?? results
