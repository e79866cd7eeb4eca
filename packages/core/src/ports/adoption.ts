import type { RevisionId } from '../graph/revision.js'
import type { Database } from './database.js'
import type { Operations } from './operations.js'
import type { Repository } from './repository.js'
import type { Session } from './session.js'

/** Why a database needs no adoption, or what it was adopted as. */
export type AdoptionDecision =
  /** Nothing of an old tool is here: an empty database, or one that mig already keeps. */
  | { readonly kind: 'none' }
  /** The old table's state was found, its schema is the expected one: record these revisions. */
  | {
      readonly kind: 'adopt'
      /** The old tool's table and state, for messages: `migrate_version` at `5`. */
      readonly table: string
      readonly version: string
      readonly heads: readonly RevisionId[]
      /** How the schema was checked, for the journal. */
      readonly evidence: string
    }

/** What adoption may look at. The session holds the migration lock; `decide` changes nothing. */
export interface AdoptionContext {
  readonly repository: Repository
  readonly database: Database
  readonly session: Session
  /** For code scripts, where the graph has to be replayed on a scratch database. */
  readonly operations?: (() => Promise<Operations>) | undefined
}

/**
 * Port `Adoption`: what to do with a database that only the old tool knows.
 * `@mig/convert` is the implementation: `adoption: () => import('@mig/convert')`.
 */
export interface Adoption {
  /** @throws {MigError} `MIG_ADOPT_…` when the database must not be stamped unseen; nothing is changed */
  decideAdoption(context: AdoptionContext): Promise<AdoptionDecision>
}
