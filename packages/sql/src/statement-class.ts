/** An object that a statement names. */
export interface TouchedName {
  /** `CREATE OR REPLACE` is `alter`: that the object is there afterwards does not tell whether it ran. */
  readonly action: 'create' | 'alter' | 'drop'
  readonly kind: 'table' | 'index' | 'view' | 'trigger' | 'routine' | 'sequence' | 'type' | 'schema' | 'other'
  /**
   * Without quotes, as the server keeps it: PostgreSQL folds unquoted names to lower case. With its schema in front (`audit.log`)
   * when the text has one that is not the default (`public`, `main`).
   */
  readonly name: string
  /** The table an index or trigger belongs to, where the text says it; same form as `name`. */
  readonly table?: string
}

/** What a runner has to know of a statement, as far as its text tells. */
export interface StatementClass {
  /** What it is, in upper case and without modifiers: `CREATE INDEX`, `INSERT`, `START TRANSACTION`. */
  readonly keyword: string
  /** False when the server refuses it inside a transaction, or when it has no effect there. */
  readonly transactional: boolean
  /** True when it begins or ends a transaction itself; savepoints do not. */
  readonly controlsTransaction: boolean
  /** True when it runs statements that its text does not show and that may end the transaction: `CALL`, `EXECUTE`, compound statements, a `DO` block with a COMMIT. */
  readonly mayCommit: boolean
  /** True when all that it does is gone with the session: `SET`, `PRAGMA`, `USE`, `PREPARE`, a temporary table. */
  readonly setsSession: boolean
  /** True when it only reads, as far as its text tells; a function that it calls may do anything. */
  readonly reads: boolean
  /**
   * True for DDL. On MySQL: for all that commits implicitly, and for what may run such a statement out of sight of its text (`CALL`,
   * `EXECUTE`, compound statements). False for temporary tables.
   */
  readonly definesSchema: boolean
  /** Permanent objects that it creates, changes or drops; empty also where the text does not name them. */
  readonly touches: readonly TouchedName[]
}

/** Of a statement that runs in a transaction, changes rows at most, and does nothing out of sight. */
export function plain(keyword: string): StatementClass {
  return {
    keyword,
    transactional: true,
    controlsTransaction: false,
    mayCommit: false,
    setsSession: false,
    reads: false,
    definesSchema: false,
    touches: [],
  }
}

/** Of one that only the session remembers. */
export function session(keyword: string): StatementClass {
  return { ...plain(keyword), setsSession: true }
}
