import { graphProblems, isMigError, type MigError, type Revision } from '@mig/core'
import { inspectVersionFiles, readHeader } from '@mig/script'
import { toRevision } from './to-revision.js'

/**
 * Everything that keeps the version locations from being a graph: files that cannot be read, headers, ids, and what does not fit
 * together. Empty when it loads.
 */
export async function findProblems(folders: readonly string[]): Promise<readonly MigError[]> {
  const problems: MigError[] = []
  const collect = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work()
    } catch (error) {
      if (!isMigError(error)) throw error
      problems.push(error)
      return undefined
    }
  }
  const read = await Promise.all(folders.map((folder) => collect(() => inspectVersionFiles(folder))))
  const revisions: Revision[] = []
  /** Ids of headers that are wrong elsewhere, as far as their text tells. */
  const alsoThere = new Set<string>()
  for (const file of read.flatMap((one) => one?.files ?? [])) {
    if (file.language === undefined) continue
    const revision = await collect(async () => toRevision(await readHeader(file.path, file.text), file.path))
    if (revision) revisions.push(revision)
    else for (const [, id] of file.text.matchAll(idInHeader)) alsoThere.add(id!)
  }
  return [...read.flatMap((one) => one?.problems ?? []), ...problems, ...graphProblems(revisions, alsoThere)]
}

const idInHeader = /^(?:--\s*revision(?:\s+id)?\s*:\s*|export\s+const\s+revision\s*=\s*['"])([\w.]+)/gim
