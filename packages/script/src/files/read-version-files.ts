import { isMigError, MigError } from '@mig/core'
import { readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readText } from './read-text.js'
import { scriptLanguage, type ScriptLanguage } from './script-language.js'

/** A file of a versions folder. */
export interface VersionFile {
  readonly name: string
  /** Absolute. */
  readonly path: string
  /** `undefined`: no language of ours (a `.py`, a `.txt`), which the repository may want to name in an error. */
  readonly language: ScriptLanguage | undefined
  /** Empty when the language is `undefined`: such files are not read. */
  readonly text: string
}

/** Files that people, editors and tools leave beside migrations. */
const notVersions = [
  /^\./,
  /^#.*#$/,
  /~$/,
  /\.(?:bak|orig|rej|sw[a-p]|tmp|map|tsbuildinfo|md)$/i,
  /\.d\.[cm]?ts$/i,
  /^(?:README|LATEST|HEADS)(?:\..*)?$/i,
  /^__(?:init__\.py|pycache__)$/,
]

/** Whether a name in a versions folder is no migration and is passed over in silence. */
export function isIgnoredName(name: string): boolean {
  return notVersions.some((pattern) => pattern.test(name))
}

/**
 * Lists a versions folder and reads the migrations in it, in the order of their names (UTF-16).
 *
 * Dotfiles, type declarations, source maps, README, LATEST and HEADS, and editors' backups are passed over; sub-folders are not
 * entered.
 *
 * @throws {MigError} `MIG_REPOSITORY_MISSING` when the folder does not exist, `MIG_FILE_UNREADABLE` when it or a file cannot be read
 */
export async function readVersionFiles(folder: string): Promise<readonly VersionFile[]> {
  const { files, problems } = await inspectVersionFiles(folder)
  if (problems[0]) throw problems[0]
  return files
}

/**
 * Lists and reads as {@link readVersionFiles}, and gives back the files that cannot be read instead of throwing the first: for checks.
 *
 * @throws {MigError} `MIG_REPOSITORY_MISSING`, `MIG_FILE_UNREADABLE` when the folder itself cannot be read
 */
export async function inspectVersionFiles(
  folder: string,
): Promise<{ readonly files: readonly VersionFile[]; readonly problems: readonly MigError[] }> {
  const location = resolve(folder)
  let entries
  try {
    entries = readdirSync(location, { withFileTypes: true })
  } catch (error) {
    throw folderError(location, error)
  }
  const files: VersionFile[] = []
  const problems: MigError[] = []
  for (const entry of entries) {
    const { name } = entry
    const path = join(location, name)
    if (isIgnoredName(name) || entry.isDirectory() || (entry.isSymbolicLink() && statSync(path, { throwIfNoEntry: false })?.isDirectory()))
      continue
    const language = scriptLanguage(name)
    try {
      files.push({ name, path, language, text: language === undefined ? '' : readText(path) })
    } catch (error) {
      if (!isMigError(error)) throw error
      problems.push(error)
    }
  }
  files.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  return { files, problems }
}

function folderError(path: string, error: unknown): MigError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  const missing = code === 'ENOENT' || code === 'ENOTDIR'
  return new MigError(
    missing ? 'MIG_REPOSITORY_MISSING' : 'MIG_FILE_UNREADABLE',
    `'${path}' ${missing ? 'is no folder' : `cannot be read (${code})`}`,
    {
      details: { path, code },
      hint: missing ? 'Correct `repository`, or run `mig init`.' : 'Check the path and its permissions.',
      cause: error,
    },
  )
}
