import type { BuilderName, Dialect, Direction } from '@mig/core'
import type { Bookkeeping, OrderRule } from './preset.js'

/** SQL for a direction, for one dialect or all. */
export interface SourceSection {
  readonly direction: Direction
  /** `undefined`: for every dialect that has no section of its own. */
  readonly dialect: Dialect | undefined
  readonly text: string
  readonly transaction: boolean
  /** Name of the file it came from. */
  readonly file: string
  /** 1-based line of the file at which `text` begins. */
  readonly line: number
}

/** One change: what one author wrote under a number. */
export interface Strand {
  /** The original name without its number and ending: what tells two changes of one number apart. */
  readonly name: string
  readonly description: string
  readonly body:
    | { readonly kind: 'sql'; readonly sections: readonly SourceSection[] }
    | {
        readonly kind: 'code'
        readonly language: string
        readonly file: string
        readonly text: string
        /** It is written for the builder of another library, with which it runs. */
        readonly builder?: BuilderName
        /** Where it asks for none, and says so only when it runs. */
        readonly transaction?: false
      }
    /**
     * Nothing that mig runs: Python, Go, code that builds its SQL, or SQL for a database that mig does not know. `sections`: SQL that lies
     * beside it for the other direction.
     */
    | {
        readonly kind: 'foreign'
        readonly files: readonly string[]
        readonly reason?: string
        readonly sections?: readonly SourceSection[]
      }
  readonly files: readonly SourceFile[]
  /** Files of the change that mig cannot run, beside those that it can: Python for the dialects that have no SQL, SQL for other databases. */
  readonly left: readonly string[]
  /** Its sections were recorded while the old tool ran its code. */
  readonly recording?: { readonly command: string; readonly dialects: readonly Dialect[] }
}

/** A file of the source. */
export interface SourceFile {
  readonly name: string
  /** Absolute. */
  readonly path: string
  readonly text: string
  /** Of its bytes, hexadecimal. */
  readonly sha256: string
}

/** A number and what was written under it: one change, or several that collide, in name order. */
export interface SourceVersion {
  readonly version: string
  /** The number as it is written. */
  readonly digits: string
  readonly strands: readonly Strand[]
  /** The original was code that sends no SQL: kept as a no-op and reported. */
  readonly isCodeOnly: boolean
  /** What the old tool writes into its table for this version, where that is not the number itself. */
  readonly recorded?: string
  /** Dialects of the source that have no file for it, and do nothing at it. */
  readonly holes?: readonly Dialect[]
}

/** A file that was read and not imported, and why. */
export interface IgnoredFile {
  readonly name: string
  readonly why: string
}

/** Something that the reader noticed or changed. */
export interface SourceNote {
  readonly kind:
    | 'branches'
    | 'recorded'
    | 'placeholder left'
    | 'placeholder filled'
    | 'percent signs undoubled'
    | 'odd name'
    | 'needs a human'
    | 'order'
    | 'extracted from code'
    | 'runs with its builder'
  readonly file: string
  readonly text: string
}

/** A numbered repository, whatever tool it was written for. */
export interface NumberLine {
  /** Name of the preset that it was read with. */
  readonly format: string
  /** The folder that was read, absolute. */
  readonly location: string
  readonly repositoryId: string
  readonly bookkeeping: Bookkeeping
  /** How its versions follow each other. */
  readonly order: OrderRule
  /** Where several branches were read: which, and the line that each change was read with. */
  readonly branches?: readonly { readonly ref: string; readonly commit: string }[]
  readonly origins?: ReadonlyMap<Strand, NumberLine>
  readonly versions: readonly SourceVersion[]
  /** Names that look like migrations and are none. */
  readonly ignored: readonly IgnoredFile[]
  readonly notes: readonly SourceNote[]
}
