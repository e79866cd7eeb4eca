import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { MigError } from '@mig/core'

/** A file below a folder. */
export interface ListedFile {
  /** Below the folder, with `/`. */
  readonly path: string
  /** Absolute. */
  readonly place: string
}

/** Folders that hold no migrations of the project. */
const passedOver = new Set(['node_modules', '.git', '__pycache__'])

/**
 * Lists the files below a folder in the order of their paths (UTF-16), links followed, at most four folders deep.
 *
 * @throws {MigError} `MIG_CONVERT_SOURCE` when there is no such folder, `MIG_FILE_UNREADABLE` when it cannot be read
 */
export function listFiles(folder: string): readonly ListedFile[] {
  const files: ListedFile[] = []
  const walk = (below: string, depth: number): void => {
    for (const name of readFolder(join(folder, below))) {
      const path = below === '' ? name : `${below}/${name}`
      const stat = statSync(join(folder, path), { throwIfNoEntry: false })
      if (stat?.isDirectory()) {
        if (depth < 4 && !passedOver.has(name)) walk(path, depth + 1)
      } else if (stat?.isFile()) files.push({ path, place: join(folder, path) })
    }
  }
  walk('', 0)
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function readFolder(path: string): readonly string[] {
  try {
    return readdirSync(path)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new MigError('MIG_CONVERT_SOURCE', `there is no folder '${path}'`, {
        details: { folder: path },
        cause,
        hint: 'Name the folder that holds the migrations.',
      })
    }
    throw new MigError('MIG_FILE_UNREADABLE', `'${path}' cannot be read (${code})`, {
      details: { path, code },
      cause,
      hint: 'Check the path and its permissions.',
    })
  }
}
