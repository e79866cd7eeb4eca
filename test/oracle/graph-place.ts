import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMigError, type RevisionGraph } from '@mig/core'
import { DagRepository, initRepository, type DagOptions } from '@mig/dag'
import { renderDagScript } from '@mig/script'
import type { RecordedRevision } from './graph-data.js'

/** What we did with a request: an answer, or a coded refusal. */
export type Outcome<T> =
  { readonly value: T; readonly code?: undefined } | { readonly value?: undefined; readonly code: string; readonly message: string }

/** A failure must be a coded refusal: anything else is a crash and ends the test. */
export async function attempt<T>(run: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await run() }
  } catch (error) {
    if (!isMigError(error)) throw error
    return { code: error.code, message: error.message }
  }
}

/** A repository of files that hold a recorded graph. */
export interface Place {
  readonly repository: DagRepository
  readonly revisions: readonly RecordedRevision[]
  /** Why the graph does not load, when it does not. */
  readonly refused: { readonly code: string; readonly message: string } | undefined
  readonly graph: RevisionGraph | undefined
}

/** The table that the script of a revision makes: what has run can be seen. */
export const traceOf = (revision: string): string => `did_${revision}`

/** Writes a recorded graph as files whose names sort as it was loaded. */
export async function writeRepository(folder: string, revisions: readonly RecordedRevision[], options: DagOptions = {}): Promise<Place> {
  await initRepository(folder)
  for (const [index, { revision, down_revision, depends_on = [], branch_labels = [] }] of revisions.entries()) {
    const header = { revision, downRevisions: down_revision, dependsOn: depends_on, branchLabels: branch_labels }
    // what cannot be written in the comments of SQL is written in code
    const isPlain = [revision, ...down_revision, ...depends_on, ...branch_labels].every((name) => /^\w+$/.test(name))
    const text = renderDagScript({
      ...header,
      language: isPlain ? 'sql' : 'js',
      description: `revision ${index}`,
      ...(isPlain ? { upgrade: `CREATE TABLE ${traceOf(revision)} (id INTEGER);`, downgrade: `DROP TABLE ${traceOf(revision)};` } : {}),
    })
    writeFileSync(join(folder, 'versions', `${String(index).padStart(4, '0')}.${isPlain ? 'sql' : 'js'}`), text)
  }
  const repository = await DagRepository.open(folder, options)
  const built = await attempt(() => repository.graph())
  if (built.value) await repository.writeHeadFiles()
  return { repository, revisions, refused: built.code === undefined ? undefined : built, graph: built.value }
}
