import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder for one test, removed when disposed. */
export interface TempFolder extends AsyncDisposable {
  readonly path: string
}

/**
 * Makes an empty folder under the system's temporary folder.
 *
 * @example
 * await using folder = await tempFolder()
 * await writeFile(join(folder.path, 'a.sql'), 'SELECT 1')
 */
export async function tempFolder(prefix = 'mig-test-'): Promise<TempFolder> {
  // The real path: where the temporary folder is a link, paths would differ from what the tested code resolves.
  const path = await mkdtemp(join(await realpath(tmpdir()), prefix))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
