import type { CatalogDifference } from '../catalog/compare.js'
import type { MigError } from '../errors/mig-error.js'
import type { RevisionId } from '../graph/revision.js'
import type { Database } from './database.js'
import type { Ledger } from './ledger.js'
import type { Operations } from './operations.js'
import type { Repository } from './repository.js'
import type { Session } from './session.js'

/** What the old tool's own record says of a database. Reading it looks at no schema and changes nothing. */
export interface LegacyState {
  /** The old tool, as its users call it. */
  readonly tool: string
  /** Its version table; of several repositories each table once. */
  readonly table: string
  /** The version as the old tool calls it, `0` for none, of several repositories as `expand@5, contract@3`; `undefined` where it cannot be told. */
  readonly version: string | undefined
  /** Table and version as the journal notes them: `migrate_version at 5`; of several repositories a part for each, with `; ` between them. */
  readonly note: string | undefined
  /** What a database at that version has; `undefined` where `problem` says why that cannot be told. */
  readonly heads: readonly RevisionId[] | undefined
  /**
   * `alone`: mig keeps this database not yet · `in-step`: it says what mig's own rows say · `left`: it stays where it was when mig took
   * the database over · `moved`: the old tool has run since.
   */
  readonly standing: 'alone' | 'in-step' | 'left' | 'moved'
  /** Why the database cannot be taken over in this state. */
  readonly problem: MigError | undefined
}

/** Why a database needs no adoption, or what it is adopted as. */
export type AdoptionDecision =
  /** `kept`: mig keeps this database already · `empty`: nothing is there · `not-converted`: the repository has no conversion record. */
  | { readonly kind: 'none'; readonly why: 'kept' | 'empty' | 'not-converted' }
  /** The old table's state was found: record these revisions. */
  | {
      readonly kind: 'adopt'
      /** The old tool, its table and its state, for messages: SQLAlchemy Migrate, `migrate_version` at `5`. */
      readonly tool: string
      readonly table: string
      readonly version: string
      /** The same as the journal notes it; see {@link LegacyState.note}. */
      readonly note: string | undefined
      readonly heads: readonly RevisionId[]
      /** How the schema was checked, for the journal. */
      readonly evidence: string
      /** What the schema has otherwise than that version makes it; a list with entries is refused unless it is accepted. */
      readonly differences: readonly CatalogDifference[]
    }

/** What adoption may look at. Nothing is changed through it; who stamps holds the migration lock with the session. */
export interface AdoptionContext {
  readonly repository: Repository
  readonly database: Database
  readonly session: Session
  /** For code scripts, where the graph has to be replayed on a scratch database. */
  readonly operations?: (() => Promise<Operations>) | undefined
}

/** How to decide. */
export interface AdoptionChoice {
  /** What a schema that differs leads to: a refusal (default), or a decision that lists the differences. */
  readonly onDrift?: 'refuse' | 'list'
}

/** What becomes of the old tool's table when its record of a converted repository is removed. */
export interface LegacyRemoval {
  readonly table: string
  /** `table`: it is dropped, for it holds nothing else · `row`: the repository's row is removed, for other repositories have one. */
  readonly removes: 'table' | 'row'
  /** The repository ids whose rows go, where a table has a row for each. */
  readonly repositoryIds: readonly string[]
  /** The other repositories that have a row. */
  readonly others: readonly string[]
}

/**
 * Port `Adoption`: what to do with a database that an old tool knows.
 * `@mig/convert` is the implementation: `adoption: () => import('@mig/convert')`.
 */
export interface Adoption {
  /** What the old tool's record says; `undefined` where there is none and the database is empty or kept by mig. */
  readLegacy(context: AdoptionContext): Promise<LegacyState | undefined>
  /** @throws {MigError} `MIG_ADOPT_…` when the database must not be stamped unseen; nothing is changed */
  decideAdoption(context: AdoptionContext, choice?: AdoptionChoice): Promise<AdoptionDecision>
  /**
   * The repository's ledger, which keeps the old tool's number in step with each write.
   *
   * @throws {MigError} `MIG_ADOPT_KEEP` when the old tool keeps no number
   */
  keepLegacy(repository: Repository): Promise<Ledger>
  /** What removing the old record would do, a table each; empty where there is none. */
  planRemoval(context: AdoptionContext): Promise<readonly LegacyRemoval[]>
  /** Removes it inside the open transaction; where DDL would end that, the table is only emptied. */
  removeLegacy(session: Session, removal: LegacyRemoval): Promise<void>
  /** Drops the emptied table, where the transaction could not. */
  dropEmptied(session: Session, removal: LegacyRemoval): Promise<void>
}
