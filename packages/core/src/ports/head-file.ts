/**
 * The file in which a repository writes down its last version or its heads (`versions/LATEST`, `versions/HEADS`), so that git
 * notices when two branches add to the same place: both rewrite one line of it, and the merge conflicts.
 *
 * Only compared, never read for what it says: the migration files are the truth.
 */
export interface HeadFile {
  /** Absolute. */
  readonly path: string
  /** What the migration files say it must hold. */
  readonly expected: string
  /** What it holds, with line feeds as line ends; conflict markers and all. */
  readonly found: string | undefined
}
