import type { Dialect } from '@mig/core'

/** What a conversion did, in numbers and sentences. */
export interface ConversionReport {
  /** Absolute path of the new repository. */
  readonly target: string
  /** How many revisions the graph has. */
  readonly revisions: number
  /** What → how many: imported, no-op, placeholders, collisions, … */
  readonly counts: Readonly<Record<string, number>>
  /** What a person should know, a sentence each, with the file. */
  readonly notes: readonly string[]
  /** Where it was proved, and how far. */
  readonly proofs: readonly { readonly dialect: Dialect; readonly server: string; readonly versions: number }[]
}

/** What a conversion tells while it works. Times in milliseconds. */
export type ConvertEvent =
  | { readonly type: 'proved-version'; readonly dialect: Dialect; readonly version: string; readonly elapsedMs: number }
  | { readonly type: 'proved'; readonly dialect: Dialect; readonly versions: number; readonly elapsedMs: number }
