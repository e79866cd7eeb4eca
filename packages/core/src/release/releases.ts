import type { RevisionId } from '../graph/revision.js'

/** Release versions (semver) and the heads each one ships. */
export type Releases = ReadonlyMap<string, readonly RevisionId[]>
