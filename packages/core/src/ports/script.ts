import type { RevisionId } from '../graph/revision.js'
import type { Dialect } from './dialect.js'

export type Direction = 'upgrade' | 'downgrade'

/** What the text of one statement says of it. */
export interface StatementFacts {
  /** False when the server refuses it inside a transaction (`CREATE INDEX CONCURRENTLY`, `VACUUM`, …). */
  readonly transactional: boolean
  /** True when it ends or begins a transaction itself (`COMMIT`, `BEGIN`, `START TRANSACTION`, …). */
  readonly controlsTransaction: boolean
  /** True when it runs statements that its text does not show, and these may end the transaction: `CALL`, `EXECUTE`, a block with a COMMIT. */
  readonly mayCommit: boolean
  /** True when its whole effect is on the session, and gone with it: `SET`, `PRAGMA`, `USE`, `PREPARE`, `CREATE TEMPORARY TABLE`. */
  readonly setsSession: boolean
  /** True for DDL: on MySQL it commits implicitly. */
  readonly definesSchema: boolean
  /** True when it only reads, as far as its text tells. */
  readonly reads: boolean
  /** The objects it creates, changes or drops, as far as its text tells. */
  readonly touches: readonly TouchedObject[]
}

/** One statement of a SQL script, ready to be sent, with its place in the file. */
export interface ScriptStatement extends StatementFacts {
  /** The text to send, without its delimiter. */
  readonly text: string
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** 1-based, in UTF-16 units. */
  readonly column: number
  /** The data that it destroys, as far as its text tells. Absent: nothing. */
  readonly loses?: readonly LostData[]
}

/** Data that a statement destroys. Names are unquoted. */
export type LostData =
  | { readonly kind: 'table' | 'schema'; readonly name: string }
  | { readonly kind: 'column'; readonly name: string; readonly table: string }
  /** Some rows, or all. */
  | { readonly kind: 'rows'; readonly table: string }

export interface TouchedObject {
  readonly action: 'create' | 'alter' | 'drop'
  readonly kind: 'table' | 'index' | 'view' | 'trigger' | 'routine' | 'sequence' | 'type' | 'schema' | 'other'
  /** Unquoted. */
  readonly name: string
  /** The table an index or trigger belongs to, where the text says it. Unquoted. */
  readonly table?: string
}

/** What a script does in one direction on one dialect. */
export type Body =
  | {
      readonly kind: 'sql'
      readonly file: string
      readonly transaction: boolean
      readonly statements: readonly ScriptStatement[]
      /** What its reader should know before it runs: a sentence each. */
      readonly notices?: readonly string[]
    }
  | {
      readonly kind: 'code'
      readonly file: string
      readonly transaction: boolean
      readonly run: (op: unknown) => Promise<void>
      /** What a statement that the code sends is, so that the executor can cover it. */
      readonly classify: (text: string) => StatementFacts
    }

/**
 * The file, or set of files, behind one revision.
 *
 * Nothing of it runs before `Body.run`; `body` may import a code file, to see that it loads and has the function.
 */
export interface Script {
  readonly revision: RevisionId
  readonly description: string
  /** Absolute paths; several when a version is a set of files per dialect and direction. */
  readonly files: readonly string[]
  /** SHA-256 over the normalised text of the files, hexadecimal. */
  readonly checksum: string
  /**
   * SHA-256 over what the script means on a dialect, hexadecimal: both directions, as `body` would choose them. Comments, white
   * space and the header do not count. Never throws for what does not parse: then every character counts.
   */
  layoutBlindChecksum(dialect: Dialect): Promise<string>
  /**
   * The body for a direction and dialect, or `undefined` when the script has none (an irreversible downgrade,
   * or a dialect it was not written for).
   *
   * @throws {MigError} `MIG_SCRIPT_…` when a file does not parse, import or export what it must
   */
  body(direction: Direction, dialect: Dialect): Promise<Body | undefined>
}
