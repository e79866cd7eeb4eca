/** The identity of a revision: a hash in DAG mode, the number without leading zeros in linear mode. Never the file name. */
export type RevisionId = string

/** A node of the revision graph. */
export interface Revision {
  readonly id: RevisionId
  /** Parents; none for a base, several for a merge point. */
  readonly downRevisions: readonly RevisionId[]
  /** Must be applied before this one without being a parent. In a file it may name a label; a graph holds ids. */
  readonly dependsOn: readonly RevisionId[]
  readonly labels: readonly string[]
  readonly description: string
  /** Squash: the revisions this one stands for, oldest first. */
  readonly replaces?: readonly RevisionId[]
  /** Back-port, cherry-pick or converted twin: having one is having the other. */
  readonly equivalentTo?: readonly RevisionId[]
  /** Where it was read from, for messages. */
  readonly file?: string
  /** Every file of it, where it has several; linear mode. */
  readonly files?: readonly string[]
  /** When it was written, as the header says (ISO 8601 or the author's own text). */
  readonly createdAt?: string
}
