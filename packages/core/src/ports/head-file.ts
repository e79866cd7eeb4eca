/**
 * A file in which a repository writes down its last version or a head (`versions/LATEST`; `versions/HEADS` and, for each further
 * line of development, `versions/HEADS.NAME`), so that git notices when two branches add to the same place: both rewrite its one
 * line, and the merge conflicts.
 *
 * Only compared, never read for what it says: the migration files are the truth.
 */
export interface HeadFile {
  /** Absolute. */
  readonly path: string
  /** What the migration files say it must hold; `undefined` when it must not be there. */
  readonly expected: string | undefined
  /** What it holds, with line feeds as line ends; conflict markers and all. `undefined` when it is not there. */
  readonly found: string | undefined
}
