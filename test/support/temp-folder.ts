import { existsSync } from 'node:fs'
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
  return folderIn(tmpdir(), prefix)
}

/** A folder in memory where the system has one: for many small databases whose disk nobody tests. */
export async function memoryFolder(prefix = 'mig-test-'): Promise<TempFolder> {
  return folderIn(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), prefix)
}

async function folderIn(parent: string, prefix: string): Promise<TempFolder> {
  // The real path: where the temporary folder is a link, paths would differ from what the tested code resolves.
  const path = await mkdtemp(join(await realpath(parent), prefix))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
