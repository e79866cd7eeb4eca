import { MigError } from '@mig/core'
import { randomBytes } from 'node:crypto'
import { linkSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Creates a file that must not exist yet. It appears whole or not at all, and two processes cannot both create it.
 *
 * @throws {MigError} `MIG_FILE_EXISTS` when there is a file of that name, which stays as it is; `MIG_FILE_UNREADABLE` when the folder
 * cannot be written
 * @param options.mode permissions, where a file system has them; the process's umask takes its part
 */
export function createFile(path: string, text: string, options: { readonly mode?: number } = {}): void {
  withTemporary(path, text, options, (temporary) => {
    try {
      // unlike a rename, a link never replaces its target
      linkSync(temporary, path)
    } catch (error) {
      if (codeOf(error) === 'EEXIST') throw fileExists(path)
      if (!noLinks.has(codeOf(error))) throw unwritable(path, error)
      createWithoutLink(path, text, options)
    }
    rmSync(temporary)
  })
}

/**
 * Writes a file, in place of the one that may be there. A reader sees the old text or the new one, never a part.
 *
 * @throws {MigError} `MIG_FILE_UNREADABLE` when the folder cannot be written
 */
export function replaceFile(path: string, text: string): void {
  withTemporary(path, text, {}, (temporary) => {
    try {
      renameSync(temporary, path)
    } catch (error) {
      throw unwritable(path, error)
    }
  })
}

/** Some file systems (FAT, some network shares) have no hard links. */
const noLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES'])

function createWithoutLink(path: string, text: string, options: { readonly mode?: number }): void {
  try {
    writeFileSync(path, text, { flag: 'wx', ...options })
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw fileExists(path)
    throw unwritable(path, error)
  }
}

/** Writes a temporary file beside the target, so that linking and renaming stay within one file system, and leaves none behind. */
function withTemporary(path: string, text: string, options: { readonly mode?: number }, work: (temporary: string) => void): void {
  // a dotfile: a listing of the versions folder passes it over
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    writeFileSync(temporary, text, { flag: 'wx', ...options })
  } catch (error) {
    rmSync(temporary, { force: true })
    throw unwritable(path, error)
  }
  try {
    work(temporary)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

function fileExists(path: string): MigError {
  return new MigError('MIG_FILE_EXISTS', `'${path}' already exists`, {
    details: { path },
    hint: 'Choose another name, or move the file away; it was not touched.',
  })
}

function unwritable(path: string, error: unknown): MigError {
  const code = codeOf(error)
  return new MigError('MIG_FILE_UNREADABLE', `'${path}' cannot be written (${code})`, {
    details: { path, code },
    hint: code === 'ENOENT' ? 'Create the folder first.' : 'Check the path and its permissions.',
    cause: error,
  })
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
